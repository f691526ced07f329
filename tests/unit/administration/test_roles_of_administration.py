"""Who may come where: every role at every address of administration, exchange and coordination, at centre and post."""

import pytest

from posta.mission.roles import ROLES
from tests.coordination_fixture import Coordination
from tests.post_fixture import TestPost

ADMINISTRATION = (
    "/admin/", "/places/", "/admin/colleagues/", "/admin/colleagues/new", "/admin/colleagues/words/x",
    "/admin/colleagues/{staff}/", "/admin/devices/", "/admin/devices/new", "/admin/devices/{device}/",
    "/admin/devices/{device}/invitation", "/admin/devices/{device}/revoke", "/admin/keys/",
    "/admin/forgotten/",
)  # fmt: skip
ORDERS = (
    "/admin/colleagues/new", "/admin/colleagues/{staff}/", "/admin/colleagues/{staff}/words",
    "/admin/colleagues/{staff}/end", "/admin/devices/new", "/admin/devices/enrol", "/admin/devices/{device}/revoke", "/admin/keys/",
    "/admin/forgotten/",
)  # fmt: skip
EXCHANGE = ("/sync/", "/sync/state", "/sync/bundle")
SPECIAL = {"/admin/colleagues/words/x": 410}


@pytest.mark.parametrize("role", ROLES)
def test_roles_at_the_coordination(centre: Coordination, role: str) -> None:
    if role != "administrator":
        centre.appoint(role)
    client = centre.client(role)
    names = {"staff": centre.staff("administrator").id.hex(), "device": centre.device.feed.hex()}
    for address in ADMINISTRATION:
        expected = SPECIAL.get(address, 200) if role == "administrator" else 403
        assert client.get(address.format(**names)).status_code == expected, address
    for address in ORDERS:
        status = client.post(address.format(**names)).status_code
        assert (status == 403) is (role != "administrator" or address in _OWN), address
    for address in EXCHANGE:
        assert client.get(address).status_code == 200, address
    assert client.get("/coordination/").status_code == (200 if ROLES[role].counts else 403)
    assert client.post("/coordination/").status_code == 405
    assert client.get(f"/people/{'00' * 16}/").status_code in (403, 404)


_OWN = ("/admin/colleagues/{staff}/words", "/admin/colleagues/{staff}/end", "/admin/devices/{device}/revoke")


def test_an_administrator_at_a_post_administers_nothing_there(post: TestPost) -> None:
    client = post.client("administrator")
    for address in ("/admin/", "/admin/colleagues/new", "/admin/devices/new"):
        assert client.get(address).status_code == 403
    assert client.get("/coordination/").status_code == 200
    for trade in ("doctor", "nurse", "promoter"):
        assert post.client(trade).get("/coordination/").status_code == 403
        assert post.client(trade).get("/admin/").status_code == 403
        assert post.client(trade).get("/sync/").status_code == 200


def test_without_words_there_is_only_the_page_that_asks_for_them(centre: Coordination, client) -> None:
    for address in (*ADMINISTRATION, *EXCHANGE, "/coordination/"):
        answer = client.get(address.format(staff="00" * 16, device="00" * 16))
        assert (answer.status_code, answer.headers["Location"].partition("?next=")[0]) == (303, "/login/"), address
