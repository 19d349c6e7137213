# crm: the only writer of the store.
$(eval $(call room,crm,crm,store base,))
