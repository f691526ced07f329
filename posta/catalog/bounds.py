"""The limits of a value from another computer. No honest program writes more, and every page can show less.

A limit here is wide on purpose: it says what can be stored, computed with and shown, not what is likely of a person;
that is asked when a form is filled (`normalise_value`). So an edition with other limits reads what earlier ones
wrote.

>>> import msgspec
>>> msgspec.convert(-1, Millis)
Traceback (most recent call last):
...
msgspec.ValidationError: Expected `int` >= 0
"""

from datetime import date
from typing import Annotated

from msgspec import Meta

from posta.clock import DAY_MILLIS, MINUTE_MILLIS, to_epoch_day

FIRST_DAY, LAST_DAY = (to_epoch_day(date(year, 1, 1)) for year in (1800, 2400))
DAY = DAY_MILLIS
LAST_MOMENT = LAST_DAY * DAY
YEAR = 366 * DAY
LONGEST_WORD, LONGEST_LINE, LONGEST_TEXT = 64, 500, 20_000
MOST_ROWS, MOST_CODES, DEEPEST = 500, 500, 6
MOST = 10**12  # of a number that is typed
LAST_FORM = 62  # the chart's index has one bit for each form, in a whole number of the database: 63 bits and a sign

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, Meta(max_length=64)]
EpochId = Annotated[bytes, Meta(min_length=8, max_length=8)]
KeyName = Annotated[bytes, Meta(max_length=8)]
Pseudonym = Annotated[bytes, Meta(min_length=12, max_length=12)]
Box = Annotated[bytes, Meta(max_length=4096)]  # sealed boxes, wrapped keys, cards, signed orders
Word = Annotated[str, Meta(max_length=LONGEST_WORD)]  # codes, names of networks, ids of the mission's file
Line = Annotated[str, Meta(max_length=LONGEST_LINE)]
Millis = Annotated[int, Meta(ge=0, le=LAST_MOMENT)]
Day = Annotated[int, Meta(ge=0, le=LAST_DAY)]
LocalDay = Annotated[
    int, Meta(ge=-1, le=LAST_DAY)
]  # a clock without battery wakes in 1970, where Mexico is a day behind
Minute = Annotated[int, Meta(ge=0, le=LAST_MOMENT // MINUTE_MILLIS)]
Small = Annotated[int, Meta(ge=0, le=255)]  # kinds, versions, precisions
LAST_FOUNDED, LAST_POST = 65_535, (1 << 53) - 1  # later ones are random numbers that any JSON reader holds exactly
PostNumber = Annotated[int, Meta(ge=0, le=LAST_POST)]
CompartmentNumber = Annotated[int, Meta(ge=1, le=7)]
Place = Annotated[int, Meta(ge=0, le=(1 << 62) - 1)]  # incarnations and sequences, which the ledger keeps in 63 bits
HeaderBytes = Annotated[bytes, Meta(min_length=71, max_length=731)]  # the fixed part, and up to 15 references
LastPlace = Annotated[int, Meta(ge=-1, le=(1 << 62) - 1)]  # -1: before the first
Count = Annotated[int, Meta(ge=0, le=10**9)]


def is_believable(occurred: int, clock: int) -> bool:
    """Return whether something can have occurred then, by the hybrid clock of its entry.

    It is at most a year after it was recorded.

    >>> is_believable(1_543_104_000_000, 1_543_104_000_000 << 16), is_believable(1 << 47, 1_543_104_000_000 << 16)
    (True, False)
    """
    recorded = clock >> 16
    return 0 <= occurred <= min(recorded + YEAR, LAST_MOMENT) and recorded <= LAST_MOMENT
