"""The plain cursor of this node: what one request leaves behind never reaches into the next one's rows."""

import pytest
from django.db import transaction

from posta.scribe.context import local_node

pytestmark = pytest.mark.django_db(transaction=True)

NUMBERS = "SELECT column1 FROM (VALUES (1), (2), (3)) WHERE column1 > ?"


def test_rows_when_an_earlier_cursor_is_let_go_after_a_rollback_come_once_and_the_next_question_is_answered() -> None:
    """A refused act rolled back; when its garbage was swept, another request got rows twice, and a third one a 500."""
    earlier = local_node.open_cursor()
    assert earlier.execute(NUMBERS, (2,)).fetchone() == (3,)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    now = local_node.open_cursor().execute(NUMBERS, (0,))
    del earlier
    assert now.fetchall() == [(1,), (2,), (3,)]
    assert local_node.open_cursor().execute(NUMBERS, (1,)).fetchall() == [(2,), (3,)]
