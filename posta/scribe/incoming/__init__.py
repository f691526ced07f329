"""What comes from other devices: receiving, quarantine, late keys, revocations."""
