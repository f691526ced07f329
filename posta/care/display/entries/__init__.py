"""How entries are shown: answers in words, one line for each, what was recorded by mistake."""
