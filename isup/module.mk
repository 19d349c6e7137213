# isup: MTP2, MTP3, ISUP.
$(eval $(call room,isup,isup,trunk base,))
$(eval $(call program,isupd,isup/main.c,isup))

# Our stack against libss7.  Its exports have names that ours have too: ours stay inside the program.
$(B)/tests/system/mtp_interop: $(B)/tests/system/mtp_interop.o $(B)/libisup.a $(B)/libtrunk.a $(B)/libbase.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -Wl,--exclude-libs,ALL -lss7 -lconfig -lpthread -lm
.PHONY: interop
interop: $(B)/tests/system/mtp_interop
	$(Q)tests/run.sh program "interop libss7" $<
	$(Q)tests/run.sh program "interop libss7 changeover" $< 90 2
