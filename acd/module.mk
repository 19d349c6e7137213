# acd: the truth about every call, queue and agent.
$(eval $(call room,acd,acd,base,))
$(eval $(call program,acdd,acd/main.c,acd))
