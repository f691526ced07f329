"""The certificate of care, A4 with two originals: that care was given, to whom, on which day; no illness.

What for is written by hand, on a line that is printed only where it must be said and the person agreed. The number is
that of the entry, so that any post which holds it can say whether the paper is true.
"""

from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.care.prints.printable_visits import PrintableVisit
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.ids import format_short_code
from posta.mission.posts import find_post
from posta.terms.print_phrases import say, say_day
from posta.web.formatting import to_local_day
from posta.web.printing import public_place_name

BY_CODE = "code"


@dataclass(frozen=True, slots=True, repr=False)
class CertificateText:
    """The sentences of a certificate in one language."""

    language: str
    title: str
    statement: str
    request: str


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """Everything on a certificate: its number and hash, the texts (the person's language second), place, who signs, which day."""

    number: str
    fingerprint: str
    texts: tuple[CertificateText, ...]
    place: str
    signer: str
    licence: str
    day: str


def build_certificate(actor: Actor, person: Person, visit: PrintableVisit, spoken: str, named: str) -> Certificate:
    """Return the certificate of a visit; `named` says whether the person stands there by name or by code."""
    screen = current_language()
    languages = (screen,) if spoken == screen else (screen, spoken)
    day = to_local_day(actor, visit.item.occurred)

    def text(language: str) -> CertificateText:
        who = say("bearer", language, code=person.code) if named == BY_CODE or not person.name else person.name
        statement = say("certified", language, who=who, day=say_day(day, language))
        return CertificateText(language, say("certificate", language), statement, say("on_request", language))

    return Certificate(
        number=format_short_code(visit.item.entry),
        fingerprint=visit.id,
        texts=tuple(text(language) for language in languages),
        place=public_place_name(find_post(actor.node.cursor, visit.item.post), screen),
        signer=actor.staff.name,
        licence=actor.staff.licence if actor.staff.trade.prescribes else "",
        day=say_day(actor.today, screen),
    )
