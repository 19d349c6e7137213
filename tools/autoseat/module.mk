# autoseat: scripted agents for demonstrations and tests; stands on the console's lines.
$(eval $(call room,autoseat,tools/autoseat,console crm store term base,))
$(eval $(call program,autoseat,tools/autoseat/main.c,autoseat))
