"""The exchange with other posts: what waits, by which roads, a bundle to take along, and what was set aside."""
