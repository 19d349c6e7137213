# mkprompts: speaks the prompts with espeak-ng.
$(eval $(call program,mkprompts,tools/prompts/main.c tools/prompts/voice.c,media))
