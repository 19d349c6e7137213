# The real DAHDI driver in a machine of its own (QEMU, no hardware): make test-dahdi.
$(B)/tests/dahdi-vm/lines: $(B)/tests/dahdi-vm/lines.o $(B)/tests/unit/trunk/span_set.o $(foreach r,$(call closure,trunk),$(B)/lib$(r).a)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(foreach r,$(call closure,trunk),$(LIBS_$(r))) -lpthread -lm

# What the machine is made of is kept in build/dahdi-vm; the packages for it are in tools/dev/packages-vm.txt.
.PHONY: test-dahdi
test-dahdi: all prompts $(B)/tests/dahdi-vm/lines
	$(Q)WITH_VM=1 tools/dev/deps.sh
	$(Q)B=$(B) tests/dahdi-vm/run.sh
