"""Each reader of the public page finds their answer in at most two taps: on a phone, from the first page, from a folder."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.publicsite.content.sample_copy import copy_sample
from tests.browser.clinic import shoot

PHONE = {"width": 390, "height": 844}
DONATE, EMAIL = "https://example.org/donate", "mission@example.org"


REFUSED_PRELOAD = ("Access to font at 'file:", "Failed to load resource: net::ERR_FAILED", "A preload for 'file:")
"""What Chromium says of the letters' preload in a page from a folder: there it takes them when the sheet asks."""


@dataclass(frozen=True, slots=True)
class Way:
    """Who asks; the first page in their language; the names of the links they tap; what answers, as words on the page."""

    reader: str
    first: str
    taps: tuple[str, ...]
    answers: tuple[str, ...]
    look_at: str = "h1"
    """What stands at the top of the picture."""


WAYS = (
    Way("road", "index.html", ("Kreyòl ayisyen",), ("gratis", "Tenosique", "Coatzacoalcos", "La 72"), ".top"),
    Way(
        "journalist",
        "en/index.html",
        ("Outpatient consultations",),
        ("23,500", "Consultations given to people who do not stay overnight", "Source", "Published"),
        "#figure-outpatient-consultations-2018",
    ),
    Way("donor", "index.html", ("Cómo ayudar",), ("Donar a la misión",), ".top"),
    Way(
        "partner",
        "fr/index.html",
        ("Où nous travaillons", "Refuge 1 de Matamoros"),
        ("Soins psychologiques", "septembre 2018", EMAIL),
        "main h2",
    ),
    Way(
        "epidemiologist",
        "en/index.html",
        ("How these figures are made",),
        ("Definitions, and what is missing", "Fewer than 10 people", "figures.csv"),
        ".top",
    ),
    Way(
        "recruit",
        "index.html",
        ("Cómo ayudar",),
        ("Trabajar con nosotros", "Medicina", "En un albergue", "Cómo es el trabajo"),
        "#content h2 >> nth=-2",
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's page of a mission that says how to give and to write to it."""
    folder = tmp_path_factory.mktemp("taps")
    copy_sample(folder / "content")
    settings = folder / "content" / "site.toml"
    written = settings.read_text(encoding="utf-8").replace('donate = ""', f'donate = "{DONATE}"\nemail = "{EMAIL}"')
    settings.write_text(written, encoding="utf-8")
    assert main(["publish", "--out", str(folder / "site"), "--content", str(folder / "content")]) == 0
    return folder / "site"


@pytest.fixture
def phone(chromium, site: Path):
    """Open a page of the folder on a telephone."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(8000)
    page.said = []
    page.on("console", lambda line: page.said.append(line.text))
    yield page
    context.close()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.reader)
def test_a_reader_finds_the_answer_in_two_taps(phone, site: Path, way: Way) -> None:
    assert len(way.taps) <= 2
    phone.goto((site / way.first).as_uri())
    for name in way.taps:
        tap(phone, name)

    words = phone.locator("body").inner_text()
    assert [answer for answer in way.answers if answer not in words] == []
    assert phone.evaluate("[...document.fonts].every(face => face.status === 'loaded')"), "also from a folder"
    assert [line for line in phone.said if not line.startswith(REFUSED_PRELOAD)] == []
    phone.evaluate("scrollTo(0, 0)")
    place = phone.locator(way.look_at).locator("visible=true").first
    place.evaluate("one => one.scrollIntoView({block: 'start'})")
    phone.wait_for_timeout(100)
    shoot(phone, f"pagina-{way.reader}-390")


def test_the_second_tap_of_a_donor_gives_and_of_an_epidemiologist_downloads(phone, site: Path) -> None:
    phone.goto((site / "index.html").as_uri())
    tap(phone, "Cómo ayudar")
    assert phone.get_by_role("link", name="Donar a la misión").first.get_attribute("href") == DONATE

    phone.goto((site / "en" / "index.html").as_uri())
    tap(phone, "How these figures are made")
    csv = phone.locator("a[href$='figures.csv']").first
    file = Path(re.sub("^file://", "", csv.evaluate("one => one.href")))
    assert "#adm1+code" in file.read_text(encoding="utf-8").splitlines()[1]


def test_the_first_page_shows_the_way_to_care_first(phone, site: Path) -> None:
    """On a phone, before anybody scrolls; also on the picture that the README shows."""
    phone.goto((site / "index.html").as_uri())
    boxes = [one.bounding_box() for one in phone.get_by_role("link", name="Si necesita atención").all()]

    assert [box for box in boxes if box and box["y"] + box["height"] <= PHONE["height"]]
    shoot(phone, "pagina-390")
    wide = phone.context.browser.new_page(viewport={"width": 1366, "height": 900})
    wide.goto((site / "index.html").as_uri())
    wide.locator("img").first.scroll_into_view_if_needed()
    wide.evaluate("scrollTo(0, 0)")
    shoot(wide, "pagina-1366")
    wide.close()


def tap(page, name: str) -> None:
    """Tap the first link with this name that a reader can see."""
    link = page.get_by_role("link", name=re.compile(name)).locator("visible=true").first
    with page.expect_event("framenavigated"):
        link.tap()
    page.wait_for_load_state()
