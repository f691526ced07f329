"""Comparing names: index, distance, sound."""
