"""Who is acting in this browser, and what it remembers of them: actor, words given again, display, searches."""
