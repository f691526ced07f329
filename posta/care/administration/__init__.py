"""Running the mission at its coordination: colleagues, posts, computers. For administrators, on that computer only."""
