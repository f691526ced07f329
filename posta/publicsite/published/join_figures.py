"""Joins the figures of every origin to those of the site.

Today there is one origin: what the mission published itself (`figures_file.read_figures`). Figures that are counted
live will be a second one. They join here as the same value, and only after disclosure control: an origin supplies
finished `Figure`s, whose `id` and `measure` are those of their indicator, whose `source` names edition and
definition, and whose earlier editions are `corrections`. After this step no code counts, rounds or hides a number.

    figures = join_figures(network, as_of, written, counted)
"""

from collections.abc import Iterable, Iterator, Sequence

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figure_faults import Fault
from posta.publicsite.published.figure_periods import is_before, period_bounds
from posta.publicsite.published.figure_places import find_figure_place


def join_figures(network: PublicNetwork, as_of: str, *origins: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the figures of all origins in one order. Raises NotPublishable if they contradict one another."""
    figures = sort_figures(figure for origin in origins for figure in origin)
    faults = list(list_contradictions(network, as_of, figures))
    if faults:
        raise NotPublishable(
            InputProblem(f"figure {figures[number].id}", 0, fault.what, fault.todo) for number, fault in faults
        )
    return figures


def sort_figures(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return figures in the order of the site.

    The latest year is first, years before months, the mission before its places, large values before small ones.
    """
    return tuple(sorted(figures, key=_order))


def _order(figure: Figure) -> tuple[int, int, str, str, int, str]:
    year = int(period_bounds(figure.period)[1][:4])
    return -year, len(figure.period), figure.period, figure.place, -figure.value, figure.id


def list_contradictions(network: PublicNetwork, as_of: str, figures: Sequence[Figure]) -> Iterator[tuple[int, Fault]]:
    """Yield the contradictions of figures with one another, the network and the content's day, by figure number."""
    seen: set[tuple[str, ...]] = set()
    for number, figure in enumerate(figures):
        for key, fault in _claims(figure):
            if key in seen:
                yield number, fault
            seen.add(key)
        if find_figure_place(network, figure.place) is None:
            yield number, _UNKNOWN_PLACE
        for n, row in enumerate(figure.corrections):
            if as_of and is_before(as_of, row.date):
                yield number, Fault(f"correction.{n}.date", "It is later than the day of the content.", _NEW_DAY)


_NEW_DAY = "Correct it, or set as_of in site.toml to the day that the content describes now."
_UNKNOWN_PLACE = Fault(
    "place",
    "No public place is known by this name.",
    'Write the id of a public place, a municipality with one ("12001"), its state ("MX-GRO"), or leave it out.',
)


def _claims(figure: Figure) -> Iterator[tuple[tuple[str, ...], Fault]]:
    """Yield what only one figure may have: its id, its measure at a place and period, its front-page rank."""
    yield ("id", figure.id), Fault("id", "Another figure has this id.", "Give each its own.")
    yield (
        ("value", figure.measure, figure.period, figure.place),
        Fault("", "Another figure gives this measure for the same period and place.", "Make it a correction."),
    )
    if figure.front:
        yield ("front", str(figure.front)), Fault("front", "Another figure has this rank.", "Number them 1 to 3.")
