# console: the agent's screens.  Labels are checked while building; po/ has the Chinese of the longer messages.
GEN_console := $(B)/gen/console/labels.ok $(B)/share/locale/zh_CN/LC_MESSAGES/zongji.mo $(GEN_crm)
$(eval $(call room,console,tools/console,crm store term base,))
$(eval $(call program,console,tools/console/main.c,console))

$(B)/gen/console/labels.ok: tools/console/labels_main.c tools/term/text.c $(wildcard tools/console/*.def)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -I. -o $@.run tools/console/labels_main.c tools/term/text.c && $@.run && touch $@
