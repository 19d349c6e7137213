# pri: D-channels of PRI trunks, through libpri.
$(eval $(call room,pri,trunk/pri,trunk base,-lpri))
$(eval $(call program,prid,trunk/pri/main.c,pri))
