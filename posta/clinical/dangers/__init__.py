"""What a clinician must not overlook before somebody leaves: danger signs by age, pregnancy, exposure, suicide risk."""
