# store: LMDB behind whole domain operations.
$(eval $(call room,store,store,base,-llmdb -lprotobuf-c -lsodium))
