"""One person's page: what must not be overlooked, what was done at every post, and what can be done now."""
