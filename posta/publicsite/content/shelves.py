"""The folders of texts: pages, places, emergencies and stories, each with what its front matter must say."""

from collections.abc import Mapping, Sequence
from typing import Final

from posta.publicsite.addresses import SLUGS
from posta.publicsite.content.texts import Shelf, Written, for_all
from posta.publicsite.content.values import Emergency, Picture, Story, Video
from posta.publicsite.errors import Problem
from posta.publicsite.languages import LANGUAGES
from posta.publicsite.toml_file import FINE, Rule, is_date, is_day, is_https, is_text


def _is_names(value: object) -> tuple[str, str]:
    fine = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return FINE if fine else ("is no list of pictures", 'Write `["feet", "road"]`.')


def _is_video(value: object) -> tuple[str, str]:
    if not (isinstance(value, Mapping) and set(value) == {"address", "still"}):
        return "is no video", 'Write `video = { address = "https://...", still = "NAME" }`.'
    return is_https(value["address"]) if is_text(value["still"]) == FINE else ("has no still", "Name a picture.")


_STORY: Final[Mapping[str, Rule]] = {"date": is_day, "author": is_text, "consent": is_text}
WRITTEN_PAGES: Final = tuple(page for page in SLUGS if page not in ("care", "missing"))
"""The pages that have a text of the mission. Those for care and for what is missing
are the program's."""
PAGES: Final = Shelf(
    folder="pages",
    required={},
    optional={},
    languages=lambda name: LANGUAGES if name in WRITTEN_PAGES else (),
    known=f"Pages with a text are: {', '.join(WRITTEN_PAGES)}.",
)
PLACES: Final = Shelf(folder="places", required={}, optional={}, languages=for_all)
EMERGENCIES: Final = Shelf(
    folder="emergencies", required={"date": is_date}, optional={"event": is_text, "place": is_text}, languages=for_all
)
STORIES: Final = Shelf(
    folder="stories",
    required=_STORY,
    optional={"place": is_text, "pictures": _is_names, "video": _is_video},
    languages=for_all,
)


def make_emergency(written: Written) -> Emergency:
    """Return an emergency from its texts."""
    matter = written.first.matter.values
    return Emergency(
        slug=written.name,
        date=matter["date"],
        texts=written.texts,
        event=matter.get("event", ""),
        place=matter.get("place", ""),
        lines=written.first.matter.lines,
    )


def make_story(written: Written, pictures: Mapping[str, Picture]) -> tuple[Story | None, list[Problem]]:
    """Return a story from its texts, or the problems of the pictures that it names."""
    matter = written.first.matter
    names: Sequence[str] = matter.values.get("pictures", ())
    video = matter.values.get("video")
    wanted = [("pictures", name) for name in names] + ([("video", video["still"])] if video else [])
    if problems := [_no_picture(written, key, name) for key, name in wanted if name not in pictures]:
        return None, problems
    return Story(
        slug=written.name,
        date=matter.values["date"],
        texts=written.texts,
        consent=matter.values["consent"],
        author=matter.values["author"],
        place=matter.values.get("place", ""),
        pictures=tuple(pictures[name] for name in names),
        video=Video(address=video["address"], still=pictures[video["still"]]) if video else None,
        lines=matter.lines,
    ), []


def _no_picture(written: Written, key: str, name: str) -> Problem:
    what = f"There is no picture `{name}`."
    return written.first.matter.problem(
        key, what, f"Add pictures/{name}.jpg and pictures/{name}.toml, or mend the name."
    )
