"""A party (family or group on the road): its members, and the addition of a known or new person."""
