# dahdi: what `zongji dahdi` knows of cards, system.conf and our configuration.
$(eval $(call room,dahdi,tools/dahdi,trunk base,))
