"""Words, dates and numbers of the page in its languages."""
