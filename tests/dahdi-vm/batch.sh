#!/bin/sh
# In the machine: ways of reading and writing 30, 480 and 960 bearers.
exec batch
