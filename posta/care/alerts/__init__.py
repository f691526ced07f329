"""What a clinician must not overlook: vital signs, allergies, pregnancy, urgency, colleagues at the same person."""
