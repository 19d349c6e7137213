# zongji: the command line.
