"""What the mission has under way: referrals, stays, rounds, emergencies, sessions, signals, stock.

Owns: one state table per aggregate (`aggregates/*.toml`) and, later, one projection per aggregate.
Doors: `state_table` (what an aggregate may become), `course` (what became of one), `page` (the tables in words).
Never: holds a person's record, writes, knows a screen.
"""
