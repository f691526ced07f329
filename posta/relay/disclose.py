"""Everything the relay holds, for anybody who asks: a court, a journalist, a person who wants to know.

There is no more than this: feeds (numbers derived from device keys), how many entries they hold, how large they are
and on which day they came, which epochs (numbers again) their parts are sealed for. No names, no places, no
addresses, and no key that opens a part. The device's clock in each entry's header is stated as a fact, not listed.
"""

import json
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any, TextIO

from posta.clock import from_epoch_day
from posta.relay.storage.store_protocol import Store, StoredSegment

INTRODUCTION = """\
Everything this relay holds. It has no key that opens a part; it keeps no names, no places, no network addresses, and
only the day on which something came. Each entry's header also states its device's clock when it was written.
A feed is one device; an epoch is one key of one compartment. An epoch named only once is blinded: for the most private
compartments every part names another, and only those who hold the key can tell which it is.
"""


def describe(store: Store) -> dict[str, Any]:
    """Return all that is held, as plain values."""
    rows = sorted(store.describe(), key=lambda row: row[:4])
    branches = [_describe_branch(list(group)) for _, group in groupby(rows, key=lambda row: row[:3])]
    return {
        "feeds": len({row.feed for row in rows}),
        "entries": sum(branch["entries"] for branch in branches),
        "bytes": sum(row.size for row in rows),
        "parts_erased_by_order": store.count_erased(),
        "devices_revoked": sorted(device.hex() for device in store.list_revoked()),
        "branches": branches,
    }


def disclose_json(store: Store, out: TextIO) -> None:
    """Write it for programs."""
    json.dump(describe(store), out, indent=2)
    out.write("\n")


def disclose_text(store: Store, out: TextIO) -> None:
    """Write it for people."""
    summary = describe(store)
    out.write(f"{INTRODUCTION}\n{summary['feeds']} feeds, {summary['entries']} entries, {summary['bytes']} bytes\n")
    out.write(
        f"{summary['parts_erased_by_order']} parts erased by order, {len(summary['devices_revoked'])} devices revoked\n"
    )
    for branch in summary["branches"]:
        out.write(_present_branch(branch))


def _describe_branch(rows: list[StoredSegment]) -> dict[str, Any]:
    return {
        "feed": rows[0].feed.hex(),
        "incarnation": rows[0].incarnation,
        "branch": rows[0].branch,
        "first": rows[0].first,
        "last": rows[-1].last,
        "entries": sum(row.last - row.first + 1 for row in rows),
        "bytes": sum(row.size for row in rows),
        "parts": sum(row.parts for row in rows),
        "parts_absent": sum(row.absent for row in rows),
        "parts_by_epoch": _sum_epochs(rows),
        "days": _sum_days(rows),
    }


def _sum_days(rows: Iterable[StoredSegment]) -> list[dict[str, Any]]:
    days: dict[int, list[int]] = {}
    for row in rows:
        sums = days.setdefault(row.day, [0, 0])
        sums[0] += row.last - row.first + 1
        sums[1] += row.size
    return [
        {"day": from_epoch_day(day).isoformat(), "entries": entries, "bytes": size}
        for day, (entries, size) in sorted(days.items())
    ]


def _sum_epochs(rows: Iterable[StoredSegment]) -> dict[str, int]:
    sums: Counter[bytes] = Counter()
    for row in rows:
        sums.update(row.epochs)
    return {epoch.hex(): parts for epoch, parts in sorted(sums.items())}


def _present_branch(branch: dict[str, Any]) -> str:
    named = [f"{epoch} ({parts})" for epoch, parts in branch["parts_by_epoch"].items() if parts > 1]
    lines = [
        f"\nfeed {branch['feed']}  incarnation {branch['incarnation']}  branch {branch['branch']}",
        f"  entries {branch['first']}-{branch['last']}  {branch['bytes']} bytes",
        f"  parts {branch['parts']}, of which {branch['parts_absent']} absent",
        *(f"  came on {day['day']}: {day['entries']} entries, {day['bytes']} bytes" for day in branch["days"]),
        f"  epochs, and parts of each: {', '.join(named) or 'none'}",
        f"  parts whose epoch is named once: {len(branch['parts_by_epoch']) - len(named)}",
    ]
    return "\n".join(lines) + "\n"
