# trunk: E1 lines, and the processes that only translate line protocols.
$(eval $(call room,trunk,trunk,base,))
include $(sort $(wildcard trunk/*/module.mk))
