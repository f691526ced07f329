"""How a form is laid out on its page: the sections of its questions, and what is shown beside them.

Only the page follows it: on the wire questions keep their numbers and their order.

>>> from posta.catalog.language.form import get_form
>>> [section.name for section in get_form("fp").sections]
['before', 'method', 'more']
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from posta.terms.data_files import LANGUAGES

MAX_QUESTIONS = 7
"""In one section; computed values are no questions and are not counted."""

MAX_TOGETHER = 20
"""Options of one list without groups; those that only another answer brings are not counted."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under one heading; a folded one is closed until one of its questions has an answer."""

    name: str
    labels: dict[str, str]
    fields: tuple[str, ...]
    folded: bool = False

    def label(self, language: str) -> str:
        """Return the heading in the language asked, else in Spanish."""
        return self.labels.get(language) or self.labels["es"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page shows beside the form, as far as the colleague's keys open it.

    `forms`: the latest entry with one of these is the last visit or session. `plan`: its answers that are shown in
    full. `trends`: numbers of these forms that are followed over time. `vitals`: also the last vital signs. `same`, of a
    form about no person: the questions that say of what it is; what is known is of the same site or municipality.
    """

    forms: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    trends: tuple[str, ...] = ()
    vitals: bool = False
    same: tuple[str, ...] = ()


def layout_rules(sections: Collection[Section], asked: Collection[str], computed: Collection[str]) -> Iterator[str]:
    """Yield the rules of a layout that these sections break, in words.

    `asked` are the names of the questions of the form, `computed` those among them that nobody answers.
    """
    if len({one.name for one in sections}) != len(sections):
        yield "sections: a name is used twice"
    placed = [name for one in sections for name in one.fields]
    yield from (f"sections: {name} stands in two places" for name in dict.fromkeys(placed) if placed.count(name) > 1)
    yield from (f"sections: there is no field {name}" for name in placed if name not in asked)
    for one in sections:
        if not all(one.labels.get(language, "").strip() for language in LANGUAGES):
            yield f"section {one.name}: its heading is needed in es, en and fr"
        if not one.fields:
            yield f"section {one.name}: has no field"
        if len([name for name in one.fields if name not in computed]) > MAX_QUESTIONS:
            yield f"section {one.name}: has more than {MAX_QUESTIONS} questions"


def unplaced(sections: Collection[Section], asked: Collection[str]) -> list[str]:
    """Return the questions that stand in no section."""
    placed = {name for one in sections for name in one.fields}
    return [name for name in asked if name not in placed]
