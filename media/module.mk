# media: the 20 ms tick.
$(eval $(call room,media,media,trunk base,-lspandsp -ltiff))
