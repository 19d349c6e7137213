# Tests.  tests/unit/ROOM/x_test.c is a Criterion suite linked with that room.

define unit
UNIT_$(1) := $$(patsubst tests/unit/$(1)/%.c,$$(B)/tests/$(1)/%,$$(wildcard tests/unit/$(1)/*_test.c))
UNITS += $$(UNIT_$(1))
$$(B)/tests/$(1)/%: $$(B)/tests/unit/$(1)/%.o $$(foreach r,$$(call closure,$(1)),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(foreach r,$$(call closure,$(1)),$$(LIBS_$$(r))) -lcriterion -lpthread -lm
$$(B)/tests/unit/$(1)/%.o: ROOM_CFLAGS = $$(CFLAGS_$(1))
$$(B)/tests/unit/$(1)/%.o: | $$(GEN_$(1))
.PHONY: unit-$(1)
# make unit-isup: that room's suites alone
unit-$(1): $$(UNIT_$(1))
	$$(Q)for t in $$(UNIT_$(1)); do echo "$$$$t"; $$$$t --quiet || exit 1; done
endef
$(foreach r,$(ROOMS),$(eval $(call unit,$(r))))
.SECONDARY:
