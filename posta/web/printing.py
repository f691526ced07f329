"""What every printed sheet shares: its language, the place as it may stand on paper, sealed content by choice only.

A sheet leaves the post and is read by strangers. So it names a place only as its public side does, and what this
session opens of sealed compartments stands on it only where the colleague who prints confirms that (`confirms_sealed`).
"""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from posta.chart.record.person import Person
from posta.mission.posts import Post
from posta.terms.data_files import choose_label
from posta.terms.print_phrases import PRINT_LANGUAGES, allergen_label, choose_print_language, say

CARD, LETTER, PRESCRIPTION, CERTIFICATE = "card", "letter", "prescription", "certificate"
DAY_SHEET, DUE_LIST, SLIP, STOP_REPORT = "day_sheet", "due_list", "slip", "stop_report"
SHEETS = (CARD, LETTER, PRESCRIPTION, CERTIFICATE, DAY_SHEET, DUE_LIST, SLIP, STOP_REPORT)
NO_ALLERGY = "none"


def read_print_language(request: HttpRequest, person: Person) -> str:
    """Return the language that was chosen for a sheet, else the one that the person reads."""
    asked = request.GET.get("lang", "")
    return asked if asked in PRINT_LANGUAGES else person_language(person)


def person_language(person: Person) -> str:
    """Return in which language of the prints a person reads, by what their registration says that they speak."""
    spoken = person.answers.get("languages")
    return choose_print_language(str(code) for code in (spoken if isinstance(spoken, tuple | list) else ()))


def confirms_sealed(request: HttpRequest) -> bool:
    """Return whether the colleague confirmed that a sheet may hold what is sealed and open to them now."""
    return request.GET.get("sealed") == "1"


def public_place_name(post: Post | None, language: str) -> str:
    """Return the name of a place as it may be public; empty for one that is not."""
    if post is None or post.public is None:
        return ""
    return choose_label(dict(post.public.titles), language, "")


def list_printed_allergies(answers: Mapping[str, object], language: str) -> tuple[str, ...]:
    """Return the allergies of a person in a language of the prints: "none known", or nothing where nobody asked.

    What was written in own words is left as it is written.
    """
    rows = answers.get("allergies")
    names = [_allergy(row, language) for row in (rows if isinstance(rows, tuple | list) else ())]
    found = tuple(dict.fromkeys(name for name in names if name))
    return found or ((say("none_known", language),) if names else ())


def _allergy(row: Mapping[str, object], language: str) -> str:
    allergen = str(row.get("allergen") or "")
    return "" if allergen in ("", NO_ALLERGY) else str(row.get("substance") or allergen_label(allergen, language))


def join_allergies(names: Sequence[str], language: str) -> str:
    """Return the line of allergies of a sheet."""
    return ", ".join(names) or say("not_asked", language)
