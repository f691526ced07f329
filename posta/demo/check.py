"""The journey that `posta demo --check` plays: from Tenosique to Reynosa, with a referral and a time without a network.

Given four posts that know each other, when somebody is treated on the way and referred to the north, then every post
shows the same record and the same referral.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posta.cli.output import print_info, translate_for_terminal
from posta.demo import node_process, referral_orders
from posta.demo.errors import DemoFailed
from posta.errors import PostaError

LATER = 60_000  # a minute on, so that what can still be undone travels too
SOUTH, MIDDLE, TRACKS, NORTH = "tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias", "reynosa_movil"
ANSWER = "Siguió su tratamiento, pies sanos"
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
Nodes = dict[str, node_process.NodeProcess]


def run_check(nodes: Nodes, relay: str, stick: Path) -> None:
    """Play the journey and print each step. Raises DemoFailed with the step that did not hold."""
    south, middle, tracks, north = (nodes[name] for name in (SOUTH, MIDDLE, TRACKS, NORTH))
    with step("Tenosique registers and treats the person"):
        person = south.ask(node_process.register_person, PERSON)
        south.ask(node_process.record_visit, person, _consultation("foot_tinea", "Ampollas y comezón en los pies"))
    with step("Tenosique refers the person to Reynosa"):
        referral = south.ask(referral_orders.refer_person, person, NORTH)
    with step("the relay carries record and referral"):
        for post in (south, middle, north):
            _sync(post, relay)
        _expect(north.ask(referral_orders.list_arrived_referrals).count(referral) == 1, "it arrived nowhere")
    with step("Reynosa accepts the referral while the person is on the way"):
        _move(north, referral, "accept", "accepted")
        for post in (north, south):
            _sync(post, relay)
        _expect(south.ask(referral_orders.read_referral, referral)[0] == "accepted", "Tenosique does not see it")
    with step("found at Coatzacoalcos by a misspelt name"):
        _expect(person in middle.ask(node_process.find_ids, "ernandes mejia wilmer"), "nobody was found")
    with step("Coatzacoalcos continues the same record"):
        middle.ask(node_process.record_visit, person, _consultation("ari_upper", "Tos desde hace tres días"))
        _expect_diagnoses(middle, person, ["ari_upper", "foot_tinea"])
    _run_offline_part(middle, tracks, person, stick)
    with step("Reynosa attends the person and answers"):
        for post in (middle, north):
            _sync(post, relay)
        _expect(person in north.ask(node_process.find_ids, "wilmer mejia"), "nobody was found")
        _move(north, referral, "attend", "attended")
        north.ask(node_process.record_visit, person, _consultation("foot_tinea", "Control de los pies"))
        _expect_diagnoses(north, person, ["foot_tinea", "dehydration", "ari_upper", "foot_tinea"])
        _move(north, referral, "answer", "feedback", "solved", ANSWER)
    with step("Tenosique reads the answer and closes the referral"):
        for post in (north, south):
            _sync(post, relay)
        _expect(south.ask(referral_orders.read_referral, referral) == ("feedback", ANSWER), "there is no answer")
        _move(south, referral, "close", "closed", "finished")
    with step("back in the network, all posts hold the same state"):
        for _ in range(2):
            for post in (south, middle, tracks, north):
                _sync(post, relay)
        _expect(north.ask(referral_orders.read_referral, referral)[0] == "closed", "Reynosa does not see it closed")
        _expect_diagnoses(south, person, ["foot_tinea", "dehydration", "ari_upper", "foot_tinea"])
        states = {post.ask(node_process.hash_state) for post in (south, middle, tracks)}
        _expect(len(states) == 1, "they differ")


def lose_and_restore(nodes: Nodes, relay: str, folder: Path, words: str) -> None:
    """Back up the computer of Tenosique, work on, break it and restore another. Raises DemoFailed."""
    south, middle, copy = nodes[SOUTH], nodes[MIDDLE], folder / "monday.age"
    with step("Tenosique makes a backup and works on"):
        person = south.ask(node_process.register_person, {**PERSON, "alias": "Elías"})
        south.ask(node_process.record_visit, person, _consultation("foot_tinea", "Ampollas"))
        paper = south.ask(node_process.back_up, str(copy))
        south.ask(node_process.record_visit, person, _consultation("ari_upper", "Tos"))
        _sync(south, relay)
    with node_process.stopping_node(node_process.start_node(SOUTH, folder / "again")) as again:
        with step("the backup of Monday is restored on another computer"):
            again.ask(node_process.restore, str(copy), paper, words)
            again.ask(node_process.start_shift, words)
            _expect_diagnoses(again, person, ["foot_tinea"])
        with step("what came after the backup came back"):
            for post in (again, middle):
                _sync(post, relay)
            _expect_diagnoses(again, person, ["ari_upper", "foot_tinea"])
        with step("the restored post and the others hold the same state"):
            _expect(again.ask(node_process.hash_state) == middle.ask(node_process.hash_state), "they differ")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print that a step holds once its block is done. Raises DemoFailed that names the step where anything failed."""
    try:
        yield
    except PostaError as error:
        raise DemoFailed("demo_step_failed", what=what, why=translate_for_terminal(error)) from error
    except (EOFError, ConnectionError) as error:
        raise DemoFailed("demo_step_failed", what=what, why="the process of a node ended") from error
    print_info(f"ok  {what}")


def _run_offline_part(
    middle: node_process.NodeProcess, tracks: node_process.NodeProcess, person: bytes, stick: Path
) -> None:
    """Play the part without a network: only a USB stick travels, to the clinic by the railway and back."""
    stick.mkdir()
    with step("without a network the stick brings the record to the railway"):
        middle.ask(node_process.sync_by_folder, str(stick), LATER)
        _, new, reasons = tracks.ask(node_process.sync_by_folder, str(stick), LATER)
        _expect(new > 0 and not reasons, "nothing new arrived, or something was set aside")
    with step("the stick brings the news back"):
        tracks.ask(node_process.record_visit, person, _consultation("dehydration", "Mareo junto a las vías"))
        tracks.ask(node_process.sync_by_folder, str(stick), LATER)
        middle.ask(node_process.sync_by_folder, str(stick), LATER)
        _expect_diagnoses(middle, person, ["dehydration", "ari_upper", "foot_tinea"])


def _consultation(diagnosis: str, complaint: str) -> dict[str, dict[str, object]]:
    opd: dict[str, object] = {"complaint": complaint, "dx_main": diagnosis, "dx_status": "new", "violence_link": "n"}
    return {"vitals": {"temp_c": 37.1, "hr": 84, "sbp": 118, "dbp": 76}, "opd": opd}


def _sync(post: node_process.NodeProcess, relay: str) -> None:
    post.ask(node_process.sync_over_http, relay, LATER)


def _move(
    post: node_process.NodeProcess, referral: bytes, act: str, state: str, reason: str = "", note: str = ""
) -> None:
    """Do an act on a referral at a post; check the state that follows."""
    reached = post.ask(referral_orders.move_referral, referral, act, reason, note)
    _expect(reached == state, f"the referral is {reached}, not {state}")


def _expect_diagnoses(post: node_process.NodeProcess, person: bytes, expected: list[str]) -> None:
    found = post.ask(node_process.list_diagnoses, person)
    _expect(found == expected, f"{post.name} shows {', '.join(found) or 'nothing'}")


def _expect(held: bool, why: str) -> None:
    if not held:
        raise DemoFailed("demo_step_differs", why=why)
