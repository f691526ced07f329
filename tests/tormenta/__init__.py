"""Tormenta: a deterministic storm over the real engine. One seed gives one history of posts, relay, sticks and mishaps.

`world` holds computers whose disks, clocks and dice are invented; `schedule` draws what happens to them; `roads` and
`faults` do the harm; `hostile` writes what no honest device would; `oracle` stands outside, remembers what was
acknowledged, and at the end demands it back. The code of `scribe`, `ledger`, `courier`, `feed` and `seal` is the real one.

    python -m tests.tormenta --schedules 10000 --seed 1
"""
