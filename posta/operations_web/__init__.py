"""The screens of what is under way: referrals and the directory of partners.

Owns: the folders `referrals` and `directory`. Doors: `urls`. Never: writes (it calls `acts`), knows a screen of care.
"""
