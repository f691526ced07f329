"""A family or group on the road: who belongs to it, and adding somebody known or new."""
