"""The folders of texts (pages, places, emergencies, stories), each with the required keys of its front matter."""

from collections.abc import Mapping, Sequence
from typing import Final

from posta.publicsite.addresses import SLUGS
from posta.publicsite.content.site_content import Picture, PublicEmergency, Story, Video
from posta.publicsite.content.texts import MultilingualText, TextFolder, in_all_languages
from posta.publicsite.errors import InputProblem
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.toml.toml_file import NO_PROBLEM, ValueRule, is_date, is_day, is_https, is_text


def _is_names(value: object) -> tuple[str, str]:
    fine = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return NO_PROBLEM if fine else ("is no list of pictures", 'Write `["feet", "road"]`.')


def _is_video(value: object) -> tuple[str, str]:
    if not (isinstance(value, Mapping) and set(value) == {"address", "still"}):
        return "is no video", 'Write `video = { address = "https://...", still = "NAME" }`.'
    return is_https(value["address"]) if is_text(value["still"]) == NO_PROBLEM else ("has no still", "Name a picture.")


_STORY: Final[Mapping[str, ValueRule]] = {"date": is_day, "author": is_text, "consent": is_text}
WRITTEN_PAGES: Final = tuple(page for page in SLUGS if page not in ("care", "missing"))
"""The pages that have a text of the mission. Those for care and for what is missing
are the program's."""
PAGES: Final = TextFolder(
    folder="pages",
    required={},
    optional={},
    languages=lambda name: LANGUAGES if name in WRITTEN_PAGES else (),
    known=f"Pages with a text are: {', '.join(WRITTEN_PAGES)}.",
)
PLACES: Final = TextFolder(folder="places", required={}, optional={}, languages=in_all_languages)
EMERGENCIES: Final = TextFolder(
    folder="emergencies",
    required={"date": is_date},
    optional={"event": is_text, "place": is_text},
    languages=in_all_languages,
)
STORIES: Final = TextFolder(
    folder="stories",
    required=_STORY,
    optional={"place": is_text, "pictures": _is_names, "video": _is_video},
    languages=in_all_languages,
)


def make_emergency(written: MultilingualText) -> PublicEmergency:
    """Return an emergency from its texts."""
    matter = written.first.matter.values
    return PublicEmergency(
        slug=written.name,
        date=matter["date"],
        texts=written.texts,
        event=matter.get("event", ""),
        place=matter.get("place", ""),
        lines=written.first.matter.lines,
    )


def make_story(written: MultilingualText, pictures: Mapping[str, Picture]) -> tuple[Story | None, list[InputProblem]]:
    """Return a story from its texts, or the problems of its pictures."""
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


def _no_picture(written: MultilingualText, key: str, name: str) -> InputProblem:
    what = f"There is no picture `{name}`."
    return written.first.matter.problem(
        key, what, f"Add pictures/{name}.jpg and pictures/{name}.toml, or mend the name."
    )
