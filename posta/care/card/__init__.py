"""The follow-up card: a sheet of A6 that a person carries, with a code and the next appointment and nothing that tells."""
