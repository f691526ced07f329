"""The journey that `posta demo --check` plays: from Tenosique to Coatzacoalcos, the network cut, a stick to the railway.

given three posts that know each other, when somebody is treated on the way, then every post tells the same story.
"""

from pathlib import Path

from posta.console import stage
from posta.console.say import say
from posta.errors import CannotNow

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


def play_journey(nodes: dict[str, stage.Node], relay: str, stick: Path) -> None:
    """Play it, saying each step. Raises CannotNow at the first step that does not hold."""
    la72, casa, tracks = (nodes[n] for n in ("tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias"))
    person = la72.ask(stage.register, PERSON)
    la72.ask(stage.treat, person, _consultation("foot_tinea", "Ampollas y comezón en los pies"))
    say("Tenosique: registered and treated.")
    la72.ask(stage.exchange, relay, LATER)
    casa.ask(stage.exchange, relay, LATER)
    _hold(person in casa.ask(stage.find, "ernandes mejia wilmer"), "found at Coatzacoalcos by a misspelt name")
    casa.ask(stage.treat, person, _consultation("ari_upper", "Tos desde hace tres días"))
    _hold(casa.ask(stage.history, person) == ["ari_upper", "foot_tinea"], "Coatzacoalcos continues the same record")
    _cut_the_network(casa, tracks, person, stick)
    for _ in range(2):
        for post in (tracks, casa, la72):
            post.ask(stage.exchange, relay, LATER)
    _hold(la72.ask(stage.history, person)[0] == "dehydration", "back in the network, Tenosique knows the whole way")
    states = {post.ask(stage.state) for post in (la72, casa, tracks)}
    _hold(len(states) == 1, "all posts hold the same state")


def lose_and_restore(nodes: dict[str, stage.Node], relay: str, folder: Path, words: str) -> None:
    """The computer of Tenosique is backed up, works on, and breaks; another takes its place. Raises CannotNow."""
    la72, casa, copy = nodes["tenosique_la72"], nodes["coatzacoalcos_casa"], folder / "monday.age"
    person = la72.ask(stage.register, {**PERSON, "alias": "Elías"})
    la72.ask(stage.treat, person, _consultation("foot_tinea", "Ampollas"))
    paper = la72.ask(stage.back_up, str(copy))
    la72.ask(stage.treat, person, _consultation("ari_upper", "Tos"))
    la72.ask(stage.exchange, relay, LATER)
    with stage.ending(stage.start_node("tenosique_la72", folder / "again")) as again:
        again.ask(stage.restore, str(copy), paper, words)
        again.ask(stage.work, words)
        _hold(
            again.ask(stage.history, person) == ["foot_tinea"], "the backup of Monday is restored on another computer"
        )
        for post in (again, casa):
            post.ask(stage.exchange, relay, LATER)
        _hold(again.ask(stage.history, person) == ["ari_upper", "foot_tinea"], "what came after the backup came back")
        _hold(again.ask(stage.state) == casa.ask(stage.state), "the restored post and the others hold the same state")


def _cut_the_network(casa: stage.Node, tracks: stage.Node, person: bytes, stick: Path) -> None:
    """From here on only a USB stick travels: to the clinic by the railway, and back."""
    stick.mkdir()
    casa.ask(stage.carry, str(stick), LATER)
    _, new, reasons = tracks.ask(stage.carry, str(stick), LATER)
    _hold(new > 0 and not reasons, "the stick brings the record to the railway")
    tracks.ask(stage.treat, person, _consultation("dehydration", "Mareo junto a las vías"))
    tracks.ask(stage.carry, str(stick), LATER)
    casa.ask(stage.carry, str(stick), LATER)
    _hold(casa.ask(stage.history, person)[0] == "dehydration", "the stick brings the news back")


def _consultation(diagnosis: str, complaint: str) -> dict[str, dict[str, object]]:
    opd: dict[str, object] = {"complaint": complaint, "dx_main": diagnosis, "dx_status": "new", "violence_link": "n"}
    return {"vitals": {"temp_c": 37.1, "hr": 84, "sbp": 118, "dbp": 76}, "opd": opd}


def _hold(held: bool, what: str) -> None:
    if not held:
        raise CannotNow(f"The journey does not hold: {what}.")
    say(f"ok  {what}")
