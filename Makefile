# zongji: one makefile, no recursion.  Each room's module.mk names its library, programs and what they need; everything else is here.
#
#   make                 all programs                 make run [HEADLESS=1 CALLS=20]   the call centre on software lines
#   make test            every test                   make check                       the quick part, under a minute
#   make SAN=1 ...       with ASan and UBSan          make CC=clang ...                with the other compiler
#   make help            everything else

ifeq ($(origin CC),default)
CC      := gcc
endif
V       ?= 0
SAN     ?=
B       ?= build/$(notdir $(CC))$(if $(SAN),-san)
Q       := $(if $(filter 1,$(V)),,@)

WARN    := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wpointer-arith -Wcast-qual -Wwrite-strings \
           -Wundef -Wformat=2 -Wno-unused-parameter $(if $(WERROR),-Werror)
CFLAGS  ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -I. -I$(B)/gen $(WARN) $(CPPFLAGS) $(CFLAGS) -fno-strict-aliasing -fstack-protector-strong \
           $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer) \
           $(if $(FUZZ),-fsanitize=fuzzer-no-link$(comma)address$(comma)undefined -fno-sanitize-recover=undefined) \
           $(if $(filter volume,$(FUZZ)),-fno-sanitize-coverage=trace-cmp)
ALL_LDFLAGS = $(LDFLAGS) $(if $(SAN),-fsanitize=address$(comma)undefined)
comma   := ,
pkg      = $(shell pkg-config --$(1) $(2) 2>/dev/null)

# As many jobs at a time as there are processors, unless somebody has said how many.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

.PHONY: all
all:

# ---- rooms ------------------------------------------------------------------------------------------------------------
# room(name, folder, rooms it stands on, libraries): every folder/*.c but *main.c goes into lib<name>.a.
#   GEN_<name>: generated headers its objects wait for.  CFLAGS_<name>: flags for its objects.
ROOMS :=
define room
ROOMS += $(1)
SRC_$(1)  := $$(filter-out %main.c,$$(wildcard $(2)/*.c)) $$(EXTRA_$(1))
OBJ_$(1)  := $$(SRC_$(1):%.c=$$(B)/%.o)
NEED_$(1) := $(3)
LIBS_$(1) := $(4)
$$(B)/lib$(1).a: $$(OBJ_$(1))
$$(OBJ_$(1)): ROOM_CFLAGS = $$(CFLAGS_$(1))
$$(OBJ_$(1)): | $$(GEN_$(1))
endef

# program(name, main source(s), room): links the room and all it stands on.
PROGRAMS :=
define program
PROGRAMS += $(1)
OBJ_prog_$(1) := $$(patsubst %.c,$$(B)/%.o,$(2))
$$(OBJ_prog_$(1)): ROOM_CFLAGS = $$(CFLAGS_$(3))
$$(OBJ_prog_$(1)): | $$(GEN_$(3))
$$(B)/bin/$(1): $$(OBJ_prog_$(1)) $$(foreach r,$$(call closure,$(3)),$$(B)/lib$$(r).a)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -Wl,--gc-sections -o $$@ $$^ $$(foreach r,$$(call closure,$(3)),$$(LIBS_$$(r))) -lpthread -lm
endef

# The rooms a room stands on, itself first, each once and after all that need it.
closure = $(call uniq-last,$(1) $(foreach r,$(NEED_$(1)),$(call closure,$(r))))
uniq-last = $(if $(1),$(if $(filter $(firstword $(1)),$(wordlist 2,$(words $(1)),$(1))),,$(firstword $(1)) )$(call uniq-last,$(wordlist 2,$(words $(1)),$(1))))

include $(sort $(wildcard */module.mk tools/*/module.mk))
include tests/tests.mk

all: $(PROGRAMS:%=$(B)/bin/%)
	@:

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(ROOM_CFLAGS) -ffunction-sections -fdata-sections -MMD -MP -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ROOM_CFLAGS) -w -MMD -MP -c -o $@ $<

$(B)/%.a:
	@mkdir -p $(@D)
	$(Q)rm -f $@ && ar rcs $@ $^

-include $(shell find $(B) -name '*.d' 2>/dev/null)

.PHONY: clean help
clean:
	rm -rf build

# What one can make, from the head of this file and of the tests' page.
help:
	@sed -n '3,/^$$/s/^# \{0,1\}//p' Makefile
	@echo 'Also: make install, uninstall, deb, test-deb (tools/package), race, torture, torture-base, torture-isup, interwork, overload, interop,'
	@echo '      test-sim, test-system, test-ss7, unit-ROOM, fuzz-NAME, fuzz-quick, bench, bench-seats, requirements, conformance, prompts, man, deps, clean. Variables: B=folder CC=clang SAN=1 WERROR=1 V=1.'

# ---- for people ----
.PHONY: deps run torture man
deps:
	$(Q)tools/dev/deps.sh

# The call centre on two software E1 lines.  HEADLESS=1 CALLS=20 LABEL=china24: without a terminal, with a verdict.
run:
	$(Q)TO_RUN=1 tools/dev/deps.sh
	$(Q)$(MAKE) --no-print-directory all prompts
	$(Q)B=$(B) tools/dev/demo.sh

# Calls while processes are killed at random moments.
torture: all prompts
	$(Q)B=$(B) tests/system/torture.sh

# man/zongji.conf.5 comes from the table of settings.
man: man/zongji.conf.5
man/zongji.conf.5: base/conf.def $(B)/bin/zongji
	$(Q)tools/dev/conf-man.sh $(B)/bin/zongji > $@
