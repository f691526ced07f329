"""The screens of referrals: what arrives and what was sent, one of them, where to send a person, the letter."""
