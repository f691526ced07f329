"""The board of today: who waits and for how long, who is in consultation, who is due back, and the alerts."""
