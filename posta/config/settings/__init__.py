"""Settings: `base`, `post`, `coordination`, `test`."""
