"""The history of the node's own tables."""
