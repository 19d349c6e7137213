# term: what every full-screen program stands on: cells, keys, text in columns, language.  The catalogue has the messages of all.
$(eval $(call room,term,tools/term,base,-lncursesw -ltinfo))

TERM_MO := $(B)/share/locale/zh_CN/LC_MESSAGES/zongji.mo
$(TERM_MO): $(wildcard tools/*/po/zh_CN.po)
	@mkdir -p $(@D)
	$(Q)msgcat --use-first -o $(B)/zongji.po $^ && msgfmt -c -o $@ $(B)/zongji.po
