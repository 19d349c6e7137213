# store: LMDB behind whole domain operations.  Records come from records.proto: C by protoc-c, labels by labels.awk.
GEN_store   := $(B)/gen/store/records.pb-c.h $(B)/gen/store/labels.inc
EXTRA_store := gen/store/records.pb-c.c
$(eval $(call room,store,store,base,-llmdb -lprotobuf-c -lsodium))

.PRECIOUS: $(B)/gen/%.pb-c.c $(B)/gen/%.pb-c.h
$(B)/gen/%.pb-c.c $(B)/gen/%.pb-c.h: %.proto
	@mkdir -p $(@D)
	@echo "  PROTO $<"
	$(Q)protoc-c --c_out=$(B)/gen $<
	$(Q)sed -i 's/(char \*)protobuf_c_empty_string/(char *)(uintptr_t)protobuf_c_empty_string/g' $(B)/gen/$*.pb-c.h

$(B)/gen/store/labels.inc: store/labels.awk store/records.proto
	@mkdir -p $(@D)
	$(Q)awk -f $^ >$@.new && mv $@.new $@
