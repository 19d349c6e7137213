# The real DAHDI driver in a machine of its own (QEMU, no hardware): make test-dahdi.
# vm_program(name, room, more objects, more libraries)
define vm_program
VM_PROGRAMS += $$(B)/tests/dahdi-vm/$(1)
$$(B)/tests/dahdi-vm/$(1): $$(B)/tests/dahdi-vm/$(1).o $(3) $$(foreach r,$$(call closure,$(2)),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -Wl,--gc-sections -o $$@ $$^ $$(foreach r,$$(call closure,$(2)),$$(LIBS_$$(r))) $(4) -lpthread -lm
endef
$(eval $(call vm_program,lines,trunk,$$(B)/tests/unit/trunk/span_set.o))
$(eval $(call vm_program,loc,base))
$(eval $(call vm_program,same,farend))
$(eval $(call vm_program,batch,trunk,,-luring))
$(eval $(call vm_program,scale,media))

# Passwords are hashed at the lowest cost there (light_hash.c).
$(B)/tests/dahdi-vm/light_hash.so: tests/dahdi-vm/light_hash.c
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(filter-out -fsanitize%,$(ALL_CFLAGS)) -Wno-missing-prototypes -fPIC -shared -o $@ $< -ldl
VM_PROGRAMS += $(B)/tests/dahdi-vm/light_hash.so

# What the machine is made of is kept in build/dahdi-vm; the packages for it are in tools/dev/packages-vm.txt.
# ONLY=chaos: parts with this name.  BRIEF=1: those that CI runs.  test-dahdi-chaos SEEDS=20: chaos with the seeds 1 to 20.
.PHONY: test-dahdi test-dahdi-chaos
test-dahdi test-dahdi-chaos: all prompts $(VM_PROGRAMS) $(B)/tests/system/probe
	$(Q)WITH_VM=1 tools/dev/deps.sh
	$(Q)B=$(B) $(if $(filter test-dahdi-chaos,$@),SEEDS=$(or $(SEEDS),20)) tests/dahdi-vm/run.sh
