# package: make install, make deb.  Programs lie together in libexec/zongji, where they find each other; people's names for them are links.
#   DESTDIR=FOLDER   prefix=/usr   the configuration is in /etc/zongji whatever the prefix is
#   systemdunitdir, udevdir: where this system wants them
prefix         ?= /usr
bindir         ?= $(prefix)/bin
sbindir        ?= $(prefix)/sbin
libexecdir     ?= $(prefix)/libexec
datadir        ?= $(prefix)/share
mandir         ?= $(datadir)/man
docdir         ?= $(datadir)/doc
systemdunitdir ?= $(prefix)/lib/systemd/system
udevdir        ?= $(prefix)/lib/udev

INSTALL := B=$(B) DESTDIR=$(DESTDIR) bindir=$(bindir) sbindir=$(sbindir) libexecdir=$(libexecdir) datadir=$(datadir) mandir=$(mandir) \
           docdir=$(docdir) libdir=$(prefix)/lib systemdunitdir=$(systemdunitdir) udevdir=$(udevdir) PROMPTS=$(PROMPTS) tools/package/install.sh

# The house; what shows it off (far end, scripted agents, sample site); both.
.PHONY: install install-house install-demo uninstall deb test-deb
install: install-house install-demo
install-house: all prompts
	$(Q)$(INSTALL) house
install-demo: all
	$(Q)$(INSTALL) demo
# All that install brought but the configuration, and nothing of what the house has stored since.
uninstall:
	$(Q)$(INSTALL) none

# Debian packages into build/deb, from a clean copy of what is committed.
deb:
	$(Q)WITH_DEB=1 tools/dev/deps.sh
	$(Q)tools/package/deb.sh
# The packages in a clean root: installed, tried, purged.  Needs root.
test-deb: deb
	$(Q)tools/package/test-deb.sh
