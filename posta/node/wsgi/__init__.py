"""The server of an open post: connections, limits, the passphrase gate."""
