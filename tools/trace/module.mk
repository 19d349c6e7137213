# trace: records of the trace as sessions, ladders and words; a full screen, lines and pcap of them.
GEN_trace := $(B)/share/locale/zh_CN/LC_MESSAGES/zongji.mo
$(eval $(call room,trace,tools/trace,isup trunk term base,))
