"""One person's page: the alerts, the care at every post, and the next actions."""
