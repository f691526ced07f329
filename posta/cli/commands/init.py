"""`posta init` and `posta join`: making a node. The first one founds the mission; every other one joins it."""

import argparse
import os
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_info
from posta.cli.unlock_home import absolute_home, set_up_home
from posta.node.identity.device import create_device
from posta.seal.keys import DeviceKeys
from posta.seal.passphrase import comparison_words, generate_passphrase
from posta.seal.shares import split_secret, write_share

HOME = Path.home() / ".posta"


def arguments_of_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the new node's folder")
    parser.add_argument("--mission", type=Path, help="mission file (default: the sample mission, Mexico)")
    parser.add_argument(
        "--demo", action="store_true", help="a demonstration: it may take invented people, and no others"
    )
    parser.add_argument("--name", required=True, help="your name, as colleagues will see it")
    parser.add_argument("--language", choices=("es", "en", "fr"), default="es")
    parser.add_argument("--relay", default="", help="address of the mission's relay, if there is one")


def run_init(given: argparse.Namespace) -> int:
    from posta.acts.mission.founding_file import SAMPLE, read_mission

    home = absolute_home(given.home)
    root = DeviceKeys.generate(os.urandom)
    mission = read_mission(given.mission or SAMPLE, root.verify_key, demonstration=given.demo)
    words = generate_passphrase(given.language, os.urandom)
    made = create_device(home, words, given.language, relay=given.relay)
    set_up_home(home, made.unlocked)
    from posta.acts.mission.founding import create_mission
    from posta.node.settings import put_setting
    from posta.scribe.context.local_node import open_local_context

    create_mission(open_local_context(), mission, root, given.name, made.unlocked.staff, made.unlocked.person)
    put_setting("relay.url", given.relay)
    if mission.account is not None and mission.account.demonstration:
        print_info("This mission is a demonstration: everybody in its records is invented. Treat nobody with it.\n")
    print_info("This computer is the coordination of the mission. Write down, now and only now:\n")
    print_info(f"  your five words          {words}")
    print_info(f"  recovery words (paper)   {made.recovery_words}\n")
    print_info("The mission's root key in five shares, for five people; any three restore it:\n")
    for share in split_secret(root.to_bytes()[:32], random=os.urandom):
        print_info(f"  {write_share(share, given.language)}\n")
    print_info("Not secret, for whoever runs a relay, the mission's root verify key:\n")
    print_info(f"  {root.verify_key.hex()}\n")
    print_info(f"Start it with:  posta serve --home {given.home}")
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
    """Do step one: make new keys and the request to show to an administrator."""
    import segno

    from posta.acts.mission.join_requests import create_join_request, verification_digest
    from posta.node.identity.pending_device import create_pending_device

    request = create_join_request(create_pending_device(absolute_home(given.home), given.language))
    target = (given.request or Path("posta-request")).expanduser()
    target.write_bytes(request)
    segno.make(request.hex().upper(), error="m").save(str(target.with_suffix(".svg")), scale=6)
    print_info(f"Take {target} (or the QR {target.with_suffix('.svg')}) to an administrator, whose screen must show:\n")
    print_info(f"  {' '.join(comparison_words(verification_digest(request), given.language))}\n")
    print_info("Then:  posta join --invitation FILE")
    return 0


def _accept(given: argparse.Namespace) -> int:
    """Do step two: take the invitation, six words to compare, and the words of a colleague who will work here."""
    from posta.cli.unlock_home import WrongPassphrase, ask_passphrase, load_django
    from posta.node.identity.pending_device import read_pending_device

    home = absolute_home(given.home)
    device = read_pending_device(home)
    load_django(home)
    from posta.acts.mission.first_login import set_up_post
    from posta.acts.mission.join_requests import create_join_request, verification_digest

    joined = set_up_post(home, device, given.invitation.expanduser().read_bytes())
    compare = comparison_words(verification_digest(create_join_request(device), joined.root), given.language)
    print_info("Compare aloud with the administrator; the six words must be the same:\n")
    print_info(f"  {' '.join(compare)}\n")
    print_info("Now the five words of a colleague who works here:")
    recovery = joined.let_in(ask_passphrase())
    if recovery is None:
        raise WrongPassphrase("no_colleague_with_words")
    print_info("Write down, now and only now, what opens this computer's backups, and keep it elsewhere:\n")
    print_info(f"  recovery words (paper)   {recovery}\n")
    print_info(f"Done. Start it with:  posta serve --home {given.home}")
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
