"""What a relay holds: branches, segments, memory, disclosure."""
