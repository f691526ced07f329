"""Beside the forms about nobody, in a browser: what is known on the right, one line on a phone, nothing cut or unnamed."""

import pytest
from playwright.sync_api import expect

from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of
from tests.unit.care.test_activities import SEEN, SESSION
from tests.unit.care.test_known_activities import SITE

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    ("logistician", "/work/wash?site=tenosique_la72", "agua"),
    ("logistician", "/work/wash?site_name=Vías, km 12&site_type=street", "agua-vias"),
    ("logistician", "/work/wash", "agua-sitios"),
    ("promoter", "/work/group", "sesion"),
    ("nurse", "/work/stock", "insumos"),
    ("nurse", "/signals/new", "senal"),
    ("nurse", "/stops/", "paradas"),
    ("nurse", "/busloads/", "autobuses"),
)


@pytest.fixture
def recorded(clinic) -> None:
    """Three surveys and sessions, and a signal that waits."""
    post = clinic.post
    record_signal(post.actor("logistician"), SEEN)
    for day in range(3):
        post.later(days=1)
        logistician, promoter = post.actor("logistician"), post.actor("promoter")
        water = {**SITE, "w_date": logistician.today, "water_l_day": 1500 + 900 * day, "frc": 0.4}
        record_encounter(logistician, None, {"wash": water})
        tracks = water | {"site": None, "site_name": f"Vías, km {12 + day // 2}", "site_type": "street", "pop_now": 40}
        record_encounter(logistician, None, {"wash": tracks})
        record_encounter(promoter, None, {"group": {**SESSION, "n_f_ge18": 10 + day, "g_date": promoter.today}})


@pytest.mark.parametrize("width", [390, 1366])
def test_what_is_known_stands_beside_each_form_about_nobody(visit, clinic, recorded, axe, width: int) -> None:
    for trade, path, name in PAGES:
        page = visit(path, trade=trade, width=width, height=844 if width < 500 else 768)
        assert axe(page) == [], path
        assert overflow_of(page) <= 0, path
        signal = page.locator("a[href^='/signals/']", has_text="7 personas")
        if width < 500 and page.locator("aside.known").count():
            expect(signal).to_be_hidden()
            page.locator("aside.known summary").click()
        expect(signal).to_be_visible()
        shoot(page, f"{name}-{width}")


def test_the_line_of_a_phone_opens_without_a_script(visit, clinic, recorded) -> None:
    page = visit("/work/group", trade="promoter", width=390, height=844, script=False)
    page.locator("aside.known summary").click()
    expect(page.get_by_text("→").first).to_be_visible()


def test_a_named_site_needs_no_post(visit, clinic, recorded) -> None:
    """A chip is one tap; then nobody is asked for the post, and the way back is another tap."""
    page = visit("/work/wash", trade="logistician")
    expect(page.locator("#f-site")).to_be_visible()
    page.locator("#f-site_name .chip", has_text="Vías, km 12").click()
    expect(page.locator("#f-site")).to_be_hidden()
    page.locator("#f-site_name input[type=text]").fill("Refugio de la colonia")
    expect(page.locator("#f-site_name input:checked")).to_have_count(0)
    page.locator("#f-site_name input[type=text]").fill("x" * 61)
    expect(page.locator("#f-site_name-typed-warn")).to_contain_text("60")
    page.locator("#f-site_name input[type=text]").fill("")
    expect(page.locator("#f-site")).to_be_visible()
