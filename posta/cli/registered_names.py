"""Looking for names of the register in what is about to be published, at a post that has the register.

Run with `posta publish --check-names DIR`, and by itself whenever a site is made from a computer of the mission.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posta.publicsite.errors import InputProblem


def find_named_lines(files: Mapping[str, bytes], public: Collection[str] = ()) -> list["InputProblem"]:
    """Return each line that holds the name of a registered person, without the name.

    `public` are names that stand on the page on purpose (an author who agreed); they are not looked at.
    """
    from posta.chart.name_mentions import TextLine, list_mentions
    from posta.publicsite.errors import InputProblem
    from posta.publicsite.output.text_lines import list_lines
    from posta.scribe.context.local_node import open_cursor

    lines = [TextLine(file, number, _without(text, public)) for file, number, text in list_lines(files)]
    mentions = {(line.file, line.number) for line in list_mentions(open_cursor(), lines)}
    return [InputProblem(file, number, _WHAT, _TODO) for file, number in sorted(mentions)]


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """Return the texts of a folder by path. Raises NotOurFolder."""
    from posta.publicsite.output.text_lines import read_texts

    return read_texts(folder)


def read_public_names(folder: Path) -> tuple[str, ...]:
    """Return the names that a content folder says are public on purpose; none for another folder. Raises NotPublishable."""
    from posta.publicsite.content.site_settings import FILE, read_settings

    return read_settings(folder).public_names if (folder / FILE).is_file() else ()


def _without(text: str, public: Collection[str]) -> str:
    for name in public:
        text = text.replace(name, " ")
    return text


_WHAT = "The name of a registered person may stand here."
_TODO = "Take it out; a name that is public on purpose goes into `public_names` in site.toml."
