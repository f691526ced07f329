"""The values of a form for its template: nothing is left to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from posta.catalog.language.page_sections import Section
from posta.formkit.choices import Choice


@dataclass(frozen=True, slots=True, repr=False)
class FieldView:
    """One question, ready to be shown by `formkit/fields/<widget>.html`.

    `expected`: nobody can sign without its answer wherever it is asked; `groups`: the rest of a long list, folded;
    `among`: the question whose answers are its options; `settled`: those are so few that nobody chooses `most` of them.
    """

    name: str
    id: str
    widget: str
    label: str
    unit: str = ""
    hint: str = ""
    last: str = ""
    error: str = ""
    warning: str = ""
    needed: bool = False
    expected: bool = False
    answered: bool = False
    when: str = ""
    asked: bool = True
    value: str = ""
    time: str = ""
    mode: str = ""
    size: str = ""
    length: int | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    groups: tuple["ChoiceGroup", ...] = ()
    texts: tuple[str, ...] = ()
    ranks: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    among: str = ""
    most: int = 0
    settled: bool = False
    options: str = ""
    several: bool = False
    clearable: bool = False
    numeric: bool = False
    filterable: bool = False
    days: tuple[tuple[str, str], ...] = ()
    rows: tuple["RowView", ...] = ()
    blank: "RowView | None" = None

    @property
    def template(self) -> str:
        """Return the template of its widget."""
        return f"formkit/fields/{self.widget}.html"

    @property
    def is_fieldset(self) -> bool:
        """Return whether it holds several controls, so that its label is a legend."""
        return self.widget in ("chips", "boxes", "ranked", "several", "moment", "typed", "month", "earlier")

    @property
    def is_small(self) -> bool:
        """Return whether it is a short number, shown in a grid beside others."""
        return self.widget == "number" or (self.widget == "calc" and not self.size)

    @property
    def has_lines(self) -> bool:
        """Return whether lines below its label explain it."""
        return bool(self.hint or self.last or self.when or self.error or (self.warning and self.is_fieldset))

    @property
    def described(self) -> str:
        """Return the ids of the lines that explain it, for aria-describedby."""
        lines = (("error", self.error), ("hint", self.hint or self.last), ("warn", self.limits or self.warning))
        return " ".join(f"{self.id}-{line}" for line, shown in lines if shown)


@dataclass(frozen=True, slots=True, repr=False)
class ChoiceGroup:
    """The options of a long list that belong together; they are folded unless one is chosen or all must be seen."""

    title: str
    choices: tuple[Choice, ...]
    open: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether its options are in sight."""
        return self.open or any(one.chosen for one in self.choices)


@dataclass(frozen=True, slots=True, repr=False)
class RowView:
    """One row of a repeated group; `key` is the prefix of its names."""

    key: str
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, repr=False)
class SectionView:
    """The questions of a form under one heading; without a heading, those that stand in no section."""

    id: str
    title: str
    fields: tuple[FieldView, ...]
    folded: bool = False

    @property
    def missing(self) -> int:
        """Return how many answers are still needed before the form can be signed."""
        return sum(one.expected and one.asked and not (one.answered or one.settled) for one in self.fields)

    @property
    def is_open(self) -> bool:
        """Return whether something in it was answered, or must be seen."""
        return any(one.answered or one.error or one.warning for one in self.fields)

    @property
    def runs(self) -> tuple[tuple[bool, tuple[FieldView, ...]], ...]:
        """Return the questions in order, consecutive short numbers in a grid: (is a grid, questions)."""
        return _runs(self.fields)


@dataclass(frozen=True, slots=True, repr=False)
class FormView:
    """A whole form: its questions in order, by name and in sections, and the lists with which its boxes complete.

    `wrong`: an answer must be corrected, and is not only missing.
    """

    name: str
    title: str
    fields: tuple[FieldView, ...]
    options: Mapping[str, SafeString]
    problems: tuple[tuple[str, str, str], ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    wrong: bool = False
    layout: tuple[tuple[Section, str], ...] = ()

    @property
    def by_name(self) -> dict[str, FieldView]:
        """Return questions by name, for a screen that arranges them: `form.by_name.temp_c`."""
        return {one.name: one for one in self.fields}

    @property
    def sections(self) -> tuple[SectionView, ...]:
        """Return the questions as the form arranges them; a section without a question today is left out."""
        known = self.by_name
        found = [
            SectionView(f"s-{self.name}-{one.name}", title, _pick(known, one.fields), one.folded)
            for one, title in self.layout
        ]
        placed = {name for one, _title in self.layout for name in one.fields}
        rest = tuple(one for one in self.fields if one.name not in placed)
        return tuple(one for one in (*found, SectionView(f"s-{self.name}", "", rest)) if one.fields)


def _pick(known: Mapping[str, FieldView], names: tuple[str, ...]) -> tuple[FieldView, ...]:
    return tuple(known[name] for name in names if name in known)


def _runs(fields: tuple[FieldView, ...]) -> tuple[tuple[bool, tuple[FieldView, ...]], ...]:
    found: list[tuple[bool, list[FieldView]]] = []
    for one in fields:
        if found and found[-1][0] and one.is_small:
            found[-1][1].append(one)
        else:
            found.append((one.is_small, [one]))
    return tuple((grid, tuple(run)) for grid, run in found)
