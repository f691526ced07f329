"""What readers see of the figures: what we did, how the figures are made, and a figure by itself."""

import re
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from posta.publicsite.content.content_folder import SAMPLE
from posta.publicsite.content.site_content import SiteContent, SiteSettings
from posta.publicsite.language.active_language import use_language
from posta.publicsite.links import target_of
from posta.publicsite.network.public_mission_file import read_mission_file
from posta.publicsite.pages.method import present_method
from posta.publicsite.pages.published_work import present_work
from posta.publicsite.published.figure import Figure, FigureCorrection
from posta.publicsite.published.figures_file import read_figures
from posta.publicsite.published.join_figures import sort_figures
from posta.publicsite.published.localised_numbers import format_number
from posta.publicsite.published.present_figures import list_at, present_front
from posta.publicsite.published.units import UNITS, unit_label
from posta.publicsite.render import render_page
from posta.publicsite.source import Source
from tests.page_text import squeeze
from tests.unit.publicsite.figures import NETWORK, figure, texts

WORK = {"es": "que-hicimos.html", "en": "en/what-we-did.html", "fr": "fr/ce-que-nous-avons-fait.html"}
METHOD = {
    "es": "como-se-hacen-las-cifras.html",
    "en": "en/how-these-figures-are-made.html",
    "fr": "fr/comment-ces-chiffres-sont-faits.html",
}
CORRECTED = figure(
    place="12001",
    corrections=(
        FigureCorrection(was=1900, date="2019-03-01", reason=texts("Faltaba un mes.", "A month was missing.")),
    ),
)


def _site(*figures: Figure) -> dict[str, str]:
    site = SiteSettings(name=texts("La misión"), about=texts("Cuida."), as_of="2019-12-31")
    content = SiteContent(settings=site, texts={}, pictures={}, files={})
    source = Source(network=NETWORK, content=content, figures=sort_figures(figures))
    made: dict[str, str] = {}
    for language in WORK:
        with use_language(language):
            pages = [*present_work(source, language), *present_method(source, language)]
        made |= {page.path: render_page(page, source, [page.path for page in pages]).decode() for page in pages}
    return made


@pytest.fixture(scope="session")
def sample(sample_site: Path) -> dict[str, str]:
    """Every page of the sample's site by its path."""
    return {
        path.relative_to(sample_site).as_posix(): path.read_text(encoding="utf-8")
        for path in sample_site.rglob("*.html")
    }


@pytest.mark.parametrize("language", WORK)
def test_every_figure_stands_with_definition_source_and_date(language: str, sample: dict[str, str]) -> None:
    page = sample[WORK[language]]
    network = read_mission_file()
    for one in read_figures(SAMPLE, network, ""):
        card = page.split(f'id="figure-{one.id}"')[1].split("</article>")[0]
        for text in (one.label, one.definition, one.source):
            assert _escaped(text[language]) in card
        assert format_number(one.value, language) in card
        assert "2019" in card
        assert f'datos/measures/{one.measure}.csv" download' in card


@pytest.mark.parametrize(("language", "number"), [("es", "23,500"), ("en", "23,500"), ("fr", "23\u202f500")])
def test_numbers_are_written_as_in_the_language(language: str, number: str) -> None:
    assert format_number(23500, language) == number
    assert number in _site(figure(value=23500))[WORK[language]]


@pytest.mark.parametrize(
    ("language", "about", "estimate"),
    [("es", "cerca de 1,000", "estimación: 1,000"), ("en", "about 1,000", "an estimated 1,000"),
     ("fr", "environ 1\u202f000", "estimation\u00a0: 1\u202f000")],
)  # fmt: skip
def test_how_sure_a_number_is_stands_in_words(language: str, about: str, estimate: str) -> None:
    assert about in _site(figure(value=1000, certainty="about"))[WORK[language]]
    assert estimate in _site(figure(value=1000, certainty="estimate"))[WORK[language]]
    exact = _site(figure(value=1000))[WORK[language]]
    assert about not in exact
    assert estimate not in exact


@pytest.mark.parametrize("language", WORK)
def test_a_correction_stays_beside_the_figure_and_in_the_history(language: str) -> None:
    site = _site(CORRECTED)
    for page in (site[WORK[language]], site[METHOD[language]]):
        assert f"<s>{format_number(1900, language)}</s>" in page
        assert CORRECTED.corrections[0].reason[language] in page
        assert format_number(2000, language) in page


def test_one_year_has_no_trend_and_two_have_a_line() -> None:
    one = _site(figure())[WORK["en"]]
    assert "none yet: one period is published" in one
    assert 'class="line"' not in one

    two = _site(figure(), figure(id="earlier", period="2017", value=1000))[WORK["en"]]
    assert "none yet" not in two
    assert two.count('class="line"') == 1
    assert '<a href="#figure-consultations-2018">to 2018</a>' in squeeze(
        two.split('id="figure-earlier"')[1].split("</article>")[0]
    )


def test_years_of_another_place_and_spans_of_years_make_no_trend() -> None:
    page = _site(
        figure(),
        figure(id="there", period="2017", place="12001"),
        figure(id="span", period="2016/2017"),
        figure(id="span-again", period="2016/2018"),
    )[WORK["en"]]
    assert 'class="line"' not in page


def test_a_place_is_not_laid_beside_what_holds_it() -> None:
    """The municipality is a part of the state: two bars would say that one is the smaller of two."""
    page = _site(figure(id="state", place="MX-GRO"), figure(id="town", place="12001", value=700))[WORK["en"]]
    assert 'class="bars"' not in page


def test_what_is_not_the_missions_work_stands_apart(sample: dict[str, str]) -> None:
    page = sample[WORK["en"]]
    before, situation = page.split('id="situation"')
    assert "an estimated 500,000" in situation
    assert "500,000" not in before


@pytest.mark.parametrize("language", WORK)
def test_every_chart_has_a_name_a_description_and_a_table(language: str, sample: dict[str, str]) -> None:
    charts = re.findall(r'<figure class="chart">.*?</figure>', sample[WORK[language]], re.S)
    assert len(charts) == 2
    for chart in map(squeeze, charts):
        named = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', chart)
        assert named
        assert f'<title id="{named[1]}">' in chart
        assert f'<desc id="{named[2]}">' in chart
        assert "<table>" in chart
        shown = set(re.findall(r'font-weight="700"[^>]*>([^<]+)</text>', chart))
        assert shown == set(re.findall(r"<data [^>]*>([^<]+)</data>", chart))


def test_no_page_of_figures_holds_a_script_or_an_inline_style(sample: dict[str, str]) -> None:
    """The data set is described in the page by microdata: the promise "no script" can be checked with a search."""
    for path in (*WORK.values(), *METHOD.values()):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", sample[path])


@pytest.mark.parametrize("language", WORK)
def test_the_page_describes_the_data_set(language: str, sample: dict[str, str]) -> None:
    page = sample[WORK[language]]
    assert page.count('itemtype="https://schema.org/Dataset"') == 1
    assert page.count('itemprop="contentUrl"') == page.count('itemtype="https://schema.org/DataDownload"') > 2
    for name in ("name", "description", "creator", "temporalCoverage"):
        assert f'itemprop="{name}"' in page


@pytest.mark.parametrize("language", WORK)
def test_each_anchor_exists_once(language: str, sample: dict[str, str]) -> None:
    for path in (WORK[language], METHOD[language]):
        ids = re.findall(r'\sid="([^"]+)"', sample[path])
        assert len(ids) == len(set(ids))
        for target, anchor in re.findall(r'href="([^"#]*)#([^"]+)"', sample[path]):
            page = sample[normpath(join(dirname(path), target)) if target else path]
            assert f'id="{anchor}"' in page


def test_a_mission_without_figures_says_so() -> None:
    page = _site()[WORK["en"]]
    assert "has not published any figure yet" in page
    assert "datos/" not in page


def test_gaps_between_years_are_named() -> None:
    page = _site(figure(), figure(id="early", period="2014/2015"))[METHOD["en"]]
    assert "2016, 2017" in page


def test_the_first_page_shows_the_chosen_figures_by_rank() -> None:
    network = read_mission_file()
    with use_language("fr"):
        shown = present_front(read_figures(SAMPLE, network, ""), network, "fr")
    assert [one.amount for one in shown] == ["23\u202f500", "8\u202f710", "26"]
    assert shown[2].where == "Guerrero"


def test_figures_of_a_place_are_its_own_and_those_of_its_municipality() -> None:
    place, centre = NETWORK.places
    town, own, state = figure(place="12001"), figure(id="own", place="acapulco"), figure(id="s", place="MX-GRO")
    assert list_at([town, own, state], place) == [town, own]
    assert list_at([town, own, state], centre) == []


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_has_its_words(code: str) -> None:
    for language in ("es", "en", "fr"):
        assert unit_label(code, 1, language)
        assert unit_label(code, 2, language) != unit_label(code, 1, language)
    assert unit_label(code, 0, "fr") == unit_label(code, 1, "fr")
    assert unit_label(code, 0, "es") == unit_label(code, 2, "es")


def test_a_text_that_names_a_figure_leads_to_it(sample: dict[str, str]) -> None:
    """A written link is `figure:ID`."""
    content = SiteContent(
        settings=SiteSettings(name=texts("La misión"), about=texts("Cuida."), as_of="2019-12-31"),
        texts={},
        pictures={},
        files={},
    )
    for language, page in WORK.items():
        path, _, anchor = target_of("figure:outpatient-consultations-2018", language, content).partition("#")
        assert path == page
        assert f'id="{anchor}"' in sample[page]


def test_a_text_is_text_and_no_markup() -> None:
    """Someone copied a definition out of a web page, with its tags."""
    evil = "<script>alert(1)</script>"
    one = figure(label=texts(evil), definition=texts(evil), source=texts(evil), place="12001")
    for page in _site(one, figure(id="two", place="12001", measure="other", label=texts(evil))).values():
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_pages_are_whole_html(sample: dict[str, str]) -> None:
    for path in (*WORK.values(), *METHOD.values()):
        checker = _Balanced()
        checker.feed(sample[path])
        assert checker.open == []


class _Balanced(HTMLParser):
    """Notes elements that are opened and not closed."""

    VOID = frozenset({"meta", "link", "br", "img", "line", "rect", "circle", "path", "source", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("'", "&#x27;").replace('"', "&quot;")
