# zongjid: the parent.
