"""The `posta` command line; see `posta --help`."""
