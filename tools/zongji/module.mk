# zongji: the command line.  It knows both cores, to replay their journals.
$(eval $(call room,zongji,tools/zongji,acd isup trunk base,))
$(eval $(call program,zongji,tools/zongji/main.c,zongji))
