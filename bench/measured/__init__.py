"""The runs that measure Posta itself."""
