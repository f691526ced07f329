"""The journey that `posta demo --check` plays: from Tenosique to Coatzacoalcos, the network cut, a stick to the railway.

Given three posts that know each other, when somebody is treated on the way, then every post shows the same record.
"""

from pathlib import Path

from posta.cli.output import print_info
from posta.demo import node_process
from posta.demo.errors import DemoFailed

LATER = 60_000  # a minute on, so that what can still be undone travels too
PERSON = {
    "alias": "Wilmer",
    "family_name": "Mejía Hernández",
    "sex": "m",
    "age_value": 24,
    "age_unit": "y",
    "country_origin": "HN",
    "pop_group": "migrant",
    "consent_care": "y",
    "consent_record": "y",
}


def run_check(nodes: dict[str, node_process.NodeProcess], relay: str, stick: Path) -> None:
    """Play the journey and print each step. Raises DemoFailed at the first step that does not hold."""
    la72, casa, tracks = (nodes[n] for n in ("tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias"))
    person = la72.ask(node_process.register_person, PERSON)
    la72.ask(node_process.record_visit, person, _consultation("foot_tinea", "Ampollas y comezón en los pies"))
    print_info("Tenosique: registered and treated.")
    la72.ask(node_process.sync_over_http, relay, LATER)
    casa.ask(node_process.sync_over_http, relay, LATER)
    _assert(
        person in casa.ask(node_process.find_ids, "ernandes mejia wilmer"), "found at Coatzacoalcos by a misspelt name"
    )
    casa.ask(node_process.record_visit, person, _consultation("ari_upper", "Tos desde hace tres días"))
    _assert(
        casa.ask(node_process.list_diagnoses, person) == ["ari_upper", "foot_tinea"],
        "Coatzacoalcos continues the same record",
    )
    _run_offline_part(casa, tracks, person, stick)
    for _ in range(2):
        for post in (tracks, casa, la72):
            post.ask(node_process.sync_over_http, relay, LATER)
    _assert(
        la72.ask(node_process.list_diagnoses, person)[0] == "dehydration",
        "back in the network, Tenosique knows the whole way",
    )
    states = {post.ask(node_process.hash_state) for post in (la72, casa, tracks)}
    _assert(len(states) == 1, "all posts hold the same state")


def lose_and_restore(nodes: dict[str, node_process.NodeProcess], relay: str, folder: Path, words: str) -> None:
    """Back up the computer of Tenosique, work on, break it and restore another. Raises TemporarilyUnavailable."""
    la72, casa, copy = nodes["tenosique_la72"], nodes["coatzacoalcos_casa"], folder / "monday.age"
    person = la72.ask(node_process.register_person, {**PERSON, "alias": "Elías"})
    la72.ask(node_process.record_visit, person, _consultation("foot_tinea", "Ampollas"))
    paper = la72.ask(node_process.back_up, str(copy))
    la72.ask(node_process.record_visit, person, _consultation("ari_upper", "Tos"))
    la72.ask(node_process.sync_over_http, relay, LATER)
    with node_process.stopping_node(node_process.start_node("tenosique_la72", folder / "again")) as again:
        again.ask(node_process.restore, str(copy), paper, words)
        again.ask(node_process.start_shift, words)
        _assert(
            again.ask(node_process.list_diagnoses, person) == ["foot_tinea"],
            "the backup of Monday is restored on another computer",
        )
        for post in (again, casa):
            post.ask(node_process.sync_over_http, relay, LATER)
        _assert(
            again.ask(node_process.list_diagnoses, person) == ["ari_upper", "foot_tinea"],
            "what came after the backup came back",
        )
        _assert(
            again.ask(node_process.hash_state) == casa.ask(node_process.hash_state),
            "the restored post and the others hold the same state",
        )


def _run_offline_part(
    casa: node_process.NodeProcess, tracks: node_process.NodeProcess, person: bytes, stick: Path
) -> None:
    """Play the part without a network: only a USB stick travels, to the clinic by the railway and back."""
    stick.mkdir()
    casa.ask(node_process.sync_by_folder, str(stick), LATER)
    _, new, reasons = tracks.ask(node_process.sync_by_folder, str(stick), LATER)
    _assert(new > 0 and not reasons, "the stick brings the record to the railway")
    tracks.ask(node_process.record_visit, person, _consultation("dehydration", "Mareo junto a las vías"))
    tracks.ask(node_process.sync_by_folder, str(stick), LATER)
    casa.ask(node_process.sync_by_folder, str(stick), LATER)
    _assert(casa.ask(node_process.list_diagnoses, person)[0] == "dehydration", "the stick brings the news back")


def _consultation(diagnosis: str, complaint: str) -> dict[str, dict[str, object]]:
    opd: dict[str, object] = {"complaint": complaint, "dx_main": diagnosis, "dx_status": "new", "violence_link": "n"}
    return {"vitals": {"temp_c": 37.1, "hr": 84, "sbp": 118, "dbp": 76}, "opd": opd}


def _assert(held: bool, what: str) -> None:
    if not held:
        raise DemoFailed("journey_does_not_hold", what=what)
    print_info(f"ok  {what}")
