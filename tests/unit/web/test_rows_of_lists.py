"""What makes rows of lists cheap changes nothing of what they show."""

from django.template import Context, Template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from posta.care.board.board_rows import BoardRow
from posta.care.display.agenda.planned_visits import PlannedRow
from posta.formkit.render.filled_html import fill_html, join_html
from posta.web.row_addresses import address_with_id

VALUES = st.lists(st.text() | st.integers() | st.none() | st.builds(SafeString, st.text()), min_size=2, max_size=2)


@given(VALUES)
def test_html_is_filled_as_django_fills_it(values: list[object]) -> None:
    assert fill_html("<i a='{}'>{}</i>", *values) == format_html("<i a='{}'>{}</i>", *values)


@given(st.lists(VALUES, max_size=4))
def test_rows_are_joined_as_django_joins_them(rows: list[list[object]]) -> None:
    assert join_html("<i a='{}'>{}</i>", rows) == format_html_join("", "<i a='{}'>{}</i>", rows)


def test_filled_html_is_no_text_to_be_escaped_again() -> None:
    assert fill_html("{}", fill_html("<b>{}</b>", "<")) == "<b>&lt;</b>"
    assert isinstance(join_html("{}", []), SafeString)


def test_a_word_that_waits_for_its_language_is_put_in_that_of_the_page() -> None:
    with override("es"):
        assert fill_html("{}", gettext_lazy("Call")) == "Llamar"


@given(st.binary(min_size=16, max_size=16))
def test_an_address_with_an_id_is_that_of_its_name(id_: bytes) -> None:
    assert address_with_id("person", id_) == reverse("person", args=[id_.hex()])
    assert address_with_id("person-arrival", id_, "called") == reverse("person-arrival", args=[id_.hex(), "called"])
    assert address_with_id("person-arrival", id_, "done") == reverse("person-arrival", args=[id_.hex(), "done"])


ROWS = Template(
    "{% load posta %}{% for row in rows %}{{ row }}{% once %}<b>{{ word }}{{ row }}</b>{% endonce %}"
    "{% once %}-{% endonce %}{% endfor %}"
)


def test_what_stands_once_is_rendered_for_the_first_row_and_repeated() -> None:
    assert ROWS.render(Context({"rows": "abc", "word": "<"})) == "a<b>&lt;a</b>-b<b>&lt;a</b>-c<b>&lt;a</b>-"


def test_nothing_is_kept_from_one_page_to_the_next() -> None:
    assert ROWS.render(Context({"rows": "a", "word": "x"})) == "a<b>xa</b>-"
    assert ROWS.render(Context({"rows": "b", "word": "y"})) == "b<b>yb</b>-"


def test_rows_have_every_value_that_their_templates_ask_for() -> None:
    """Of a value that is missing Django lists everything that the row has instead: it costs more than the row."""
    board = BoardRow("/", "Ana", "A", "why")
    assert (board.flat, board.clock) == (False, "")
    assert PlannedRow("/", "Ana", "A", "why", "today").rows == ()
