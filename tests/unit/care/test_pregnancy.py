"""A pregnancy is dated once and known from then on, while she is pregnant, to whoever may open antenatal care."""

from datetime import date, timedelta

import pytest

from posta.acts.contact import record_contact
from posta.acts.surroundings import find_pregnancy
from posta.chart.timeline import list_timeline
from tests.post import TestPost
from tests.unit.care.test_surroundings import ANC

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = ANC | {"anc_visit": "2"}
TYPED = {"anc_visit": "2", "gravida": "1", "parity": "0", "danger": "none", "iron": "given", "risk": "low",
         "refer": "n", "disposition": "home"}  # fmt: skip


def seen_at(post: TestPost, person, weeks: int, **more: object) -> date:
    """A first antenatal visit in this week of pregnancy; gives the last period."""
    lmp = post.duty().today - timedelta(weeks=weeks)
    record_contact(post.duty("midwife"), person, {"anc": ANC | {"lmp": lmp} | more})
    return lmp


def newest(post: TestPost, person) -> dict[str, object]:
    duty = post.duty("midwife")
    items = list_timeline(duty.desk.cursor, person.id, duty.desk.keyring)
    return next(dict(one.forms["anc"]) for one in items if one.forms.get("anc"))


def anc_page(person) -> str:
    return f"/people/{person.id.hex()}/contact/anc"


def test_the_second_visit_knows_the_weeks_that_the_first_told(post: TestPost) -> None:
    """The last period was asked again as if nobody knew it; left empty, the newest visit had no weeks and no due date."""
    woman = post.person(sex="f")
    lmp = seen_at(post, woman, 20)
    post.later(days=28)
    client = post.client("midwife")
    fields = client.get(anc_page(woman)).context["forms"][0].by_name
    assert fields["ga_weeks"].value == "24"
    assert fields["edd"].value
    assert str(lmp.year) in fields["lmp"].last
    assert client.post(anc_page(woman), TYPED).status_code == 303
    assert newest(post, woman)["edd"] == lmp + timedelta(days=280)
    assert newest(post, woman)["ga_weeks"] == 24
    post.later(days=14)
    record_contact(post.duty("midwife"), woman, {"anc": NEXT | {"anc_visit": "3"}})
    assert newest(post, woman)["ga_weeks"] == 26


def test_a_last_period_that_is_told_anew_dates_the_pregnancy_from_then_on(post: TestPost) -> None:
    woman = post.person(sex="f")
    lmp = seen_at(post, woman, 20)
    record_contact(post.duty("midwife"), woman, {"anc": NEXT | {"lmp": lmp + timedelta(days=14)}})
    record_contact(post.duty("midwife"), woman, {"anc": NEXT | {"anc_visit": "3"}})
    assert newest(post, woman)["ga_weeks"] == 18


def test_a_first_visit_that_is_corrected_dates_the_later_ones_as_well(post: TestPost) -> None:
    """What a later visit only computed is no word of its own: the last period that was mended counts."""
    woman = post.person(sex="f")
    lmp = seen_at(post, woman, 20)
    duty = post.duty("midwife")
    first = list_timeline(duty.desk.cursor, woman.id, duty.desk.keyring)[0]
    post.later(hours=1)
    record_contact(post.duty("midwife"), woman, {"anc": NEXT})
    mended = lmp + timedelta(days=28)
    record_contact(post.duty("midwife"), woman, {"anc": ANC | {"lmp": mended}}, corrects=first.entry)
    pregnancy = find_pregnancy(post.duty(), woman)
    assert pregnancy is not None
    assert pregnancy.due == mended + timedelta(days=280)


def test_another_pregnancy_takes_nothing_of_the_one_before(post: TestPost) -> None:
    woman = post.person(sex="f")
    seen_at(post, woman, 38)
    post.later(days=10)
    birth = {"pnc_visit": "1", "delivery_date": post.duty().today, "delivery_place": "facility", "mode": "vaginal",
             "outcome": "live", "mother_dx": ("routine",), "fp_started": False}  # fmt: skip
    record_contact(post.duty("midwife"), woman, {"pnc": birth})
    post.later(days=200)
    record_contact(post.duty("midwife"), woman, {"anc": ANC})
    assert "edd" not in newest(post, woman)
    post.later(days=400)
    assert not post.client("midwife").get(anc_page(woman)).context["forms"][0].by_name["lmp"].last
