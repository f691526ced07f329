"""From what was typed to a form's answers that cannot be invalid."""
