"""What is seen or asked at a door before any triage, and the colour that it gives, from `door.toml`.

The red signs are those of the IITT (WHO, ICRC, MSF); which are asked, and how soon each path begins, is an example
for the medical coordinator.

>>> [one.code for one in list_signs(DOOR)]
['unresp', 'breath', 'bleed', 'fit', 'trauma', 'preg_danger']
>>> len(list_signs(QUESTIONS))
8
>>> colour_of({"fever_cough", "chest_pain"}), colour_of({"fever_cough"}), colour_of({"belongings"})
('red', 'yellow', '')
>>> signs_at_age({"separated"}, 15), signs_at_age({"separated", "injury"}, 30)
(('minor_alone',), ('injury', 'separated'))
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from posta.clinical.data_files import Row, labels_in, list_rows, number_in, read_table, strings_in
from posta.clinical.signs.triage_priority import ranks

DOOR, QUESTIONS = "door", "questions"


@dataclass(frozen=True, slots=True, repr=False)
class DoorSign:
    """One sign: its words and hint by language, its colour, and what follows from it.

    `sealed`: no open chart says it. `path` is the form of what follows within `within_hours`; 0 is the same day.
    `travel_with` is what the answer says of the company in which the person travels, below `below_years`; of somebody
    as young the answer means the sign `younger`, where there is one. `questions` are the words in which it is asked.
    """

    code: str
    screen: str
    colour: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    sealed: bool
    sex: str
    path: str
    within_hours: int
    travel_with: str
    below_years: int
    younger: str
    questions: Mapping[str, str]

    def label(self, language: str) -> str:
        """Return its words in a language."""
        return self.labels.get(language) or self.labels["es"]

    def question(self, language: str) -> str:
        """Return the words in which it is asked, in a language."""
        return self.questions.get(language) or self.label(language)


@dataclass(frozen=True, slots=True, repr=False)
class ReferralProposal:
    """A referral that is proposed for a sign or for something lost: to which kind of place, in which words."""

    code: str
    kind: str
    signs: frozenset[str]
    lost: frozenset[str]
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """Return its words in a language."""
        return self.labels.get(language) or self.labels["es"]


@cache
def get_signs() -> Mapping[str, DoorSign]:
    """Return every sign by its code, in the order of the table."""
    return {str(row["code"]): _sign(row) for row in list_rows("door", "signs", worded=True)}


@cache
def list_signs(screen: str) -> tuple[DoorSign, ...]:
    """Return the signs of one screen."""
    return tuple(one for one in get_signs().values() if one.screen == screen)


def colour_of(codes: Collection[str]) -> str:
    """Return the gravest colour of some signs; empty without any."""
    colours = {one.colour for code in codes if (one := get_signs().get(code)) and one.colour}
    return min(colours, key=lambda colour: ranks()[colour], default="")


def is_sealed(codes: Collection[str]) -> bool:
    """Return whether one of the signs may stand in no open chart."""
    return any(one.sealed for code in codes if (one := get_signs().get(code)))


def open_signs(codes: Collection[str]) -> tuple[str, ...]:
    """Return the known signs that may stand in the open chart, in the order of the table."""
    return tuple(code for code, one in get_signs().items() if code in codes and not one.sealed)


def signs_at_age(codes: Collection[str], years: int | None) -> tuple[str, ...]:
    """Return the signs that these answers mean for somebody of an age, in the order of the table."""
    young = {
        code: one.younger
        for code, one in get_signs().items()
        if one.younger and years is not None and years < one.below_years
    }
    meant = {young.get(code, code) for code in codes}
    return tuple(code for code in get_signs() if code in meant)


def list_proposals(signs: Collection[str], lost: Collection[str]) -> tuple[str, ...]:
    """Return the codes of the referrals that are proposed for some signs and for what somebody lost."""
    asked = get_proposals().items()
    return tuple(code for code, one in asked if one.signs.intersection(signs) or one.lost.intersection(lost))


@cache
def get_proposals() -> Mapping[str, ReferralProposal]:
    """Return every proposal by its code, in the order of the table."""
    return {str(row["code"]): _proposal(row) for row in list_rows("door", "proposals", worded=True)}


def sign_label(code: str, language: str) -> str:
    """Return the words of a sign; of one that this program does not know, its code."""
    found = get_signs().get(code)
    return found.label(language) if found else code


def first_aid() -> tuple[str, str, str]:
    """Return the form, question and answer of a session of psychological first aid."""
    table = read_table("door")["first_aid"]
    return str(table["form"]), str(table["question"]), str(table["answer"])


def interview() -> tuple[str, str, str]:
    """Return the form asked below the questions, its question of what was lost, and the sign it means."""
    table = read_table("door")["interview"]
    return str(table["form"]), str(table["lost"]), str(table["sign"])


def _proposal(row: Row) -> ReferralProposal:
    return ReferralProposal(
        code=str(row["code"]),
        kind=str(row.get("kind", "")),
        signs=frozenset(strings_in(row, "signs")),
        lost=frozenset(strings_in(row, "lost")),
        labels=labels_in(row),
    )


def _sign(row: Row) -> DoorSign:
    return DoorSign(
        code=str(row["code"]),
        screen=str(row["screen"]),
        colour=str(row["colour"]),
        labels=labels_in(row),
        hints={key.removeprefix("hint_"): str(words) for key, words in row.items() if key.startswith("hint_")},
        sealed=row.get("sealed") is True,
        sex=str(row.get("sex", "")),
        path=str(row.get("path", "")),
        within_hours=int(number_in(row, "within_hours") or 0),
        travel_with=str(row.get("travel_with", "")),
        below_years=int(number_in(row, "below_years") or 0),
        younger=str(row.get("younger", "")),
        questions={key.removeprefix("ask_"): str(words) for key, words in row.items() if key.startswith("ask_")},
    )
