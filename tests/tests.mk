# Tests, benches and the proof of requirements.
#   tests/unit/ROOM/x_test.c   Criterion suites, linked with that room       make unit-isup
#   tests/fuzz/x_fuzz.c        libFuzzer targets; first line names the room  make fuzz-x RUNS=1000000
#   tests/bench/x_bench.c      print "bench NAME ours=.. floor=.. ratio=.."  make bench
#   tests/system/*.sh          whole processes
#   tests/race/race.mk         races and kills, plain programs

RESULTS := build/results.txt
export RESULTS

# ---- joint: rooms that never include each other, together in one process (tests/unit/joint) ----
EXTRA_joint := tests/unit/acd/harness.c
GEN_joint   := $(GEN_console)
$(eval $(call room,joint,tests/joint,acd media isup trunk console term,))

# ---- unit ----
define unit
UNIT_$(1) := $$(patsubst tests/unit/$(1)/%.c,$$(B)/tests/$(1)/%,$$(wildcard tests/unit/$(1)/*_test.c))
UNITS += $$(UNIT_$(1))
UNIT_OBJ_$(1) := $$(patsubst %.c,$$(B)/%.o,$$(wildcard tests/unit/$(1)/*.c))
UNIT_HELP_$(1) := $$(filter-out %_test.o,$$(UNIT_OBJ_$(1)))
$$(B)/tests/$(1)/%: $$(B)/tests/unit/$(1)/%.o $$(UNIT_HELP_$(1)) $$(foreach r,$$(call closure,$(1)),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(foreach r,$$(call closure,$(1)),$$(LIBS_$$(r))) -lcriterion -lpthread -lm
$$(UNIT_OBJ_$(1)): ROOM_CFLAGS = $$(CFLAGS_$(1))
$$(UNIT_OBJ_$(1)): | $$(GEN_$(1))
.PHONY: unit-$(1)
unit-$(1): $$(UNIT_$(1))
	$$(Q)tests/run.sh suite unit $$(UNIT_$(1))
endef
$(foreach r,$(ROOMS),$(eval $(call unit,$(r))))
.SECONDARY:

.PHONY: units units-quietly
units: $(UNITS)
	$(Q)tests/run.sh suite $(if $(SAN),san,unit) $(UNITS)

# ---- fuzz: built apart, with clang (tests/fuzz/README.md) ----
export LSAN_OPTIONS := suppressions=tests/lsan.supp:print_suppressions=0
FUZZ_TARGETS := $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
fuzz_room = $(shell sed -n '1,3s/.*room: *\([a-z]*\).*/\1/p' tests/fuzz/$(1)_fuzz.c | head -1)
fuzz_with = $(shell sed -n '1,3s/.*with: *\([a-z0-9]*\).*/\1/p' tests/fuzz/$(1)_fuzz.c | head -1)
fuzz_flags = $(shell sed -n '1,3s/.*flags: *\(.*[^ ]\) *\*\/.*/\1/p' tests/fuzz/$(1)_fuzz.c | head -1)
define fuzz
$$(B)/fuzz/$(1): $$(B)/tests/fuzz/$(1)_fuzz.o $(patsubst %,$$(B)/lib%.a,$(call fuzz_with,$(1))) $$(foreach r,$$(call closure,$(call fuzz_room,$(1))),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	$$(Q)$$(CC) -fsanitize=fuzzer,address,undefined -o $$@ $$^ $$(foreach r,$$(call closure,$(call fuzz_room,$(1))),$$(LIBS_$$(r))) -lpthread -lm
$$(B)/tests/fuzz/$(1)_fuzz.o: ROOM_CFLAGS = $$(CFLAGS_$(call fuzz_room,$(1)))
$$(B)/tests/fuzz/$(1)_fuzz.o: | $$(GEN_$(call fuzz_room,$(1)))
.PHONY: fuzz-$(1) volume-$(1)
fuzz-$(1):
	$$(Q)$$(MAKE) --no-print-directory B=build/fuzz CC=clang FUZZ=1 build/fuzz/fuzz/$(1)
	$$(Q)mkdir -p build/corpus/$(1) tests/fuzz/corpus/$(1)
	$$(Q)build/fuzz/fuzz/$(1) -runs=$$(or $$(RUNS),1000000) -max_len=$$(or $$(MAX_LEN),600) -print_final_stats=1 $(call fuzz_flags,$(1)) $$(FLAGS) build/corpus/$(1) tests/fuzz/corpus/$(1)
volume-$(1):
	$$(Q)$$(MAKE) --no-print-directory B=build/fuzz-volume CC=clang FUZZ=volume build/fuzz-volume/fuzz/$(1)
	$$(Q)mkdir -p build/corpus/$(1) tests/fuzz/corpus/$(1)
	$$(Q)ASAN_OPTIONS=quarantine_size_mb=32:malloc_context_size=3 build/fuzz-volume/fuzz/$(1) -runs=$$(or $$(RUNS),10000000) \
		-max_len=$$(or $$(MAX_LEN),200) -entropic=0 -reload=0 -print_final_stats=1 $(call fuzz_flags,$(1)) $$(FLAGS) build/corpus/$(1) tests/fuzz/corpus/$(1)
endef
$(foreach f,$(FUZZ_TARGETS),$(eval $(call fuzz,$(f))))

.PHONY: fuzz-all fuzz-quick
fuzz-all: $(FUZZ_TARGETS:%=$(B)/fuzz/%)
# A minute over all targets, from the kept corpora.
fuzz-quick:
	$(Q)$(MAKE) --no-print-directory B=build/fuzz CC=clang FUZZ=1 fuzz-all
	$(Q)for f in $(FUZZ_TARGETS); do mkdir -p build/corpus/$$f tests/fuzz/corpus/$$f; \
		flags=$$(sed -n '1,3s/.*flags: *\(.*[^ ]\) *\*\/.*/\1/p' tests/fuzz/$${f}_fuzz.c); \
		tests/run.sh program "fuzz $$f" build/fuzz/fuzz/$$f $$flags -max_total_time=$(or $(SECONDS),3) -max_len=600 \
			-artifact_prefix=build/logs/ build/corpus/$$f tests/fuzz/corpus/$$f; done

# ---- races and kills ----
-include tests/race/race.mk

# ---- whole processes ----
-include tests/system/system.mk

# ---- conformance suites of signalling ----
-include tests/ss7/ss7.mk

# ---- bench ----
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*_bench.c))
bench_room = $(shell sed -n '1,3s/.*room: *\([a-z]*\).*/\1/p' tests/bench/$(1).c | head -1)
bench_libs = $(shell sed -n '1,3s/.*libs: *\(.*\) *\*\/.*/\1/p' tests/bench/$(1).c | head -1)
define bench
$$(B)/bench/$(1): $$(B)/tests/bench/$(1).o $$(foreach r,$$(call closure,$(call bench_room,$(1))),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(foreach r,$$(call closure,$(call bench_room,$(1))),$$(LIBS_$$(r))) $(call bench_libs,$(1)) -lpthread -lm
$$(B)/tests/bench/$(1).o: | $$(GEN_$(call bench_room,$(1)))
endef
$(foreach b,$(notdir $(BENCHES)),$(eval $(call bench,$(b))))

.PHONY: bench
bench: $(BENCHES)
	$(Q)for b in $(BENCHES); do $$b || exit 1; done

# ---- everything; WITH_VM=1: and the short part of test-dahdi, which needs QEMU ----
.PHONY: test check requirements
test:
	$(Q)tools/dev/deps.sh
	$(Q)tests/system/checkout.sh begin
	$(Q)mkdir -p build && rm -f $(RESULTS)
	$(Q)$(MAKE) --no-print-directory prompts
	$(Q)$(MAKE) --no-print-directory WERROR=1 all units
	$(Q)$(MAKE) --no-print-directory SAN=1 units
	$(Q)$(MAKE) --no-print-directory CC=clang WERROR=1 all
	-$(Q)$(MAKE) --no-print-directory test-races
	-$(Q)$(MAKE) --no-print-directory interop test-sim
	-$(Q)$(MAKE) --no-print-directory test-ss7
	-$(Q)$(MAKE) --no-print-directory test-system
	-$(Q)$(MAKE) --no-print-directory fuzz-quick
	$(if $(WITH_VM),-$(Q)$(MAKE) --no-print-directory test-dahdi BRIEF=1)
	$(Q)tests/system/checkout.sh end
	$(Q)tests/requirements.sh | tail -1
	$(Q)tests/run.sh total

check:
	$(Q)tools/dev/deps.sh
	$(Q)mkdir -p build && rm -f $(RESULTS)
	$(Q)$(MAKE) --no-print-directory prompts
	$(Q)$(MAKE) --no-print-directory all units
	$(Q)tests/run.sh total

requirements:
	$(Q)tests/requirements.sh

# ---- sim: both cores and the world around them on a fake clock ----
SIM_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/sim/*.c))
$(B)/sim: $(SIM_OBJ) $(foreach r,acd isup trunk base,$(B)/lib$(r).a)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(SIM_OBJ) $(foreach r,acd isup trunk base,$(B)/lib$(r).a) -lconfig -lpthread -lm
.PHONY: test-sim
test-sim: $(B)/sim
	$(Q)tests/run.sh program "sim ten_thousand_random_calls" $(B)/sim -n 10000 -s 7
	$(Q)tests/run.sh program "sim same_seed_same_state" sh -c 'a=$$($(B)/sim -n 3000 -s 11) && b=$$($(B)/sim -n 3000 -s 11) && echo "$$a" && echo "$$b" && [ "$${a##*hash=}" = "$${b##*hash=}" ]'

# ---- lines on DAHDI, in a machine of their own ----
-include $(wildcard tests/dahdi-vm/*.mk)
