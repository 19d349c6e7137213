# Races and kills of the shared-memory primitives.
#   make race                     the ring between threads under ThreadSanitizer, and two weakened builds that it must catch
#   make torture-base [KILLS=n]   random SIGKILLs, and a SIGKILL after every instruction
#   make torture-base KILLS=10000 for the night

KILLS ?= 500

RACE_SRC   := tests/race/ring_threads.c tests/race/torture.c base/ring.c base/shm.c
RACE_FLAGS := -std=gnu11 -D_GNU_SOURCE -I. -O1 -g -fsanitize=thread
RACE_CCS   ?= gcc clang
WEAK_commit := -DRING_COMMIT_ORDER=memory_order_relaxed
WEAK_head   := -DRING_HEAD_ORDER=memory_order_relaxed

define race
$(B)/race/$(1)-sound $(B)/race/$(1)-weak-commit $(B)/race/$(1)-weak-head: $(B)/race/$(1)-%: $(RACE_SRC) base/ring.h base/shm.h
	@mkdir -p $$(@D)
	@echo "  RACE  $$@"
	$$(Q)$(1) $(RACE_FLAGS) $(if $(findstring gcc,$(1)),-Wno-tsan) $$(WEAK_$$(patsubst weak-%,%,$$*)) -o $$@ $(RACE_SRC) -lpthread
RACES += $(B)/race/$(1)-sound $(B)/race/$(1)-weak-commit $(B)/race/$(1)-weak-head
endef
RACES :=
$(foreach c,$(RACE_CCS),$(eval $(call race,$(c))))

.PHONY: race torture-base test-races
race: $(RACES)
	$(Q)for c in $(RACE_CCS); do \
		tests/run.sh program "race $$c sound" $(B)/race/$$c-sound; \
		for w in commit head; do \
			tests/run.sh program "race $$c weakened $$w is caught" tests/race/caught.sh $(B)/race/$$c-weak-$$w; \
		done; done

# ---- kills ----
TORTURES := ring_torture ring_step keep_torture soft_torture
TORTURE_HELP := $(B)/tests/race/torture.o
$(TORTURES:%=$(B)/race/%): $(B)/race/%: $(B)/tests/race/%.o $(TORTURE_HELP) $(B)/libtrunk.a $(B)/libbase.a
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_base) -lpthread

torture-base: $(TORTURES:%=$(B)/race/%)
	$(Q)tests/run.sh program "torture ring_torture" $(B)/race/ring_torture $(KILLS)
	$(Q)tests/run.sh program "torture ring_step" $(B)/race/ring_step
	$(Q)tests/run.sh program "torture keep_torture" $(B)/race/keep_torture $(KILLS)
	$(Q)tests/run.sh program "torture soft_torture" $(B)/race/soft_torture $(KILLS)

test-races: race torture-base
