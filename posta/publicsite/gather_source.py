"""Gathers all that a site is built from, and reports every fault of every input at once.

    source = gather_source(read_mission_file(path), folder)

A reader of another input (figures, a node) is added here: its faults join the other problems.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from posta.publicsite.content.content_folder import SAMPLE, read_content
from posta.publicsite.content.hours import list_hours_without_place
from posta.publicsite.content.pictures import Tell, ignore_progress
from posta.publicsite.content.site_content import PublicEmergency, SiteContent, Story
from posta.publicsite.content.withheld_names import find_withheld, find_withheld_of_mission
from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.figure import Figure
from posta.publicsite.published.figures_file import read_figures
from posta.publicsite.published.join_figures import join_figures
from posta.publicsite.source import Source


def gather_source(network: PublicNetwork, folder: Path = SAMPLE, tell: Tell = ignore_progress) -> Source:
    """Return the source of a site: the mission's public part and a content folder. Raises NotPublishable."""
    problems = find_withheld(folder, network.withheld) + find_withheld_of_mission(network)
    content, as_of, figures = None, "", tuple[Figure, ...]()
    try:
        content = _follow(read_content(folder, tell), network)
        as_of = content.settings.as_of
        problems += list_unknown_places(content, network)
        problems += list_hours_without_place(content.hours, {place.id for place in network.places})
    except NotPublishable as error:
        problems += error.problems
    try:
        figures = join_figures(network, as_of, read_figures(folder, network, as_of))
    except NotPublishable as error:
        problems += error.problems
    if problems or not content:
        raise NotPublishable(problems)
    return Source(network=network, content=content, figures=figures)


def _follow(content: SiteContent, network: PublicNetwork) -> SiteContent:
    """Return the content as of the day to which the places were changed by orders, where that is later."""
    day = max(content.settings.as_of, network.changed_on)
    return replace(content, settings=replace(content.settings, as_of=day))


def list_unknown_places(content: SiteContent, network: PublicNetwork) -> Iterator[InputProblem]:
    """Yield the texts about a place or an event that the public mission lacks."""
    places, events = {place.id for place in network.places}, {event.id for event in network.events}
    place = "Name a public place of the mission by its id, for example " + (min(places) if places else "none") + "."
    for name, texts in content.places.items():
        if name not in places:
            for text in texts.values():
                yield InputProblem(text.file, 0, f"The mission has no public place `{name}`.", place)
    dated: list[Story | PublicEmergency] = [*content.stories, *content.emergencies]
    for one in dated:
        if one.place and one.place not in places:
            yield InputProblem(_file(one), one.lines["place"], f"The mission has no public place `{one.place}`.", place)
    for emergency in content.emergencies:
        if emergency.event and emergency.event not in events:
            what = f"The mission has no public event `{emergency.event}`."
            yield InputProblem(
                _file(emergency), emergency.lines["event"], what, "Name an event of the mission's file, or none."
            )


def _file(one: Story | PublicEmergency) -> str:
    return one.texts[LANGUAGES[0]].file
