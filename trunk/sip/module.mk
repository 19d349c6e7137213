# sip: calls over IP trunks, through sofia-sip.
# as headers of the system: warnings of theirs are not ours
CFLAGS_sip := $(patsubst -I%,-isystem%,$(call pkg,cflags,sofia-sip-ua))
$(eval $(call room,sip,trunk/sip,trunk base,-lsofia-sip-ua))
$(eval $(call program,sipd,trunk/sip/main.c,sip))
