"""The one Django app of the Morango peer: a user and the consultations written under that user."""
