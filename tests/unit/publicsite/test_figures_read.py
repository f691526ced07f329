"""`figures.toml`: what a communications person writes becomes figures, or each fault is named with its line."""

import re
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.publicsite.content.content_folder import SAMPLE
from posta.publicsite.errors import NotPublishable
from posta.publicsite.network.public_mission_file import read_mission_file
from posta.publicsite.published.figure import Figure, FigureCorrection
from posta.publicsite.published.figures_file import read_figures
from tests.unit.publicsite.figures import AS_OF, FILE, NETWORK, texts

SURVIVORS = 'hxl = "#indicator+consultations+num"\nsurvivors = true'
TWICE = '[[figure]]\nid = "{}"\nmeasure = "consultations"\nvalue = 7000\nperiod = "{}"\nsource = "report"\npublished = 2019\n'


def _read(folder: Path, content: str = FILE) -> tuple[Figure, ...]:
    (folder / "figures.toml").write_text(content, encoding="utf-8")
    return read_figures(folder, NETWORK, AS_OF)


def test_a_figure_carries_what_its_measure_and_source_say(tmp_path: Path) -> None:
    latest, earlier = _read(tmp_path)

    assert (latest.value, latest.period, latest.published, latest.place) == (2000, "2018", "2019-01-31", "12001")
    assert (latest.since, latest.certainty, latest.front, latest.hxl) == (
        "2016",
        "about",
        1,
        "#indicator+consultations+num",
    )
    assert latest.definition["fr"] == earlier.definition["fr"] == "On compte des consultations."
    assert (latest.source["en"], latest.source_address) == ("Annual report", "https://example.org/report")
    assert latest.corrections == (
        FigureCorrection(
            was=1900,
            date="2019-03-01",
            reason=texts("Faltaba un mes.", "A month was missing.", "Il manquait un mois."),
        ),
    )


def test_the_order_in_the_file_changes_nothing(tmp_path: Path) -> None:
    head, first, second = FILE.partition("[[figure]]\n")[0], *FILE.split("[[figure]]\n")[1:]
    turned = f"{head}[[figure]]\n{second}\n[[figure]]\n{first}"

    assert _read(tmp_path, turned) == _read(tmp_path)


def test_a_folder_without_figures_has_none(tmp_path: Path) -> None:
    assert read_figures(tmp_path, NETWORK, AS_OF) == ()


FAULTS = {
    # what is done to the file: (old, new, the line where the fault is named, what is said, what to do)
    "no source": ('source = "report"\npublished = "2018"', 'published = "2018"', "[[figure]]", "a source", "es, en"),
    "a source that does not exist": ('source = "report"\n', 'source = "rumour"\n', 'source = "rumour"', "source", "es, en"),
    "a source without a name in French": ('fr = "Rapport annuel"\n', "", "[source.name]", "missing in fr", "Write it"),
    "no definition": ("[measure.definition]", "[measure.other]", "[[measure]]", "a definition", "es, en"),
    "a definition without French": ('fr = "On compte des consultations."\n', "", "[measure.definition]", "in fr", "Write"),
    "an empty definition": ('es = "Se cuentan consultas."', 'es = " "', "[measure.definition]", "in es", "Write"),
    "no label in English": ('en = "Consultations"\n', "", "[measure.label]", "a label", "es, en"),
    "an unknown measure": ('measure = "consultations"', 'measure = "visits"', 'measure = "visits"', "definition", "es, en"),
    "an unknown unit": ('unit = "consultations"', 'unit = "litres"', 'unit = "litres"', "unit is not known", "shelters"),
    "a negative value": ("value = 1000", "value = -1000", "value = -1000", "whole number", "digits"),
    "half a consultation": ("value = 1000", "value = 1000.5", "value = 1000.5", "whole number", "digits"),
    "a value in words": ("value = 1000", 'value = "1,000"', 'value = "1,000"', "whole number", "digits"),
    "a value that is a yes": ("value = 1000", "value = true", "value = true", "whole number", "digits"),
    "no value": ("value = 1000\n", "", "[[figure]]", "whole number", "digits"),
    "no period": ('period = "2017"\n', "", "[[figure]]", "no period", "2018-09"),
    "a month that does not exist": ('"2017"', '"2017-13"', 'period = "2017-13"', "no period", "2018-09"),
    "digits of another script": ('"2017"', '"２０１７"', "２０１７", "no period", "2018-09"),
    "a span that ends first": ('"2017"', '"2017/2016"', 'period = "2017/2016"', "no period", "2016/2018"),
    "not published": ('published = "2018"', 'published = "soon"', 'published = "soon"', "not said when", "2019-03-01"),
    "published on a day that is none": ('published = "2018"', 'published = "2018-02-30"', '"2018-02-30"', "when", "2019"),
    "published before it happened": ('published = "2018"', 'published = "2016"', '"2016"', "before its period", "Correct"),
    "begun after the period": ('since = "2016"', 'since = "2020"', 'since = "2020"', "began after", "Correct"),
    "a place that is not public": ('"12001"', '"loma-escondida"', 'place = "loma-escondida"', "No public place", "12001"),
    "a place shown by its state only": ('"12001"', '"centro"', 'place = "centro"', "No public place", "MX-GRO"),
    "a state without a public place": ('"12001"', '"MX-YUC"', 'place = "MX-YUC"', "No public place", "MX-GRO"),
    "an unknown certainty": ('"about"', '"maybe"', 'certainty = "maybe"', "certainty", "estimate"),
    "a tag that is none": ("#indicator+consultations+num", "indicator num", "indicator num", "HXL", "#reached"),
    "a source that is not https": ("https://example.org", "http://example.org", "http://", "https", "leave it out"),
    "a rank that is none": ("front = 1", "front = 4", "front = 4", "rank", "1 to 3"),
    "a correction that changes nothing": ("was = 1900", "was = 2000", "was = 2000", "changes nothing", "before it"),
    "a correction to the unknown": ("was = 1900\n", "", "[[figure.correction]]", "whole number", "digits"),
    "a correction in the future": ("2019-03-01", "2020-01-01", 'date = "2020-01-01"', "later than the day", "as_of"),
    "a correction before the publication": ("2019-03-01", "2019-01-01", '"2019-01-01"', "before", "oldest first"),
    "a correction in some month": ("2019-03-01", "2019-03", 'date = "2019-03"', "on which day", "2019-03-01"),
    "a correction without a reason": ("[figure.correction.reason]", "[figure.correction.why]", "correction]]", "reason", "why"),
    "few people": ("value = 1000", "value = 9", "value = 9", "could be recognised", "longer period"),
    "few people before a correction": ("was = 1900", "was = 3", "was = 3", "could be recognised", "wider place"),
    "survivors in a town": ('hxl = "#indicator+consultations+num"', SURVIVORS, 'place = "12001"', "than a state", "MX-CMX"),
    "an id that is no address": ('"consultations-2017"', '"2017 total"', 'id = "2017 total"', "no address", "hyphens"),
    "a slip of the pen": ("value = 1000", "value = 1000\nvalu = 1", "valu = 1", "`valu` is not known", "value"),
    "a table nobody reads": ("[[source]]", "[[sauce]]\n[[source]]", "[[sauce]]", "not known", "[[source]]"),
    "no list": ("[[source]]", "[source]", "[source]", "no list", "[[source]]"),
    "no TOML": ("value = 1000", "value = 1,000", "value = 1,000", "TOML", "Write"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line_and_what_to_do(case: str, tmp_path: Path) -> None:
    old, new, at, what, todo = FAULTS[case]
    assert old in FILE
    content = FILE.replace(old, new, 1)

    with pytest.raises(NotPublishable) as refused:
        _read(tmp_path, content)

    line = next(number for number, text in enumerate(content.split("\n"), 1) if at in text) if at else 0
    said = [problem for problem in refused.value.problems if what in problem.what]
    assert said, refused.value
    assert said[0].file == "figures.toml"
    assert said[0].line == line
    assert todo in said[0].todo


def test_a_second_figure_of_the_same_id_is_named_at_the_second(tmp_path: Path) -> None:
    content = FILE + TWICE.format("consultations-2017", "2016")
    assert _lines(tmp_path, content) == {content.count("\n") - 5: "Another figure has this id."}


def test_two_values_for_the_same_thing_are_refused(tmp_path: Path) -> None:
    content = FILE + TWICE.format("more-2017", "2017")
    said = _lines(tmp_path, content)
    assert list(said) == [content.count("\n") - 6]
    assert "same period and place" in next(iter(said.values()))


def test_a_second_measure_of_the_same_id_is_refused(tmp_path: Path) -> None:
    again = '[[measure]]\nid = "consultations"\n'
    assert "Another measure has this id." in _lines(tmp_path, FILE + again).values()


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    content = (
        FILE.replace("value = 1000", "value = -1").replace("was = 1900", "was = 2000").replace("front = 1", "front = 9")
    )
    assert len(_lines(tmp_path, content)) == 3


def test_words_between_three_quotes_move_no_line(tmp_path: Path) -> None:
    """A definition of several lines held what looks like a table; the lines after it were those of another figure."""
    long = '"""\n[[figure]]\nvalue = 3\n"""'
    content = FILE.replace('"Se cuentan consultas."', long).replace("value = 2000", "value = -2000")
    assert list(_lines(tmp_path, content)) == [content[: content.index("value = -2000")].count("\n") + 1]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "figures.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotPublishable, match="UTF-8"):
        read_figures(tmp_path, NETWORK, AS_OF)


def test_a_number_of_survivors_is_never_zero_and_never_of_a_month(tmp_path: Path) -> None:
    content = FILE.replace('hxl = "#indicator+consultations+num"', SURVIVORS).replace('"12001"', '"MX-GRO"')
    zero = content.replace("value = 1000", "value = 0").replace('period = "2017"', 'period = "2017-05"')
    assert {"Fewer than 10 people could be recognised.", "A figure about survivors is never finer than a year."} == set(
        _lines(tmp_path, zero).values()
    )


def test_the_sample_holds_what_the_mission_published(tmp_path: Path) -> None:
    figures = {figure.id: figure for figure in read_figures(SAMPLE, read_mission_file(), "2019-01-01")}

    assert sorted((figure.value, figure.place) for figure in figures.values()) == [
        (2, "28022"),
        (2, "28032"),
        (4, "12001"),
        (8, "07022"),
        (26, "MX-GRO"),
        (52, "MX-CMX"),
        (1000, "07022"),
        (8710, ""),
        (23500, ""),
        (500000, ""),
    ]
    assert {figure.certainty for figure in figures.values() if figure.value in (1000, 500000)} == {"about", "estimate"}
    assert [figure.front for figure in figures.values() if figure.front] == [1, 2, 3]


GONE = {
    "source": ('source = "c', 'published = "', "[[figure]]\nid"),
    "definition": ("[measure.definition]", "\n\n", "[[measure]]"),
}
"""What is cut out of the sample's file, from and to, and the table that lacks it then."""


@pytest.mark.parametrize("without", GONE)
def test_a_figure_without_source_or_definition_stops_the_build(
    without: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, and the page of yesterday stays as it was."""
    content, out = tmp_path / "content", tmp_path / "site"
    content.mkdir()
    for path in SAMPLE.rglob("*"):
        target = content / path.relative_to(SAMPLE)
        target.mkdir(exist_ok=True) if path.is_dir() else target.write_bytes(path.read_bytes())
    assert main(["publish", "--out", str(out), "--content", str(content)]) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    figures = (content / "figures.toml").read_text(encoding="utf-8")
    start, end, table = GONE[without]
    at = figures.index(start)
    line = figures[: figures.index(table)].count("\n") + 1
    (content / "figures.toml").write_text(figures[:at] + figures[figures.index(end, at) :], encoding="utf-8")

    assert main(["publish", "--out", str(out), "--content", str(content)]) == 1

    assert f"figures.toml:{line}: A figure needs a {without}" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def _lines(folder: Path, content: str) -> dict[int, str]:
    with pytest.raises(NotPublishable) as refused:
        _read(folder, content)
    return {problem.line: problem.what for problem in refused.value.problems}


def test_french_breaks_no_line_before_its_colon(tmp_path: Path) -> None:
    content = FILE.replace("On compte des consultations.", "On compte : « des consultations ».")
    assert _read(tmp_path, content)[0].definition["fr"] == "On compte\u00a0: «\u00a0des consultations\u00a0»."


def test_what_the_guide_shows_can_be_published(tmp_path: Path) -> None:
    """The guide's pieces, put together as somebody would who follows it."""
    guide = (Path(__file__).parents[3] / "docs" / "how-to" / "es" / "publish-a-figure.md").read_text(encoding="utf-8")
    pieces = re.findall(r"```toml\n(.*?)```", guide, re.S)

    (tmp_path / "figures.toml").write_text("\n".join(pieces), encoding="utf-8")
    (made,) = read_figures(tmp_path, NETWORK, "2020-12-31")

    assert (made.value, made.corrections[0].was, made.place) == (1250, 1200, "12001")
