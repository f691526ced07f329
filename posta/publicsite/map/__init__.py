"""The map of where the mission works: the base, the points with their labels, the route and the legend."""
