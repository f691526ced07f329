"""What the dock has no room for, and the header: whose session it is, one language."""

import pytest

from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("trade", ["doctor", "psychologist", "social_worker", "promoter", "administrator"])
def test_the_dock_holds_three_and_more_has_the_rest(post: TestPost, trade: str) -> None:
    shell = post.client(trade).get("/more/").context["shell"]
    assert len(shell.bottom_nav) <= 3
    assert shell.bottom_nav[-1].href == "/more/"
    listed = {place.href for place in (*shell.bottom_nav, *shell.places)}
    assert listed >= {place.href for place in shell.tabs}, "a phone reaches what a wide screen does"
    assert "/sync/" in listed
    page = post.client(trade).get("/more/").content.decode()
    for place in shell.places:
        assert f'<a class="row" href="{place.href}"' in page


def test_the_tabs_of_a_wide_screen_are_one_line_and_end_in_more(post: TestPost) -> None:
    shell = post.client("social_worker").get("/agenda/").context["shell"]
    assert len(shell.tabs) <= 10
    assert [place.href for place in shell.tabs][::9] == ["/", "/more/"]
    page = post.client("social_worker").get("/sync/").content.decode()
    tabs = page[page.index('class="tabs') : page.index("</nav>", page.index('class="tabs'))]
    assert 'aria-current="true"' in tabs, "a page behind More marks it"


def test_a_page_of_another_place_marks_more_in_the_dock(post: TestPost) -> None:
    page = squeeze(post.client("doctor").get("/agenda/").content.decode())
    assert post.client("doctor").get("/agenda/").context["shell"].is_elsewhere
    assert 'aria-current="true"' in post.client("doctor").get("/drafts/").content.decode()
    assert "Agenda" in page


def test_the_header_names_the_colleague_and_offers_no_other_language(post: TestPost) -> None:
    page = post.client("doctor").get("/").content.decode()
    header = page[page.index('<header class="bar">') : page.index("</header>")]
    assert "Doctor" in header
    assert "set-language" not in header
    assert "/view/language" not in header
    assert "/view/language" in page, "it stands at the foot"
