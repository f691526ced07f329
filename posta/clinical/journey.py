"""When somebody is asked about the journey, and where it is written, from `journey.toml`: once for each journey.

The days are an example for the medical coordinator: they have no source.

>>> from datetime import date
>>> is_over(date(2018, 6, 1), date(2018, 11, 25)), is_over(date(2018, 11, 20), date(2018, 11, 25))
(True, False)
>>> asked_in()
('intake', 'way_asked')
"""

from datetime import date

from posta.clinical.data_files import read_table


def journey_days() -> int:
    """Return for how many days what was told of a journey is of the same journey."""
    days: int = read_table("journey")["days"]
    return days


def asked_in() -> tuple[str, str]:
    """Return the form of what somebody says of the way, and its mark that it was asked."""
    table = read_table("journey")["told"]
    return str(table["form"]), str(table["mark"])


def is_over(since: date, today: date) -> bool:
    """Return whether a journey that was told on a day is over."""
    return (today - since).days > journey_days()


def is_asked_of(group: str) -> bool:
    """Return whether people of this group are asked about a journey."""
    return group not in read_table("journey")["not_asked_of"]
