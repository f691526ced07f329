"""Places over time: what is offered at one on a day, who may change it, and how orders about it are folded."""
