"""The exchange with other posts: what waits, the roads, a bundle for a stick, and the quarantine."""
