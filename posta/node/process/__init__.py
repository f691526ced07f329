"""The processes of an open or locked post: supervisor, worker, sockets, locking."""
