# media: the 20 ms tick.
$(eval $(call room,media,media,trunk base,-lspandsp -ltiff))
$(eval $(call program,mediad,media/main.c,media))
