"""The page on which an administrator lets the relay erase who was forgotten, in a browser: each state, both widths."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from posta.errors import Reason
from posta.node.settings import drop_setting, get_setting
from posta.scribe.incoming.erasure_receipts import record_relay_receipts
from posta.scribe.relay_orders import SETTING, load_relay_erasures, put_relay_erasures
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of
from tests.forgotten_person import certify, make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, 1366])
def test_each_state_of_an_order_is_clean_and_signed_by_key(enter, axe, headquarters, width: int) -> None:
    centre = headquarters.centre
    certify(centre)
    team = make_team(centre)
    orders = [team.forget(team.somebody()) for _ in range(2)]
    team.meet()
    page = enter("/admin/", width=width)
    expect(page.get_by_text("Que también el relevo lo borre")).to_be_visible()
    look(page, axe, f"forgotten-overview-{width}")
    page.get_by_text("Que también el relevo lo borre").click()
    look(page, axe, f"forgotten-to-sign-{width}")
    page.get_by_role("button", name="Firmar para el relevo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 órdenes firmadas")).to_be_visible()
    look(page, axe, f"forgotten-signed-{width}")
    state = load_relay_erasures()[orders[0]]
    put_relay_erasures({orders[0]: replace(state, trouble=Reason("order_refused", {"status": 422}).to_json())})
    record_relay_receipts(centre.node, [orders[1]])
    page.reload()
    expect(page.get_by_role("button", name="Firmar para el relevo")).to_be_visible()
    expect(page.get_by_text("El relevo lo borró:")).to_be_visible()
    expect(page.get_by_text("contestó 422")).to_be_visible()
    look(page, axe, f"forgotten-refused-{width}")
    assert get_setting(SETTING)
    drop_setting(SETTING)


def look(page, axe, name: str) -> None:
    assert axe(page) == [], name
    assert overflow_of(page) <= 0, name
    shoot(page, name)
