"""The commands of `posta`, one module each."""
