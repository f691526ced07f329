"""What the mission has under way: referrals, stays, rounds, emergencies, sessions, signals, stock.

Owns: one state table per aggregate (`aggregates/*.toml`), the projection of referrals and of the directory of partners.
Doors: `state_table` (what an aggregate may become), `course` (what became of one), `state_page` (the tables in words),
`referrals` and `directory` (a folder each: projection and lists), `operations_projection` (for the scribe).
Never: holds a person's record, writes, knows a screen.
"""
