# crm: the only writer of the store, and the desk of everything that is kept.
GEN_crm   := $(B)/gen/crm/crm.pb-c.h $(B)/gen/store/records.pb-c.h
EXTRA_crm := gen/crm/crm.pb-c.c
$(eval $(call room,crm,crm,store base,))
$(eval $(call program,crmd,crm/main.c,crm))
$(eval $(call program,zongji-store,crm/store_main.c,crm))
