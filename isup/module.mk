# isup: MTP2, MTP3, ISUP.
$(eval $(call room,isup,isup,trunk base,))
$(eval $(call program,isupd,isup/main.c,isup))
