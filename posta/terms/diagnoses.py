"""The lines of the morbidity list: what a consultation may name, with group, flags and ICD-10 codes.

>>> get_diagnosis("ari_upper").icd10[0]
'J06.9'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from posta.terms.data_files import choose_label, parse_labels, read_toml
from posta.terms.errors import InvalidTerms
from posta.terms.lists import OTHER, get_list

KINDS = "dx_kind"  # the list of what a line may be exactly
SEVERAL = "D"  # the flag of a line that has such kinds
EXTERNAL = "VWXY"  # chapter XX of ICD-10


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line: its code, where it counts, the compartment in which it may be written; of an injury what it says by itself."""

    code: str
    labels: dict[str, str]
    group: str
    icd10: tuple[str, ...]
    flags: frozenset[str]
    compartment: str
    body: str = ""
    intent: str = ""

    @property
    def cause(self) -> str:
        """Return the external cause that this injury always has (ICD-10, V01 to Y98); empty if there may be several."""
        return next((code for code in self.icd10 if code[0] in EXTERNAL), "")


@cache
def get_diagnoses() -> dict[str, Diagnosis]:
    """Return all lines by code, in the order in which they are shown. Raises InvalidTerms."""
    lines = read_toml("diagnoses.toml")["lines"]
    assert isinstance(lines, list)
    several = {option.of for option in get_list(KINDS).options}
    found = {line["code"]: _diagnosis(line, several) for line in lines}
    if len(found) != len(lines):
        raise InvalidTerms("line_declared_twice")
    return found


def find_diagnosis(code: str) -> Diagnosis | None:
    """Return the line with this code, or None when it is of a newer version."""
    return get_diagnoses().get(code)


def get_diagnosis(code: str) -> Diagnosis:
    """Return the line with this code; raises InvalidTerms."""
    line = find_diagnosis(code)
    if line is None:
        raise InvalidTerms("no_such_line", code=code[:40])
    return line


def icd10_of(code: str, kinds: Iterable[str] = ()) -> str:
    """Return the ICD-10 code of a written diagnosis.

    It is the code of the kind chosen beside it, else the first of its line.

    >>> icd10_of("otitis"), icd10_of("otitis", ["otitis_ext"]), icd10_of("jaundice", ["otitis_ext"])
    ('H66.9', 'H60.9', 'R17.0')
    """
    known = get_list(KINDS).by_code
    chosen = (known[kind] for kind in kinds if kind in known)
    return next((kind.icd10 for kind in chosen if kind.of == code), get_diagnosis(code).icd10[0])


def kinds_of(codes: Iterable[str]) -> frozenset[str]:
    """Return the kinds that make one of these diagnoses exact."""
    lines = frozenset(codes)
    return frozenset(option.code for option in get_list(KINDS).options if option.of in lines)


def diagnosis_label(code: str, language: str) -> str:
    """Return the label of a line; an unknown code is shown raw."""
    line = find_diagnosis(code)
    if line is None:
        return f"{OTHER.get(language, OTHER['es'])} ({code})"
    return choose_label(line.labels, language, code)


def _diagnosis(line: dict[str, object], several: set[str]) -> Diagnosis:
    code, icd10, flags = line["code"], line["icd10"], line["flags"]
    assert isinstance(code, str)
    assert isinstance(icd10, list)
    assert isinstance(flags, list)
    return Diagnosis(
        code, parse_labels(line), str(line["group"]), tuple(icd10),
        frozenset((*flags, *(SEVERAL if code in several else ()))), str(line["compartment"]),
        str(line.get("body", "")), str(line.get("intent", "")),
    )  # fmt: skip
