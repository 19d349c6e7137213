#!/bin/sh
# In the machine: the span test set.
exec lines
