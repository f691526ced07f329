"""People counted before they are registered: stops beside the road and busloads."""
