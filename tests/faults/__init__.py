"""Tormenta: a deterministic storm over the real engine. One seed gives one history of posts, relay, sticks and mishaps.

`world` holds computers whose disks, clocks and dice are invented; `schedule` draws what happens to them; `roads` and
`faults` do the harm; `hostile` writes what no honest device would; `oracle` stands outside, remembers what was
acknowledged, and at the end demands it back. The code of `scribe`, `ledger`, `courier`, `feed` and `seal` is the real one.

At the end a computer goes through rounds over HTTP (`tour`): the real client, over `wires` to `ends` whose `answers` are slow,
drip, hang, are cut or too long, and which tell `lies`; threads and time are invented (`hands`), so that waiting costs nothing.

    python -m tests.faults --schedules 10000 --seed 1
"""
