"""A published figure: a number that stands on the site only with its definition, source and the day it was published.

Live figures (from counting, under disclosure control) will come as the same value, with `source` naming their indicator.
"""

from dataclasses import dataclass
from typing import Literal

from posta.publicsite.languages import Texts

Certainty = Literal["exact", "about", "estimate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a figure was before: the earlier value, the day it was corrected (YYYY-MM-DD) and why."""

    was: int
    date: str
    reason: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One value of one measure, for one period and place.

    `measure` ties the years of one thing together (a trend); `period` is a year (`2018`), a month (`2018-09`) or a span
    (`2016/2018`); `place` is a place of the network, a state (`MX-TAB`) or empty for the whole mission; `unit` is a
    code of the units in `units.toml`, `hxl` its HXL tag (HXL 1.1).
    """

    id: str
    measure: str
    label: Texts
    value: int
    unit: str
    period: str
    definition: Texts
    source: Texts
    source_address: str = ""
    published: str
    place: str = ""
    certainty: Certainty = "exact"
    corrections: tuple[Correction, ...] = ()
    hxl: str = ""
