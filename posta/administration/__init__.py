"""The screens of administration: colleagues, posts, computers, keys, and the exchange with other posts.

Owns: no tables. Doors: `urls`, `exchange`. Never: writes by itself, shows a patient's record, keeps a secret after it
was shown once.
"""
