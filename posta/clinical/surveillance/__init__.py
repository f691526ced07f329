"""Rules over many people: case definitions and alerts, from counts to findings."""
