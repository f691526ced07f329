"""Vital signs, triage and growth: limits, criteria and priority."""
