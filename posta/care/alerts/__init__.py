"""What a clinician must see at once: vital signs, allergies, pregnancy, urgency, colleagues who treat the same person."""
