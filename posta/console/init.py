"""`posta init` and `posta join`: making a node. The first one founds the mission; every other one joins it."""

import argparse
import os
from pathlib import Path

from posta.console.command import Command
from posta.console.opening import at_home, set_up
from posta.console.say import say
from posta.node.device import create_device
from posta.seal.keys import DeviceKeys
from posta.seal.shares import split_secret, write_share
from posta.seal.words import compare_words, generate_words

HOME = Path.home() / ".posta"


def arguments_of_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the new node's folder")
    parser.add_argument("--mission", type=Path, help="mission file (default: the sample mission, Mexico)")
    parser.add_argument("--name", required=True, help="your name, as colleagues will see it")
    parser.add_argument("--language", choices=("es", "en", "fr"), default="es")
    parser.add_argument("--relay", default="", help="address of the mission's relay, if there is one")


def run_init(given: argparse.Namespace) -> int:
    from posta.acts.mission_file import SAMPLE, read_mission

    home = at_home(given.home)
    root = DeviceKeys.generate(os.urandom)
    mission = read_mission(given.mission or SAMPLE, root.verify_key)
    words = generate_words(given.language, os.urandom)
    made = create_device(home, words, given.language, relay=given.relay)
    set_up(home, made.unlocked)
    from posta.acts.founding import found
    from posta.node.settings import put_setting
    from posta.scribe.here import open_desk

    found(open_desk(), mission, root, given.name, made.unlocked.staff, made.unlocked.person)
    put_setting("relay.url", given.relay)
    say("This computer is the coordination of the mission. Write down, now and only now:\n")
    say(f"  your five words          {words}")
    say(f"  recovery words (paper)   {made.recovery_words}\n")
    say("The mission's root key in five shares, for five people; any three restore it:\n")
    for share in split_secret(root.to_bytes()[:32], random=os.urandom):
        say(f"  {write_share(share, given.language)}\n")
    say("Not secret, for whoever runs a relay, the mission's root verify key:\n")
    say(f"  {root.verify_key.hex()}\n")
    say(f"Start it with:  posta serve --home {given.home}")
    return 0


def arguments_of_join(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the new node's folder")
    parser.add_argument("--language", choices=("es", "en", "fr"), default="es")
    parser.add_argument("--request", type=Path, help="where to write the request, as a file and as a QR (.svg)")
    parser.add_argument("--invitation", type=Path, help="the invitation that an administrator made for this computer")


def run_join(given: argparse.Namespace) -> int:
    if given.invitation is None:
        return _ask(given)
    return _accept(given)


def _ask(given: argparse.Namespace) -> int:
    """Step one: new keys, and the request to show to an administrator."""
    import segno

    from posta.acts.joining import ask_to_join, secret_to_compare
    from posta.node.joining import begin_joining

    request = ask_to_join(begin_joining(at_home(given.home), given.language))
    target = (given.request or Path("posta-request")).expanduser()
    target.write_bytes(request)
    segno.make(request.hex().upper(), error="m").save(str(target.with_suffix(".svg")), scale=6)
    say(f"Take {target} (or the QR {target.with_suffix('.svg')}) to an administrator, whose screen must show:\n")
    say(f"  {' '.join(compare_words(secret_to_compare(request), given.language))}\n")
    say("Then:  posta join --invitation FILE")
    return 0


def _accept(given: argparse.Namespace) -> int:
    """Step two: the invitation, six words to compare, and the words of a colleague who will work here."""
    from posta.console.opening import WrongWords, ask_words, load_django
    from posta.node.joining import joining_device

    home = at_home(given.home)
    device = joining_device(home)
    load_django(home)
    from posta.acts.beginning import begin_at_post
    from posta.acts.joining import ask_to_join, secret_to_compare

    joined = begin_at_post(home, device, given.invitation.expanduser().read_bytes())
    compare = compare_words(secret_to_compare(ask_to_join(device), joined.root), given.language)
    say("Compare aloud with the administrator; the six words must be the same:\n")
    say(f"  {' '.join(compare)}\n")
    say("Now the five words of a colleague who works here:")
    recovery = joined.let_in(ask_words())
    if recovery is None:
        raise WrongWords("No colleague of the mission has these words; ask an administrator to appoint you first.")
    say("Write down, now and only now, what opens this computer's backups, and keep it elsewhere:\n")
    say(f"  recovery words (paper)   {recovery}\n")
    say(f"Done. Start it with:  posta serve --home {given.home}")
    return 0


INIT = Command(
    "init",
    "make the first node of a mission, its coordination",
    'posta init --name "Ana Ruiz"',
    arguments_of_init,
    run_init,
)
JOIN = Command(
    "join",
    "make this computer a post of an existing mission",
    "posta join --request usb/request",
    arguments_of_join,
    run_join,
)
