# zongji: the command line.  It knows both cores, to replay their journals.
GEN_zongji := $(B)/share/locale/zh_CN/LC_MESSAGES/zongji.mo $(B)/gen/store/records.pb-c.h
$(eval $(call room,zongji,tools/zongji,acd trace isup dahdi trunk term store base,))
$(eval $(call program,zongji,tools/zongji/main.c,zongji))
