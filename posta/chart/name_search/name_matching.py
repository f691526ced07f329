"""How likely a registered person is the one that is searched for, in bits, and which fields say so.

A score after Fellegi and Sunter: agreement on a rare name weighs more than on a common one, a sound or a nickname
less than the same spelling, a date more than a year; disagreement weighs against. Tokens may change places: the order
of surnames, or which is given and which inherited, often differs at the next post. The score decides nothing: a
person looks at the list.

Source: I. Fellegi and A. Sunter, A theory for record linkage, Journal of the American Statistical Association 64
(1969). Weights and nicknames are our own.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2

from rapidfuzz.distance import JaroWinkler

from posta.chart.name_search.phonetic import phonetic_key, split_name

STRONG_AT = 24.0
CODE_SCORE = 99.0

RAREST = 14.0
MIN_SIMILARITY = 0.84
QUERY_UNMATCHED = -2.6
REGISTER_UNMATCHED = -0.5
IN_ORDER = 0.6

AGREEMENTS = (
    "code", "given", "given_sound", "given_nickname", "given_alike", "given_begins",
    "surname", "surname_sound", "surname_nickname", "surname_alike", "surname_begins",
    "birth_date", "birth_date_turned", "birth_date_near", "birth_year", "birth_year_near", "sex", "country",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as far as it is known."""

    year: int
    month: int | None = None
    day: int | None = None
    estimated: bool = False

    def __post_init__(self) -> None:
        if not 1880 <= self.year <= 2200 or (self.day is not None and self.month is None):
            raise ValueError("a birth has a year; a day needs its month")

    @property
    def whole(self) -> bool:
        return self.day is not None


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """One way in which a person is or was called."""

    given: str
    surnames: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class PersonNames:
    """What the search knows of a person; several names when posts wrote different ones."""

    rowid: int
    person_id: bytes
    names: tuple[Name, ...]
    birth: Birth | None = None
    sex: str = "u"
    country: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """What is searched for: one text in any order, and other known facts. `typing`: the last word may not be finished."""

    text: str
    birth: Birth | None = None
    sex: str | None = None
    country: str | None = None
    typing: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """A registered person, how strongly they match, and the fields that agree (codes of `AGREEMENTS`)."""

    person_rowid: int
    score: float
    strong: bool
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CandidateRecord:
    """A registered person ready for scoring: each name as its tokens, and how many of them are given names."""

    rowid: int
    names: tuple[tuple[tuple[str, ...], int], ...]
    birth: Birth | None
    sex: str
    country: str | None


@cache
def _nicknames() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads(files(__package__).joinpath("nicknames.toml").read_text(encoding="utf-8"))
    alike: dict[str, set[str]] = {}
    for name, short in data.items():
        for nickname in short.split():
            alike.setdefault(name, set()).add(nickname)
            alike.setdefault(nickname, set()).add(name)
    return {name: frozenset(others) for name, others in alike.items()}


def nickname_variants(token: str) -> frozenset[str]:
    """Return nicknames of a name, or the names behind a nickname.

    >>> sorted(nickname_variants("chepe"))
    ['jose']
    """
    return _nicknames().get(token, frozenset())


@dataclass(frozen=True, slots=True, repr=False)
class NameScore:
    """How much one registered token weighs for one token of the query, and in what way."""

    gain: float
    place: int
    way: str


class Scorer:
    """Scores registered people against one query; remembers every token it has compared."""

    def __init__(self, query: Query, people: int, counts: Callable[[Iterable[str]], Mapping[str, int]]):
        self.query = query
        self.asked = split_name(query.text)
        self._sounds = tuple(map(phonetic_key, self.asked))
        self._people = max(people, 1)
        self._counts = counts
        self._known: dict[str, int] = dict(counts(self.asked))
        self._likeness: dict[str, tuple[NameScore, ...]] = {}
        self._base = QUERY_UNMATCHED * len(self.asked)

    def learn(self, records: Iterable[CandidateRecord]) -> None:
        """Compare all tokens of these records with the query, asking once how rare they are."""
        new = {token for record in records for name, _ in record.names for token in name} - self._likeness.keys()
        near = {token: found for token in new if (found := self._compare(token))}
        self._known.update(self._counts(near.keys() - self._known.keys()))
        for token in new:
            self._likeness[token] = self._weigh(token, near[token]) if token in near else ()

    def score(self, record: CandidateRecord) -> float:
        """Return the bits for this record being the person searched for, by its best name."""
        return max((self._names(name)[0] for name in record.names), default=self._base) + self._rest(record)[0]

    def match(self, record: CandidateRecord) -> Match:
        """Return the same with its reasons, for the few that are shown."""
        names = max((self._names(name, explain=True) for name in record.names), default=(self._base, ()))
        bits, rest = self._rest(record)
        score = names[0] + bits
        strong = score >= STRONG_AT and len(names[1]) > 1 and _has_given_name(names[1])
        return Match(record.rowid, round(score, 2), strong, _deduplicate(names[1] + rest))

    def _compare(self, token: str) -> list[tuple[int, str, float]]:
        """Return the places of the query that this token resembles: the way, and how closely."""
        sound, found = phonetic_key(token), []
        last = len(self.asked) - 1
        for place, (asked, asked_sound) in enumerate(zip(self.asked, self._sounds, strict=True)):
            if asked == token:
                found.append((place, "", 1.0))
            elif asked_sound == sound:
                found.append((place, "sound", 0.93))
            elif token in nickname_variants(asked):
                found.append((place, "nickname", 0.8))
            else:
                likeness = max(JaroWinkler.similarity(asked, token), JaroWinkler.similarity(asked_sound, sound))
                if self.query.typing and place == last and len(asked) > 1 and token.startswith(asked):
                    found.append((place, "begins", 0.75))
                elif likeness >= MIN_SIMILARITY:
                    found.append((place, "alike", 0.3 + (likeness - MIN_SIMILARITY) / (1 - MIN_SIMILARITY) * 0.55))
                elif len(token) == 1 or len(asked) == 1 and token[0] == asked[0]:
                    found.append((place, "begins", 0.1))
        return found

    def _weigh(self, token: str, near: list[tuple[int, str, float]]) -> tuple[NameScore, ...]:
        rarity = self._rarity(self._known.get(token, 0))
        weighed = []
        for place, way, share in near:
            own = self._rarity(self._known.get(self.asked[place], 0)) if way in ("", "sound") else rarity
            weighed.append(NameScore(min(rarity, own) * share - QUERY_UNMATCHED, place, way))
        return tuple(weighed)

    def _rarity(self, count: int) -> float:
        return min(RAREST, log2((self._people + 1) / (count + 0.5)))

    def _names(self, name: tuple[tuple[str, ...], int], explain: bool = False) -> tuple[float, tuple[str, ...]]:
        """Score the names; each token of the record counts for one token of the query at most, the strongest first."""
        words, given = name
        likeness = self._likeness
        pairs = [(like.gain, like.place, at, like.way) for at, word in enumerate(words) for like in likeness[word]]
        score, used, taken = self._base, 0, 0
        places: list[tuple[int, int, str]] = []
        for gain, place, at, way in sorted(pairs, reverse=True):
            if not (used >> place & 1 or taken >> at & 1):
                used |= 1 << place
                taken |= 1 << at
                score += gain
                places.append((place, at, way))
        score += REGISTER_UNMATCHED * (len(words) - len(places))
        if len(places) > 1:
            places.sort()
            score += IN_ORDER if all(one[1] < two[1] for one, two in zip(places, places[1:], strict=False)) else 0.0
        return score, tuple(_phonetic_keys(at < given, way) for _, at, way in places) if explain else ()

    def _rest(self, record: CandidateRecord) -> tuple[float, tuple[str, ...]]:
        bits, reasons = _weigh_birth(self.query.birth, record.birth)
        asked = self.query.sex
        if asked and asked != "u" and record.sex != "u":
            bits += 0.8 if asked == record.sex else -4.5
            reasons += ("sex",) if asked == record.sex else ()
        if self.query.country and record.country:
            bits += 1.3 if self.query.country == record.country else -3.0
            reasons += ("country",) if self.query.country == record.country else ()
        return bits, reasons


def _has_given_name(agreements: tuple[str, ...]) -> bool:
    """Return whether a given name agrees; without one nobody is a strong match.

    Brothers and twins share surnames and dates.
    """
    return any(agreement.startswith("given") and agreement != "given_begins" for agreement in agreements)


def _phonetic_keys(given: bool, way: str) -> str:
    field = "given" if given else "surname"
    return f"{field}_{way}" if way else field


def _deduplicate(reasons: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reasons))


def _weigh_birth(asked: Birth | None, held: Birth | None) -> tuple[float, tuple[str, ...]]:
    """Return the weight of two births and what agrees, by a ladder; estimates weigh less.

    The steps are the whole date, turned round, a year off, two parts of three, the year.
    """
    if asked is None or held is None:
        return 0.0, ()
    apart = abs(asked.year - held.year)
    if asked.whole and held.whole:
        return _weigh_dates(asked, held, apart)
    loose = asked.estimated or held.estimated
    if apart == 0:
        return (3.4 if loose else 4.4), ("birth_year",)
    if apart <= (3 if loose else 1):
        return (2.2, 1.2, 0.4)[apart - 1], ("birth_year_near",)
    return (-2.5 if loose else -3.5) - min(apart, 12) * 0.25, ()


def _weigh_dates(asked: Birth, held: Birth, apart: int) -> tuple[float, tuple[str, ...]]:
    day, month = asked.day == held.day, asked.month == held.month
    if day and month:
        return ((12.0, ("birth_date",)), (8.0, ("birth_date_near",)))[apart] if apart < 2 else (1.5 - apart * 0.4, ())
    if apart == 0 and asked.day == held.month and asked.month == held.day:
        return 8.5, ("birth_date_turned",)
    if apart == 0:
        return (5.0, ("birth_date_near",)) if day or month else (0.5, ("birth_year",))
    return -3.0 - min(apart, 12) * 0.3, ()
