"""One person's record: people, registers, contents, marks."""
