"""The files of a built site on a disk, complete or not at all."""
