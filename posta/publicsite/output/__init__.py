"""A built site as files on a disk, whole or not at all."""
