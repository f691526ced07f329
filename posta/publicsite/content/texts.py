"""Reads the written texts of a folder: `pages/home.es.md`, each in every language of its page."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posta.publicsite.content.front_matter import TextFile, read_text_file
from posta.publicsite.content.markdown import render_markdown
from posta.publicsite.content.site_content import WrittenText
from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.toml.toml_file import ValueRule, is_text, list_faults

_FILE: Final = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z]{2})\.md")
_TEXT: Final[Mapping[str, ValueRule]] = {"title": is_text, "summary": is_text}


@dataclass(frozen=True, slots=True)
class MultilingualText:
    """One text in its languages, with the front matter of its first language, which holds all other keys."""

    name: str
    texts: Mapping[str, WrittenText]
    first: TextFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFolder:
    """A folder of texts: the keys besides title and summary in the first language, and the languages of a text.

    `known` lists the allowed names, if they are limited.
    """

    folder: str
    required: Mapping[str, ValueRule]
    optional: Mapping[str, ValueRule]
    languages: Callable[[str], Sequence[str]]
    known: str = ""


def in_all_languages(name: str) -> Sequence[str]:
    """Return the languages of a text that must exist in all those of the site."""
    return LANGUAGES


def read_text_folder(root: Path, shelf: TextFolder) -> tuple[dict[str, MultilingualText], list[InputProblem]]:
    """Return the texts of a folder by name, and the faults of others."""
    files, problems = _list_files(root, shelf)
    written = {}
    for name, languages in sorted(files.items()):
        wanted = shelf.languages(name)
        missing = [language for language in wanted if language not in languages]
        problems += [_list_missing(shelf, name, language, languages) for language in missing]
        problems += [_list_surplus(shelf, name, language) for language in sorted(languages.keys() - set(wanted))]
        texts, sources = dict[str, WrittenText](), dict[str, TextFile]()
        for language in sorted(languages):
            try:
                sources[language] = source = read_text_file(languages[language], f"{shelf.folder}/{name}.{language}.md")
                texts[language] = _read_text(source, shelf, language)
            except NotPublishable as error:
                problems.extend(error.problems)
        if wanted and set(texts) == set(wanted):
            written[name] = MultilingualText(name, texts, sources[LANGUAGES[0]])
    return written, problems


def _list_files(root: Path, shelf: TextFolder) -> tuple[dict[str, dict[str, Path]], list[InputProblem]]:
    files: dict[str, dict[str, Path]] = {}
    problems = []
    for path in sorted((root / shelf.folder).glob("*")):
        name = _FILE.fullmatch(path.name)
        if name:
            files.setdefault(name[1], {})[name[2]] = path
        elif not path.name.startswith("."):
            todo = f"Name it like `{shelf.folder}/name.es.md`, with small letters, digits and hyphens; or move it away."
            problems.append(InputProblem(f"{shelf.folder}/{path.name}", 0, "This is no text of the site.", todo))
    return files, problems


def _list_missing(shelf: TextFolder, name: str, language: str, there: Mapping[str, Path]) -> InputProblem:
    known = ", ".join(f"{name}.{other}.md" for other in sorted(there))
    return InputProblem(
        f"{shelf.folder}/{name}.{language}.md", 0, "The translation is missing.", f"Write it; there is {known}."
    )


def _list_surplus(shelf: TextFolder, name: str, language: str) -> InputProblem:
    file, what = f"{shelf.folder}/{name}.{language}.md", "The site has no such page in this language."
    return InputProblem(file, 0, what, f"Move the file away. {shelf.known}".strip())


def _read_text(source: TextFile, shelf: TextFolder, language: str) -> WrittenText:
    problems = [*_judge_matter(source, shelf, language)]
    try:
        html, links = render_markdown(source)
    except NotPublishable as error:
        problems.extend(error.problems)
    if problems:
        raise NotPublishable(problems)
    matter = source.matter.values
    return WrittenText(title=matter["title"], summary=matter["summary"], html=html, file=source.file, links=links)


def _judge_matter(source: TextFile, shelf: TextFolder, language: str) -> Iterator[InputProblem]:
    if language == LANGUAGES[0]:
        return list_faults(source.matter, {**_TEXT, **shelf.required}, shelf.optional)
    first = f"It stands in the file that ends in .{LANGUAGES[0]}.md, for all languages."
    return list_faults(source.matter, _TEXT, {}, why=dict.fromkeys([*shelf.required, *shelf.optional], first))
