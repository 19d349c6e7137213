# Conformance suites: tests/ss7/q78x is a suite, built on the frame-level tester of tests/ss7/*.c and the isup room.
SS7_SUITES := $(patsubst tests/ss7/%/main.c,%,$(wildcard tests/ss7/q*/main.c))

# A library, so that a suite links only what it uses: the bench of q781 takes the place of level 3.
$(B)/libss7.a: $(patsubst %.c,$(B)/%.o,$(wildcard tests/ss7/*.c))

define ss7_suite
$$(B)/ss7/$(1): $$(patsubst %.c,$$(B)/%.o,$$(wildcard tests/ss7/$(1)/*.c)) $$(B)/libss7.a $$(foreach r,$$(call closure,isup),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(foreach r,$$(call closure,isup),$$(LIBS_$$(r))) -lpthread -lm
endef
$(foreach s,$(SS7_SUITES),$(eval $(call ss7_suite,$(s))))

# Every case by its number; then the page docs/conformance.md from what was seen, and tshark's word on all we sent.
.PHONY: test-ss7 conformance
test-ss7: $(SS7_SUITES:%=$(B)/ss7/%)
	$(Q)mkdir -p build/ss7; failed=0; for s in $(SS7_SUITES); do $(B)/ss7/$$s || failed=1; done; \
		tests/ss7/page.sh $(SS7_SUITES) >build/ss7/conformance.md; tests/ss7/page_same.sh || failed=1; \
		tests/ss7/decode.sh || failed=1; exit $$failed

# The page as the last run saw it.
conformance: $(SS7_SUITES:%=$(B)/ss7/%)
	$(Q)mkdir -p build/ss7; for s in $(SS7_SUITES); do $(B)/ss7/$$s >/dev/null || exit 1; done
	$(Q)tests/ss7/page.sh $(SS7_SUITES) >docs/conformance.md
