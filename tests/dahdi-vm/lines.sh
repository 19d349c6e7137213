#!/bin/sh
# In the machine: the span test set; the slots of both ends have echo cancellers.
echo echocanceller=mg2,1-62 >>/etc/dahdi/system.conf && dahdi_cfg || exit 1
exec lines
