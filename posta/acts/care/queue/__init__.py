"""Who waits today: arrivals, calls, and handing over to a colleague."""
