# fax: fax machines (T.30), a worker process for each call.
$(eval $(call room,fax,media/fax,media trunk base,-lspandsp -ltiff))
$(eval $(call program,faxd,media/fax/main.c,fax))
