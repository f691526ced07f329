"""What became of entries: timeline, corrections, withdrawals, conflicts."""
