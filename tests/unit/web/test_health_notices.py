"""What a post says on its screens of its own health: entries that are missing, a database that decays, its backup."""

from pathlib import Path

import pytest
from django.conf import settings

from posta.administration.exchange.backup_card import present_backup
from posta.clock import DAY_MILLIS
from posta.node.upkeep.daily_backup import BackupTrouble
from posta.node.upkeep.node_health import HEALTH_FILE, Health, note_health
from posta.web.notices.health_notices import list_health_notices
from tests.post_fixture import TestPost


@pytest.fixture(autouse=True)
def _no_health_stays() -> object:
    yield
    (Path(settings.POSTA_HOME) / HEALTH_FILE).unlink(missing_ok=True)


def test_missing_entries_are_told_on_every_page_with_their_number_and_moment(post: TestPost) -> None:
    assert list_health_notices(post.actor(), Health()) == []
    note_health(Path(settings.POSTA_HOME), lost=3, lost_since=post.house.clock.millis())
    for path in ("/", "/sync/", "/people/new"):
        page = post.client().get(path).content.decode()
        assert "Faltan los últimos 3 registros guardados en esta computadora: se guardaron después de hoy" in page
    note_health(Path(settings.POSTA_HOME), lost=-1)
    assert "se restauró" in post.client().get("/").content.decode()


def test_a_database_that_cannot_be_read_whole_is_told(post: TestPost) -> None:
    note_health(Path(settings.POSTA_HOME), damage=("HMAC verification failed for page 3",))
    page = post.client().get("/").content.decode()
    assert "no se puede leer" in page
    assert "page 3" not in page


@pytest.mark.parametrize("trouble", list(BackupTrouble))
def test_a_backup_that_was_not_made_is_named_with_what_to_do(post: TestPost, trouble: BackupTrouble) -> None:
    stick = trouble in (BackupTrouble.STICK_FULL, BackupTrouble.STICK_FAILS)
    note_health(Path(settings.POSTA_HOME), **{"stick_trouble" if stick else "backup_trouble": str(trouble)})
    page = post.client().get("/sync/").content.decode()
    assert "Respaldo de esta computadora" in page
    assert ("memoria" if stick else "El respaldo de hoy no se hizo") in page
    assert str(trouble) not in page.replace("disk", "") or trouble is BackupTrouble.DISK


def test_the_age_of_the_backup_is_told_and_an_old_one_asks(post: TestPost) -> None:
    now = post.house.clock.millis()
    fresh = present_backup(Health(backup_at=now - DAY_MILLIS, stick_at=now - DAY_MILLIS), now)
    old = present_backup(Health(backup_at=now - 4 * DAY_MILLIS), now)
    assert (fresh.state, fresh.troubles) == ("ok", ())
    assert old.state == "ask"
    assert len(old.troubles) == 1
