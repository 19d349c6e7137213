# base: what every process shares.
$(eval $(call room,base,base,,-lconfig))
