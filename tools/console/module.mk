# console: the agent's screens.
$(eval $(call room,console,tools/console,store base,-lncursesw -ltinfo -lprotobuf-c))
