"""Whom one colleague had called and another took over, in a browser: in words on both screens, with a button and the keyboard."""

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.chart.board import find_open_arrival
from tests.browser.clinic import COUGH, Clinic
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {  # on the board of who had called, of who took over, and of who had called somebody that another has seen
    "es-mx": ("Doctor le relevó a las", "usted relevó a Nurse a las", "Doctor atendió a la persona y firmó a las"),
    "en": ("Doctor took over from you at", "you took over from Nurse at", "Doctor saw them and signed at"),
    "fr": ("Doctor a pris votre relais à", "vous avez pris le relais de Nurse à", "Doctor a vu la personne et signé à"),
}


def press(visit, clinic: Clinic, **more):
    """The doctor takes over, with the keyboard and without a script, whom the nurse has called."""
    page = visit(clinic.path("José Ávila"), script=False, **more)
    page.locator("form[action$='arrival/called'] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?done=*")
    return page


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("language", sorted(WORDS))
def test_both_read_it_in_their_language_and_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    """A nurse had called somebody, a doctor went on with them, and neither screen said so."""
    looks = {"width": width, "height": 844 if width < 500 else 768, "language": language}
    from_you, from_her, signed = WORDS[language]
    press(visit, clinic, **looks)
    for trade, words in (("nurse", from_you), ("doctor", from_her)):
        page = visit("/", trade=trade, **looks)
        for path in ("/", clinic.path("José Ávila"), clinic.path("José Ávila", "consultation")):
            page.goto(clinic.address + path)
            assert words.lower() in page.locator("body").inner_text().lower(), (trade, path)
            assert axe(page) == [], (trade, path)
            assert overflow_of(page) <= 0, (trade, path)
    clinic.post.later(minutes=9)
    person = clinic.people["José Ávila"]
    page = visit(clinic.path("José Ávila"), trade="nurse", **looks)
    actor = clinic.post.actor()
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    assert waiting is not None
    record_encounter(actor, person, {"opd": COUGH}, arrival=waiting.arrival)
    page.goto(f"{clinic.address}/")
    assert signed in page.locator("body").inner_text()
    assert axe(page) == []
    assert overflow_of(page) <= 0
