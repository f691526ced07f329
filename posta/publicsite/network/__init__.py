"""The mission as its public page may know it: places, services, partners and events, after the gate."""
