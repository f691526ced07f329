"""What can go wrong when something sealed is opened or closed."""

from posta.errors import InvalidData, NotAllowed, gettext_noop


class SealError(InvalidData):
    """Sealed bytes break a rule."""


class CannotOpen(SealError):
    """The key does not open these bytes: another key's, or altered on the way."""

    sentences = {
        "part_does_not_open": gettext_noop(
            "A part does not open with the key of its epoch; it was altered or belongs elsewhere."
        ),
        "deposit_does_not_open": gettext_noop("A deposited part does not open with the key of this epoch."),
    }


class MalformedSeal(SealError):
    """The bytes have no valid sealed form; they were not made by Posta or were cut."""

    sentences = {
        "dictionary_unknown": gettext_noop("A part needs dictionary %(number)d; update this program to read it."),
        "part_too_long": gettext_noop("A part is longer than 64 kB; shorten the text or attach it as a file."),
        "part_cut_short": gettext_noop("A part is cut short."),
        "part_of_another_length": gettext_noop("A part unpacks to another length than it states."),
        "part_states_size_twice": gettext_noop("A part states its size twice; it was not made by Posta."),
        "part_does_not_unpack": gettext_noop("A part does not unpack; it was not made by Posta."),
    }


class NoKey(NotAllowed):
    """This device or person does not hold the key of the compartment."""

    sentence = gettext_noop("This device holds no key for that compartment; ask a custodian for a grant.")
