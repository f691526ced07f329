"""The rooms keep to their floors, and each contract of `.importlinter` catches the violation it is there for.

The graph of imports is built once; each violation is one import added to a copy of it.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import grimp
import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure
from importlinter.domain.contract import registry

from tests.repository.tree import ROOT, list_files, text_of

VIOLATIONS = {
    "floors": ("posta.ledger.queries", "posta.chart.history.timeline"),
    "plain-core": ("posta.feed.chain", "socket"),
    "only-the-scribe-writes": ("posta.acts.care.undo", "posta.ledger.store"),
    "one-door-to-care": ("posta.acts.replay_simulation", "posta.acts.care.visits.encounter_entry"),
    "tables-node": ("posta.sync.peers", "posta.node.models"),
    "tables-ledger": ("posta.chart.board", "posta.ledger.schema"),
    "tables-mission": ("posta.acts.mission.founding", "posta.mission.schema"),
    "tables-chart": ("posta.acts.care.visits.encounter", "posta.chart.schema"),
    "tables-figures": ("posta.acts.care.visits.encounter", "posta.figures.schema"),
    "tables-operations": ("posta.acts.operations.referral_steps", "posta.operations.schema"),
    "acts-and-courier": ("posta.web.layout", "posta.scribe.write"),
    "counting-sees-facts": ("posta.figures.counts", "posta.chart.record.person"),
    "blind-relay": ("posta.relay.handlers", "posta.seal.envelope"),
    "screens-apart": ("posta.care.person.person_page", "posta.care.board.board_page"),
    "public-page": ("posta.publicsite.network.disclosure_gate", "posta.chart.record.person"),
    "formkit-knows-forms-only": ("posta.formkit.form_reader", "posta.acts.care.visits.encounter"),
    "no-cycles": ("posta.feed.chain", "posta.relay.handlers"),
}


@pytest.fixture(scope="module")
def contracts() -> dict[str, Any]:
    """Each contract by its id."""
    configure()
    options = use_cases.read_user_options(str(ROOT / ".importlinter"))
    use_cases._register_contract_types(options)
    return {
        one["id"]: registry.get_contract_class(one["type"])(
            name=one["name"], session_options=options.session_options, contract_options=one
        )
        for one in options.contracts_options
    }


@pytest.fixture(scope="module")
def graph() -> Iterator[grimp.ImportGraph]:
    """Who imports whom, today."""
    return grimp.build_graph("posta", include_external_packages=True, cache_dir=None)


def _is_kept(contract: Any, graph: grimp.ImportGraph) -> bool:
    return bool(contract.check(graph, verbose=False).kept)


def test_every_contract_is_kept(contracts: dict[str, Any], graph: grimp.ImportGraph) -> None:
    assert [name for name, contract in contracts.items() if not _is_kept(contract, deepcopy(graph))] == []


def test_every_contract_has_a_violation_to_catch(contracts: dict[str, Any]) -> None:
    assert set(contracts) == set(VIOLATIONS)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_caught(name: str, contracts: dict[str, Any], graph: grimp.ImportGraph) -> None:
    importer, imported = VIOLATIONS[name]
    broken = deepcopy(graph)
    assert importer in broken.modules
    if imported not in broken.modules:
        assert not imported.startswith("posta.")
        broken.add_module(imported, is_squashed=True)
    broken.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    assert not _is_kept(contracts[name], broken)


def test_a_stray_room_is_caught(contracts: dict[str, Any], graph: grimp.ImportGraph) -> None:
    broken = deepcopy(graph)
    broken.add_module("posta.utils")
    assert not _is_kept(contracts["floors"], broken)


def test_every_screen_of_care_is_kept_apart() -> None:
    told = text_of(ROOT / ".importlinter").partition("[importlinter:contract:screens-apart]")[2]
    folders = {p.parent for p in list_files("posta/care", "urls.py")} - {ROOT / "posta" / "care"}
    assert {f"posta.care.{folder.name}" for folder in folders} == set(re.findall(r"posta\.care\.\w+", told))
