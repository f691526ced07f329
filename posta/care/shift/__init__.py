"""The list for the next shift: what is to be done tomorrow, and whom the night watches."""
