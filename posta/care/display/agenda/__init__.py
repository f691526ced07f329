"""How planned visits are shown: their day, whose they are and how late."""
