"""What the scribe works with: the node's storage, keys, clock, transactions."""
