"""What the mission's communications person writes: settings, texts, stories and pictures of the content folder."""
