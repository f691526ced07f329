"""Django settings and URLs: the wiring of rooms into one application.

Owns: settings for a post, coordination and tests. Never: holds a secret.
"""
