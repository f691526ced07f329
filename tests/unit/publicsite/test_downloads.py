"""The figures as files: tables that spreadsheets and humanitarian tools read, JSON, and a description for search engines."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from posta.publicsite.content.site_content import SiteContent, SiteSettings
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.pages.downloads import make_downloads
from posta.publicsite.published.csv_table import FORMULA_BEGINS_WITH, write_table
from posta.publicsite.published.dataset import list_files
from posta.publicsite.published.figure import Figure, FigureCorrection
from posta.publicsite.published.join_figures import sort_figures
from posta.publicsite.source import Source
from tests.unit.publicsite.figures import NETWORK, figure, texts

HXL = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


def _source(*figures: Figure, address: str = "", network: PublicNetwork = NETWORK) -> Source:
    site = SiteSettings(name=texts("La misión"), about=texts("Cuida."), as_of="2019-12-31", address=address)
    content = SiteContent(settings=site, texts={}, pictures={}, files={})
    return Source(network=network, content=content, figures=sort_figures(figures))


def _rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


CORRECTED = figure(
    place="12001",
    corrections=(
        FigureCorrection(was=1900, date="2019-03-01", reason=texts("Faltaba un mes.")),
        FigureCorrection(was=1950, date="2019-06-01", reason=texts("Faltaba un lugar.")),
    ),
)


def test_the_second_row_holds_hxl_tags() -> None:
    heads, tags, *rows = _rows(write_table([CORRECTED], NETWORK))

    assert all(HXL.fullmatch(tag) for tag in tags)
    assert len(set(heads)) == len(heads) == len(tags) == len(set(tags)) == len(rows[0])
    row = dict(zip(tags, rows[0], strict=True))
    assert (row["#indicator+value+num"], row["#date+start"], row["#adm2+code+v_pcode"]) == ("2000", "2018", "MX12001")
    assert (row["#adm1+code+v_pcode"], row["#adm2+name"]) == ("MX12", "Acapulco de Juárez")


def test_corrections_stay_in_the_table() -> None:
    heads, _, row = _rows(write_table([CORRECTED], NETWORK))
    cells = dict(zip(heads, row, strict=True))
    assert cells["corrected"] == "2019-06-01"
    assert (
        cells["corrections_es"]
        == "2019-03-01: 1900 → 1950. Faltaba un mes. | 2019-06-01: 1950 → 2000. Faltaba un lugar."
    )


@pytest.mark.parametrize("begin", FORMULA_BEGINS_WITH)
def test_no_cell_is_a_formula(begin: str) -> None:
    """A label that begins like a formula ran a program on the computer of whoever opened the table."""
    evil = f'{begin}HYPERLINK("https://example.org")'
    reason = FigureCorrection(was=1, date="2019-03-01", reason=texts(evil))
    one = figure(label=texts(evil), definition=texts(evil), source=texts(evil), unit="shelters", corrections=(reason,))

    cells = [cell for row in _rows(write_table([one], NETWORK))[2:] for cell in row]

    assert [cell for cell in cells if cell.startswith(tuple(FORMULA_BEGINS_WITH))] == []
    assert f"'{evil}" in cells


def test_commas_quotes_and_lines_come_back_as_they_were() -> None:
    label = 'Albergues, "casas"\ny más'
    assert label in _rows(write_table([figure(label=texts(label))], NETWORK))[2]


def test_a_table_of_one_measure_tags_its_value_as_that_measure() -> None:
    files = make_downloads(_source(figure(hxl="#reached+people")))
    assert "#reached+people" in _rows(files["datos/measures/consultations.csv"])[1]
    assert "#indicator+value+num" in _rows(files["datos/figures.csv"])[1]


def test_what_is_not_the_missions_work_is_said_to_be_so_and_has_no_place() -> None:
    heads, _, row = _rows(write_table([figure(context=True)], NETWORK))
    cells = dict(zip(heads, row, strict=True))
    assert (cells["about"], cells["place_en"]) == ("situation", "")


def test_the_json_holds_everything() -> None:
    read = json.loads(make_downloads(_source(CORRECTED))["datos/figures.json"])
    (one,) = read["figures"]
    assert (one["value"], one["place"]["municipality"], one["definition"]["fr"]) == (
        2000,
        "MX12001",
        "On compte des consultations.",
    )
    assert [row["was"] for row in one["corrections"]] == [1900, 1950]
    assert read["as_of"] == "2019-12-31"


def test_without_figures_there_are_no_files() -> None:
    assert make_downloads(_source()) == {}


@pytest.mark.parametrize("address", ["", "https://example.org/mexico/"])
@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_the_data_set_is_described_in_the_words_of_schema_org(address: str, language: str) -> None:
    source = _source(CORRECTED, figure(id="earlier", period="2016"), address=address)
    files = make_downloads(source)
    described: dict[str, Any] = json.loads(files[f"datos/dataset.{language}.jsonld"])

    assert (described["@context"], described["@type"]) == ("https://schema.org/", "Dataset")
    assert described["inLanguage"] == language
    assert 50 <= len(described["description"]) <= 5000  # the bounds of search engines for data sets
    assert described["temporalCoverage"] == "2016/2018"
    assert described["dateModified"] == "2019-06-01"
    assert all(described[key] for key in ("name", "url", "creator", "publisher", "spatialCoverage"))
    assert [row["propertyID"] for row in described["variableMeasured"]] == ["consultations"]
    begin = address + "datos/" if address else ""
    offered = [f"{row['contentUrl']}" for row in described["distribution"]]
    assert offered == [path.replace("datos/", begin, 1) for path in list_files(source.figures)]
    assert {row["@type"] for row in described["distribution"]} == {"DataDownload"}
    assert all(path in files for path in list_files(source.figures))


def test_the_same_figures_in_another_order_give_the_same_bytes() -> None:
    figures = [CORRECTED, figure(id="earlier", period="2016"), figure(id="other", measure="sessions", unit="sessions")]
    assert make_downloads(_source(*figures)) == make_downloads(_source(*reversed(figures)))


def test_a_survivors_place_is_in_no_file(sample_site: Path) -> None:
    """The sample's therapeutic centre is given by its state; its own name and id leave in no download."""
    said = b"".join(path.read_bytes() for path in (sample_site / "datos").rglob("*") if path.is_file())
    assert b"therapeutic-centre-patients-2018" in said
    assert b"MX-CMX" in said
    for secret in ("cdmx", "Centro terapéutico, Ciudad de México"):
        assert secret.encode() not in said
