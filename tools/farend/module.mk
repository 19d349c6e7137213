# farend: the world outside.  Built on libss7 and libpri; shares no code with isup/ or trunk/pri.
$(eval $(call room,farend,tools/farend,trunk base,-lss7 -lpri -lspandsp -ltiff))
$(eval $(call program,farend,tools/farend/main.c,farend))
