"""The follow-up card: an A6 sheet that a person carries, with a code and the next appointment, and nothing about health."""
