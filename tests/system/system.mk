# Whole processes on soft lines against farend: cases, the runner, the small client they use.
$(B)/tests/system/probe: $(B)/tests/system/probe.o $(B)/libmedia.a $(B)/libtrunk.a $(foreach r,$(call closure,console),$(B)/lib$(r).a)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(foreach r,$(call closure,console),$(LIBS_$(r))) -lpthread -lm
$(B)/tests/system/probe.o: | $(GEN_console) $(GEN_crm)

$(B)/tests/system/manager: $(B)/tests/system/manager.o
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(B)/tests/system/faxes: $(B)/tests/system/faxes.o $(B)/libfarend.a
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -Wl,--gc-sections -o $@ $^ -ltiff

# CASES="tests/system/trunk_cases.sh": some of them.  JOBS=1: one house at a time.
.PHONY: test-system
test-system: all prompts $(B)/tests/system/probe $(B)/tests/system/manager $(B)/tests/system/faxes
	$(Q)B=$(B) tests/system/run.sh $(or $(CASES),$(shell ls -S tests/system/*_cases.sh))

# Long runs by hand: libss7 over 1 to 8 links, 20,000 calls; isupd killed 500 times under load; ten times the load;
# 200 seats and 500 callers.
.PHONY: interwork torture-isup overload bench-seats
interwork: all prompts
	$(Q)B=$(B) tests/system/interwork.sh
torture-isup: all prompts
	$(Q)B=$(B) tests/system/torture_isup.sh
overload: all prompts
	$(Q)B=$(B) tests/system/overload.sh
bench-seats: all prompts $(B)/tests/system/probe
	$(Q)B=$(B) tests/system/seats_bench.sh
