"""The values of a form for its template: nothing is left to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from posta.formkit.choices import Choice

TALL_LENGTH = 40  # chips above which the list moves in its own frame


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question, ready to be shown by `formkit/fields/<widget>.html`."""

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
    when: str = ""
    asked: bool = True
    value: str = ""
    time: str = ""
    mode: str = ""
    size: str = ""
    length: int | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    texts: tuple[str, ...] = ()
    ranks: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    among: str = ""
    options: str = ""
    several: bool = False
    clearable: bool = False
    numeric: bool = False
    filterable: bool = False
    days: tuple[tuple[str, str], ...] = ()
    rows: tuple["RowView", ...] = ()
    blank: "RowView | None" = None

    @property
    def is_tall(self) -> bool:
        """Return whether its chips would push the questions after them out of sight."""
        return len(self.choices) > TALL_LENGTH

    @property
    def template(self) -> str:
        """Return the template of its widget."""
        return f"formkit/fields/{self.widget}.html"

    @property
    def is_fieldset(self) -> bool:
        """Return whether it holds several controls, so that its label is a legend."""
        return self.widget in ("chips", "boxes", "ranked", "several", "moment", "typed")

    @property
    def is_small(self) -> bool:
        """Return whether it is a short number, shown in a grid beside others."""
        return self.widget in ("number", "calc")

    @property
    def described(self) -> str:
        """Return the ids of the lines that explain it, for aria-describedby."""
        lines = (("error", self.error), ("hint", self.hint or self.last), ("warn", self.limits or self.warning))
        return " ".join(f"{self.id}-{line}" for line, shown in lines if shown)


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeated group; `key` is the prefix of its names."""

    key: str
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """A whole form: its questions in order, by name and in runs, and the lists with which its boxes complete.

    `wrong`: an answer must be corrected, and is not only missing.
    """

    name: str
    title: str
    fields: tuple[FieldView, ...]
    options: Mapping[str, SafeString]
    problems: tuple[tuple[str, str, str], ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    wrong: bool = False

    @property
    def by_name(self) -> dict[str, FieldView]:
        """Return questions by name, for a screen that arranges them: `form.by_name.temp_c`."""
        return {one.name: one for one in self.fields}

    @property
    def runs(self) -> tuple[tuple[bool, tuple[FieldView, ...]], ...]:
        """Return the questions in order, consecutive short numbers in a grid: (is a grid, questions)."""
        found: list[tuple[bool, list[FieldView]]] = []
        for one in self.fields:
            if found and found[-1][0] and one.is_small:
                found[-1][1].append(one)
            else:
                found.append((one.is_small, [one]))
        return tuple((grid, tuple(run)) for grid, run in found)
