# zongjid: the parent.
$(eval $(call room,zongjid,tools/zongjid,trunk base,-lsystemd))
$(eval $(call program,zongjid,tools/zongjid/main.c,zongjid))
