"""The medicines that a person takes now, in words for a printed sheet."""

from collections.abc import Mapping
from functools import partial

from posta.acts.actor import Actor
from posta.catalog import kinds
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.clinical.medicines.treatment import prescribed_in, still_taken
from posta.formkit.language import current_language
from posta.node.safe_display import with_fallback
from posta.terms.doses import dose_label
from posta.terms.medicines import medicine_label
from posta.terms.print_phrases import say
from posta.web.placeholders import line_placeholder

MOST_VISITS = 40
DOSE_COLUMNS = ("dose", "freq")
Row = Mapping[str, object]


def list_current_medicines(actor: Actor, person: Person, spoken: str, *, with_sealed: bool) -> tuple[str, ...]:
    """Return what a person still takes of earlier prescriptions, with the dose in their language; each medicine once.

    Without `with_sealed` only what the computer opens by itself.
    """
    ring = actor.node.keyring if with_sealed else actor.node.keyring.of_device()
    items = list_timeline(actor.node.cursor, person.id, ring, limit=MOST_VISITS)
    given = [(actor.day_at(item.occurred), row) for item in items for row in _readable_rows(item)]
    last = {str(row["drug"]): row for _, row in reversed(given)}
    taken = still_taken(given, actor.today)
    return tuple(with_fallback(partial(medicine_line, last[one.drug], spoken), line_placeholder) for one in taken)


def medicine_line(row: Row, spoken: str) -> str:
    """Return a medicine in the words of the pharmacy, and how it is taken in the language of the person."""
    name = medicine_label(str(row.get("drug", "")), current_language())
    how = how_taken(row, spoken, days=False)
    return f"{' '.join(word for word in (name, str(row.get('strength') or '')) if word)}: {how}" if how else name


def how_taken(row: Row, language: str, *, days: bool = True) -> str:
    """Return how to take a medicine, in a language of the prints; a dose in words that no table knows stays as written."""
    parts = [dose_label(str(row[name]), language) for name in DOSE_COLUMNS if row.get(name)]
    lasts = row.get("days")
    if days and isinstance(lasts, int):
        parts.append(say("for_days", language, n=lasts) if lasts != 1 else say("for_one_day", language))
    return ", ".join(parts)


def _readable_rows(item: TimelineItem) -> list[Row]:
    return with_fallback(lambda: _list_rows(item), list)


def _list_rows(item: TimelineItem) -> list[Row]:
    """Return the rows of a contact that prescribe a medicine."""
    filled = item.forms.items() if item.kind in (kinds.ENCOUNTER, kinds.CORRECTION) else ()
    return [one.row for form, answers in filled for one in prescribed_in(form, answers)]
