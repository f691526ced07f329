"""Who may do what: roles, permissions, withdrawals, corrections."""
