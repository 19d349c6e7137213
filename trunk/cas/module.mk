# cas: telephones and exchange lines on channel banks.
$(eval $(call room,cas,trunk/cas,trunk base,))
$(eval $(call program,casd,trunk/cas/main.c,cas))
