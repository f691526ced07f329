"""What the relay refuses, in one shape: `{"error": code, "rule": what is not allowed, "do": what helps}`.

Every refusal has one row in `REFUSALS`; `docs/reference/relay.md` lists the same rows. One is answered otherwise: a
device that was revoked is shown the administrator's signed order, because it need not believe a relay. No message names a feed, a
device or an address, so an answer copied into a log tells nothing.
"""

from typing import NamedTuple

from posta.errors import InvalidData, NotAllowed, PostaError, StorageError, TemporarilyUnavailable
from posta.feed.errors import BadSignature
from posta.wire import errors as wire
from posta.wire import membership
from posta.wire.compare import MalformedVector


class UnknownPath(InvalidData):
    """No such method and path."""

    sentences = {
        "waiting_at_the_desk": "Waiting is not done here.",
        "unknown_path": "The relay has no such method and path.",
        "incarnation_out_of_range": "An incarnation in the path is out of range.",
    }


class WrongAddress(InvalidData):
    """The path names another feed, incarnation or place than the segment."""

    sentences = {
        "path_of_another_place": "The path names another place than the segment.",
        "path_of_another_feed": "The path names another feed than the segment.",
    }


class BodyTooLarge(InvalidData):
    """The request carries more than the relay accepts at once."""

    sentence = "A request carries at most 1 MiB."


class MalformedBody(InvalidData):
    """The body or a query value is not what this path expects."""

    sentences = {
        "order_out_of_range": "A place in the order is out of range.",
        "query_not_a_number": "A value in the query is not a number.",
        "query_too_long": "The query has too many values.",
        "order_incomplete": "The order does not hold what its kind asks for.",
    }


class NoCard(NotAllowed):
    """The request comes without a card and a signature."""

    sentence = "The request comes without a card and a signature."


class DeviceTurnedAway(NotAllowed):
    """An administrator withdrew this device's card; `order` says so in their hand, so that the device may believe it."""

    sentence = "An administrator withdrew this device's card."

    def __init__(self, order: bytes) -> None:
        self.order = order
        super().__init__()


class CardForbids(NotAllowed):
    """The card does not allow this."""

    sentence = "The card does not allow this; ask an administrator for one that does."


class TooManySegments(TemporarilyUnavailable):
    """More segments in an hour than one device may send."""

    sentence = "More segments in an hour than one device may send; go on in an hour."


class TooSlow(TemporarilyUnavailable):
    """The body of a request did not come in time."""

    sentences = {
        "too_slow": "The body did not come within three minutes.",
    }


class Busy(TemporarilyUnavailable):
    """The relay, or this device's share of it, is fully used."""

    sentences = {
        "device_asks_too_much": "This device asks too many things at once.",
        "relay_busy": "The relay has its hands full.",
    }


class FeedFull(TemporarilyUnavailable):
    """The feed has used up its room."""

    sentences = {
        "feed_full": "The feed has used up its room; ask whoever runs the relay for more.",
        "feed_forked_too_often": "The feed has forked too often; its device must begin a new incarnation.",
    }


class TooManyFeeds(TemporarilyUnavailable):
    """The relay holds as many feeds as it may."""

    sentence = "The relay holds as many feeds as it may; ask whoever runs it for more room."


class StoreBroken(StorageError):
    """The relay's disk is full or failing."""

    sentences = {
        "store_on_unsafe_sqlite": "This SQLite can lose data; install the sqlcipher3 that Posta asks for.",
        "store_changed_by_another": "The relay's store was changed by another hand during an append; nothing was saved.",
        "store_disk_fails": "The relay's disk is full or failing; nothing was half-saved.",
    }


class Refusal(NamedTuple):
    """How a refusal is answered."""

    status: int
    error: str
    rule: str
    do: str


_NEW_CARD = "Ask an administrator for a new card."
_AGAIN = "Fetch or make the bytes again and send them unaltered."

REFUSALS: dict[type[PostaError], Refusal] = {
    UnknownPath: Refusal(
        404, "unknown_path", "The relay has no such method and path.", "See the relay's reference page."
    ),
    WrongAddress: Refusal(
        400, "wrong_address", "The path must name the segment's feed and place.", "Correct the path."
    ),
    BodyTooLarge: Refusal(413, "too_large", "A request carries at most 1 MiB.", "Send smaller segments or lists."),
    MalformedBody: Refusal(400, "malformed", "The body or query has a fixed form.", "See the relay's reference page."),
    MalformedVector: Refusal(
        400, "malformed", "The body or query has a fixed form.", "See the relay's reference page."
    ),
    NoCard: Refusal(401, "no_card", "Only members may use the relay.", "Send your card and sign the request."),
    CardForbids: Refusal(403, "may_not", "The card does not allow this.", "Ask an administrator for a card that does."),
    TooManySegments: Refusal(429, "too_many", "A device may send so many segments an hour.", "Go on in an hour."),
    TooSlow: Refusal(408, "too_slow", "A body comes within three minutes.", "Send smaller segments, or try again."),
    Busy: Refusal(503, "busy", "The relay does so much at once, and so much for one device.", "Ask again in a moment."),
    FeedFull: Refusal(
        507, "feed_full", "A feed may use so many bytes here.", "Ask whoever runs the relay for more room."
    ),
    TooManyFeeds: Refusal(
        507, "too_many_feeds", "The relay holds so many feeds.", "Ask whoever runs it for more room."
    ),
    StoreBroken: Refusal(507, "disk", "The relay's disk is full or failing.", "Keep your entries and try again later."),
    wire.NotASegment: Refusal(422, "not_a_segment", "The bytes must be one segment.", _AGAIN),
    wire.CutShort: Refusal(422, "cut_short", "A segment must be whole.", _AGAIN),
    wire.TooLarge: Refusal(413, "too_large", "A segment holds up to 256 entries and 1 MiB.", "Send smaller segments."),
    BadSignature: Refusal(422, "bad_signature", "The feed's device must have signed the last head.", _AGAIN),
    membership.NotACard: Refusal(401, "not_a_card", "The card must be one this relay can read.", _NEW_CARD),
    membership.OtherMission: Refusal(
        401, "other_mission", "The relay serves one mission.", "Use your mission's relay."
    ),
    membership.BadAdministratorSignature: Refusal(
        401, "bad_administrator", "The mission's root must have signed the administrator's card.", _NEW_CARD
    ),
    membership.AdministratorExpired: Refusal(
        401, "administrator_expired", "The administrator's card must be in force.", _NEW_CARD
    ),
    membership.BadCardSignature: Refusal(
        401, "bad_card", "The administrator named must have signed the card.", _NEW_CARD
    ),
    membership.CardExpired: Refusal(401, "card_expired", "The card must be in force.", _NEW_CARD),
    membership.NotARequest: Refusal(401, "not_a_request", "A request is signed in one form.", "Update this program."),
    membership.RequestOutOfTime: Refusal(
        401, "out_of_time", "A request is signed within five minutes.", "Sign it with the time in posta-time."
    ),
    membership.BadRequestSignature: Refusal(
        401, "bad_request_signature", "The card's device must have signed this very request.", "Sign it again."
    ),
    membership.NotAnOrder: Refusal(422, "not_an_order", "The body must be an order of this kind.", "Make it again."),
    membership.BadOrderSignature: Refusal(
        422, "bad_order", "The administrator named must have signed the order.", "Make the order again."
    ),
}

GAP = Refusal(409, "gap", "A segment follows what is held here.", "Send from the heads stated, or further back.")
FORK = Refusal(
    409, "fork", "One place of a feed holds one entry; this is another, and both are kept.", "Compare heads."
)


def to_refusal(error: PostaError) -> Refusal:
    """Return how an error is answered; one without a row counts as malformed."""
    return REFUSALS.get(type(error), REFUSALS[MalformedBody])
