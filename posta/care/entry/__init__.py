"""Filling and signing a clinical form: its context, its submission, its disposition, changes of a person."""
