"""Tests of rendering and reading declared fields."""
