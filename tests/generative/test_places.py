"""Orders about places: the fold says the same in any order, and the same as a twin that is written to be obviously right."""

from hypothesis import given
from hypothesis import strategies as st

from posta.catalog import place_acts as p
from posta.catalog import structural_acts as s
from posta.ids import FeedId
from posta.mission.places.place_orders import PlaceOrder, Standing, fold_places
from posta.mission.places.service_calendar import is_open_on, services_on

CENTRE, POST, STRANGER = (FeedId(bytes([n]) * 16) for n in (1, 2, 3))
BOSS, LEADER, NURSE = (bytes([n]) * 16 for n in (7, 8, 9))
STANDING = Standing(
    {CENTRE: None, POST: 1},
    frozenset({CENTRE}),
    {BOSS: [(0, "administrator")], LEADER: [(0, "promoter"), (20, "team_leader")], NURSE: [(0, "nurse")]},
)
FOUNDED = [
    s.FoundedPost(number=1, id="one", name="Uno", kind="community", municipality="", networks=("route",)),
    s.FoundedPost(number=2, id="two", name="Dos", kind="community", municipality="", networks=("route",)),
]
NUMBERS = st.sampled_from([1, 2, 70_000, 70_001])
DAYS = st.integers(17_860, 17_870)
PERIODS = st.sampled_from([b"p" * 16, b"q" * 16])
ACTS = st.one_of(
    st.builds(p.PlaceAdded, number=NUMBERS, name=st.sampled_from("ab"), kind=st.just("community"),
              networks=st.sampled_from([("route",), ("reynosa",)])),
    st.builds(p.PlaceChanged, number=NUMBERS, name=st.sampled_from("xyz"), kind=st.just("hospital")),
    st.builds(p.PlaceClosed, number=NUMBERS, since=DAYS),
    st.builds(p.PlaceReopened, number=NUMBERS, since=DAYS),
    st.builds(p.PlaceService, number=NUMBERS, period=PERIODS, service=st.just("wash"), since=DAYS,
              state=st.sampled_from(["full", "reduced"])),
    st.builds(p.PlaceServiceCancelled, number=NUMBERS, period=PERIODS),
    st.builds(p.DevicePlaces, feed=st.just(POST), places=st.sampled_from([(2,), ()])),
)  # fmt: skip


@st.composite
def order_lists(draw):
    """Orders with clocks and ids of their own; some name an earlier one that they replace."""
    found = []
    for n in range(draw(st.integers(0, 12))):
        refers = draw(st.sampled_from([None, *(one.id for one in found)]))
        feed, author = draw(st.sampled_from([(CENTRE, BOSS), (CENTRE, NURSE), (POST, LEADER), (POST, NURSE),
                                             (STRANGER, BOSS), (CENTRE, None)]))  # fmt: skip
        found.append(PlaceOrder(bytes([n]) * 16, draw(st.integers(1, 40)), feed, author, refers, draw(ACTS)))
    return found


@given(order_lists(), st.randoms())
def test_any_order_says_the_same(orders, source):
    shuffled = list(orders)
    source.shuffle(shuffled)
    assert fold_places(FOUNDED, orders, STANDING) == fold_places(FOUNDED, shuffled, STANDING)


@given(order_lists())
def test_the_fold_says_what_the_naive_twin_says(orders):
    folded = fold_places(FOUNDED, orders, STANDING)
    twin = naive(orders)
    assert {number: (one.name, one.kind) for number, one in folded.places.items()} == {
        number: facts for number, (facts, _, _) in twin.items()
    }
    for number, (_, openings, periods) in twin.items():
        calendar = folded.places[number].calendar
        assert {one.id: (one.since, one.state) for one in calendar.periods} == periods
        for day in range(17_858, 17_873):
            assert is_open_on(calendar, day) == naive_open(openings, day)
            if is_open_on(calendar, day) and periods:
                begun = [(since, state) for since, state in periods.values() if since <= day]
                assert bool(services_on(calendar, day).codes) == bool(begun)


def naive(orders):
    """Places by number with facts, openings and periods, from dicts and loops only."""
    boss = [one for one in orders if one.feed == CENTRE and one.author in (BOSS, None)]
    led = [one for one in orders if one.feed == POST and one.author == LEADER and one.hlc >= 20]
    places, adders = {1: ("Uno", "community"), 2: ("Dos", "community")}, {}
    for one in in_time(one for one in orders if isinstance(one.act, p.PlaceAdded)):
        act = one.act
        may = one in boss or (one in led and act.networks == ("route",))
        if may and act.number > 65_535 and act.number not in places:
            places[act.number], adders[act.number] = (act.name, act.kind), one.feed
    assigned = unreplaced([one for one in boss if isinstance(one.act, p.DevicePlaces)])

    def serves(one, number):
        before = in_time(other for other in assigned if other.hlc <= one.hlc)
        given = before[-1].act.places if before else ()
        return number == 1 or adders.get(number) == POST or number in given

    result = {}
    for number, facts in places.items():
        about = [one for one in orders if getattr(one.act, "number", None) == number]
        stands = [one for one in about if one in boss or (one in led and serves(one, number))]
        changes = in_time(unreplaced([one for one in about if one in boss and isinstance(one.act, p.PlaceChanged)]))
        if changes:
            facts = changes[-1].act.name, changes[-1].act.kind
        result[number] = facts, naive_openings(stands), naive_periods(stands)
    return result


def naive_openings(orders):
    turns = unreplaced([one for one in orders if isinstance(one.act, p.PlaceClosed | p.PlaceReopened)])
    return {one.act.since: isinstance(one.act, p.PlaceReopened) for one in in_time(turns)}


def naive_periods(orders):
    periods = {}
    for period in (b"p" * 16, b"q" * 16):
        about = [one for one in orders if getattr(one.act, "period", None) == period]
        latest = in_time(unreplaced(about))
        if latest and isinstance(latest[-1].act, p.PlaceService):
            periods[period] = (latest[-1].act.since, latest[-1].act.state)
    return periods


def in_time(orders):
    return sorted(orders, key=lambda one: (one.hlc, one.id))


def unreplaced(orders):
    named = [one.refers for one in orders]
    return [one for one in orders if one.id not in named]


def naive_open(openings, day):
    """Open until the first closing, closed until the first opening, and from then on what the last of them says."""
    past = [is_open for since, is_open in sorted(openings.items()) if since <= day]
    if past:
        return past[-1]
    return not openings or not openings[min(openings)]
