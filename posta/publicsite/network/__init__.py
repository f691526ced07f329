"""The public part of the mission: places, services, partners and events, after the disclosure gate."""
