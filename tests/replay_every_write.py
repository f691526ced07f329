"""The promise "applying an entry equals replaying everything", kept by every test that writes in the house in memory.

After each write the projections are dumped, dropped, folded again from the log and compared. A test that writes a lot
turns it off with `@pytest.mark.unreplayed`.
"""

import sys
from collections.abc import Iterator, Sequence

import pytest

from posta.ids import EntryId
from posta.scribe import write as writing
from posta.scribe.context.node_context import NodeContext
from posta.scribe.replay import dump_projections, replay
from posta.scribe.write import EntryDraft

_write = writing.write


@pytest.fixture(autouse=True)
def every_write_is_replayed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Wrap `write` wherever it was imported, for the length of a test."""
    if request.node.get_closest_marker("unreplayed"):
        yield
        return
    users = [m for name, m in list(sys.modules.items()) if name.startswith("posta.") and _uses_write(m)]
    for module in users:
        module.write = write_and_replay  # type: ignore[attr-defined]
    yield
    for module in users:
        module.write = _write  # type: ignore[attr-defined]


def write_and_replay(node: NodeContext, sheets: Sequence[EntryDraft]) -> tuple[EntryId, ...]:
    """Write, then prove that folding the log again changes nothing."""
    ids = _write(node, sheets)
    if _is_in_memory(node):
        before = list(dump_projections(node))
        replay(node)
        assert list(dump_projections(node)) == before, (
            "replaying the log gives another state than applying its entries did"
        )
    return ids


def _uses_write(module: object) -> bool:
    return getattr(module, "write", None) is _write


def _is_in_memory(node: NodeContext) -> bool:
    return node.cursor.execute("PRAGMA database_list").fetchall()[0][2] == ""
