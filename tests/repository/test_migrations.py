"""Two branches that each add a migration of the same number cannot both land: no home could be opened."""

from collections import Counter

from tests.repository.tree import list_files, name_of


def test_migrations_of_a_room_have_one_order() -> None:
    numbered = Counter((path.parent, path.name[:4]) for path in list_files("posta", ".py") if path.name[:4].isdigit())
    assert [f"{name_of(folder)}/{number}" for (folder, number), times in numbered.items() if times > 1] == []
