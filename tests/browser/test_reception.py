"""Reception, buses, stops, cohort and route in a browser: clean at any width, and fast with the keyboard only."""

import time

import pytest
from playwright.sync_api import expect

from posta.acts.care.headcounts.busload_people import record_busload_person
from posta.acts.care.headcounts.busloads import record_busload
from posta.acts.care.headcounts.stops import open_stop
from posta.acts.care.visits.encounter import record_encounter
from tests.browser.clinic import Clinic, shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1366)
WHO = {"alias": "Ramiro", "sex": "m", "age_value": 34, "age_unit": "y", "pop_group": "returnee", "consent_care": "p",
       "consent_record": "p"}  # fmt: skip


def prepare(clinic: Clinic) -> dict[str, str]:
    """A bus with people who need something, a stop that is open, a chronic control; the pages that show them."""
    actor = clinic.post.actor()
    heads = {"n_m_18_59": 31, "n_f_18_59": 6, "n_f_5_17": 3}
    bus = record_busload(
        actor, {"arrived_at": actor.now, "vehicle": "bus", "vehicle_id": "TX-118", "from_place": "Laredo", **heads}
    )
    told = {"detention_days": 12, "property_lost": ("documents", "phone")}
    for signs in ({"fever_cough", "injury"}, {"suicidal"}, {"med_stopped"}):
        record_busload_person(actor, bus, WHO, signs, told)
    stop = open_stop(actor, {"stop_at": actor.now, "team": ("doctor", "promoter"), "box_ors": 20, "box_water": 30})
    ncd = {"ncd_dx": ("htn",), "dx_known": "known", "enrol_date": actor.today, "sbp": 128, "dbp": 80, "ncd_exit": "active",
           "days_supplied": 5, "adher7": 7, "tobacco": "never", "complic": ("none",)}  # fmt: skip
    record_encounter(actor, clinic.people["María Tzoc"], {"ncd": ncd}, accepts=lambda _warning: True)
    return {
        "recepcion": "/door/",
        "autobuses": "/busloads/",
        "autobus": f"/busloads/{bus.hex()}/",
        "parada": "/stops/",
        "informe": f"/stops/{stop.hex()}/report",
        "cohorte": "/cohort/",
        "ruta": "/route/",
        "tablero": "/",
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    paths = prepare(clinic)
    page = visit("/door/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in paths.items():
        page.goto(clinic.address + path)
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        assert len(page.content()) < 100_000, name
        shoot(page, f"door-{name}-{width}-{language[:2]}")


def test_fifteen_seconds_of_hands_register_and_queue(visit, clinic) -> None:
    """A key takes a fifth of a second, a look at a new question one second; nothing but the keyboard is used."""
    page = visit("/door/", trade="promoter")
    keys = looks = 0
    page.locator("[name=alias]").focus()
    page.keyboard.type("Chepe")
    page.keyboard.press("Tab")
    keys, looks = keys + 6, looks + 1
    page.locator("[name=sex][value=m]").focus()
    page.keyboard.press("Space")
    page.locator("[name=age_value]").focus()
    page.keyboard.type("24")
    keys, looks = keys + 6, looks + 2
    for name in ("country_origin", "reason"):
        page.locator(f"[name={name}]").first.focus()
        page.keyboard.press("Space")
        keys, looks = keys + 2, looks + 1
    began = time.monotonic()
    page.keyboard.press("Enter")
    page.wait_for_url("**/door/?ticket=**")
    assert keys * 0.2 + looks + (time.monotonic() - began) < 15
    expect(page.locator(".given .ticket")).to_be_visible()
    assert page.locator("[name=alias]").input_value() == ""


def test_it_works_without_a_script(visit, clinic, axe) -> None:
    page = visit("/door/", trade="promoter", script=False)
    page.locator("[name=alias]").fill("Zzyzx")
    page.locator("[name=sex][value=f]").check(force=True)
    page.locator("[name=age_value]").fill("31")
    page.locator("[name=sign][value=bleed]").check(force=True)
    page.locator("[name=age_value]").press("Enter")
    page.wait_for_url("**/door/?ticket=**")
    page.locator(".given a.btn").click()
    expect(page.locator(".slip .ticket")).to_be_visible()
    assert "Zzyzx" not in page.locator("main").inner_text()
