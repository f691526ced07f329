"""Tests of the screens of administration."""
