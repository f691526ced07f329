"""Coded lists: the closed sets of answers, read from `lists/*.toml` when first asked for.

>>> get_list("sex").label("f", "en")
'Female'
>>> get_list("sex").label("z9", "en")
'other (z9)'
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from posta.terms.data_files import FOLDER, choose_label, parse_labels, read_toml
from posta.terms.errors import InvalidTerms, UnknownList

OTHER = {"es": "otro", "en": "other", "fr": "autre"}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list: its code for ever, its labels, and where choosing it moves the value.

    `of` is the morbidity line that this answer makes exact, `icd10` the code (WHO, 2019) that it stands for. `group`
    is the part of a long list in which it stands; a `usual` one stands before all groups.
    """

    code: str
    labels: dict[str, str]
    compartment: str | None = None
    when: dict[str, object] | None = None
    retired: bool = False
    of: str = ""
    icd10: str = ""
    group: str = ""
    usual: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """A part of a long list, by system or body part: only the screen knows it; an `open` one is never folded."""

    code: str
    labels: dict[str, str]
    open: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CodedList:
    """A closed set of answers in the order in which they are shown; a long one has groups."""

    name: str
    options: tuple[Option, ...]
    source: str = ""
    groups: tuple[OptionGroup, ...] = ()
    by_code: Mapping[str, Option] = field(init=False)
    ranks: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        if len({option.code for option in self.options}) != len(self.options):
            raise InvalidTerms("option_declared_twice", name=self.name)
        object.__setattr__(self, "by_code", {option.code: option for option in self.options})
        object.__setattr__(self, "ranks", {option.code: rank for rank, option in enumerate(self.options)})

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.by_code)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def label(self, code: str, language: str) -> str:
        """Return the label of a code; a code of a newer version is shown raw, never dropped."""
        option = self.by_code.get(code)
        if option is None:
            return f"{OTHER.get(language, OTHER['es'])} ({code})"
        return choose_label(option.labels, language, code)


def get_list(name: str) -> CodedList:
    """Return the list of that name; raises UnknownList."""
    try:
        return _all_lists()[name]
    except KeyError:
        raise UnknownList(name) from None


def list_names() -> tuple[str, ...]:
    """Return the names of all lists, sorted."""
    return tuple(sorted(_all_lists()))


@cache
def _all_lists() -> dict[str, CodedList]:
    found: dict[str, CodedList] = {}
    for path in sorted((FOLDER / "lists").glob("*.toml")):
        for name, table in read_toml(f"lists/{path.name}").items():
            if name in found:
                raise InvalidTerms("list_declared_twice", name=name)
            found[name] = _coded_list(name, table)
    return found


def _coded_list(name: str, table: object) -> CodedList:
    if not isinstance(table, dict) or not isinstance(table.get("options"), list):
        raise InvalidTerms("list_without_options", name=name)
    groups = tuple(
        OptionGroup(row["code"], parse_labels(row), row.get("open", False)) for row in table.get("groups", ())
    )
    return CodedList(name, tuple(_option(row) for row in table["options"]), table.get("source", ""), groups)


def _option(row: dict[str, Any]) -> Option:
    line = row.get("of", "")
    return Option(
        row["code"], parse_labels(row), row.get("compartment"), when_named(line) if line else row.get("when"),
        row.get("retired", False), line, row.get("icd10", ""), row.get("group", ""), row.get("usual", False),
    )  # fmt: skip


def when_named(line: str) -> dict[str, object]:
    """Return the condition under which a consultation names this morbidity line, as main or other diagnosis."""
    named = ({"field": name, "op": "has", "value": line} for name in ("dx_main", "dx_other"))
    return {"or": list(named)}
