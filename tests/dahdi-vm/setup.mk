# What the parts `setup` and `notes` of the machine need besides the programs of the house.
$(B)/tests/dahdi-vm/ask_line: $(B)/tests/dahdi-vm/ask_line.o $(foreach r,$(call closure,trunk),$(B)/lib$(r).a)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(foreach r,$(call closure,trunk),$(LIBS_$(r))) -lpthread -lm
test-dahdi: $(B)/tests/dahdi-vm/ask_line
