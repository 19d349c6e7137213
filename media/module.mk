# media: the 20 ms tick.
$(eval $(call room,media,media,trunk base,-lspandsp -ltiff))
$(eval $(call program,mediad,media/main.c,media))
include $(sort $(wildcard media/*/module.mk))

# make prompts: speak what has changed in prompts.txt; recordings in media/studio/{zh,en} come first
PROMPTS ?= build/prompts
.PHONY: prompts
prompts: $(PROMPTS)/prompts.txt
$(PROMPTS)/prompts.txt: $(B)/bin/mkprompts media/prompts.txt $(wildcard media/studio/*/*.wav)
	@mkdir -p $(@D)
	$(Q)$(B)/bin/mkprompts media/prompts.txt $(PROMPTS) media/studio
