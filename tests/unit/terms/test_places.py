"""Places: codes, never names; the full list of municipalities comes from INEGI's own file."""

import json
from pathlib import Path

import pytest

from posta.terms import places
from posta.terms.errors import WrongPlacesFile
from posta.terms.places import (
    add_municipalities,
    find_municipality,
    get_countries,
    get_country,
    get_subdivisions,
    list_subdivisions,
    load_agee,
    parse_agee,
    place_label,
)


@pytest.fixture(autouse=True)
def nothing_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_imported", {})


def test_countries_in_three_languages() -> None:
    assert len(get_countries()) == 250
    assert get_country("HN").labels == {"es": "Honduras", "en": "Honduras", "fr": "Honduras"}
    assert place_label("US", "es") == "Estados Unidos"
    assert get_country("QQ").code == "XX"
    assert all(all(country.labels.values()) for country in get_countries().values())


def test_subdivisions() -> None:
    assert len(list_subdivisions("MX")) == 32
    assert ("HN-CR", "Cortés") in list_subdivisions("HN")
    assert place_label("MX-CHP", "es") == "Chiapas"
    assert set(places.ENTITIES.values()) == {code for code in get_subdivisions() if code.startswith("MX-")}


def test_municipalities_of_the_network() -> None:
    assert place_label("27017", "es") == "Tenosique, Tabasco"
    assert find_municipality("28022").entity == "MX-TAM"  # type: ignore[union-attr]
    assert find_municipality("05017") is None
    assert place_label("05017", "fr") == "autre (05017)"


def test_the_file_of_places_is_small() -> None:
    folder = Path(places.__file__).parent
    assert sum((folder / name).stat().st_size for name in ("places.json", "languages.json")) < 200_000


ROWS = [
    ("CVEGEO", "CVE_ENT", "NOM_ENT", "NOM_ABR", "CVE_MUN", "NOM_MUN"),
    ("05017", "05", "Coahuila de Zaragoza", "Coah.", "017", "Matamoros"),
    ("08044", "08", "Chihuahua", "Chih.", "044", "Matamoros"),
    ("31050", "31", "Yucatán", "Yuc.", "050", "Mérida"),
    ("33001", "33", "Extranjero", "Ext.", "001", "Nada"),
    ("", "", "", "", "", ""),
]


def written(path: Path, *, encoding: str, separator: str) -> Path:
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_inegis_file_is_read_in_every_dress(tmp_path: Path, encoding: str, separator: str) -> None:
    entries = load_agee(written(tmp_path / "agee.csv", encoding=encoding, separator=separator))
    assert [(entry.code, entry.name) for entry in entries] == [
        ("05017", "Matamoros"), ("08044", "Matamoros"), ("31050", "Mérida"),
    ]  # fmt: skip


def test_codes_are_put_together_when_the_joint_one_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "agee.csv"
    path.write_text("CVE_ENT,CVE_MUN,NOM_MUN\n5,17,Matamoros\n", encoding="utf-8")
    assert [entry.code for entry in load_agee(path)] == ["05017"]
    path.write_text("CVEGEO,NOMGEO\n05017,Matamoros\n", encoding="utf-8")
    assert [entry.code for entry in load_agee(path)] == ["05017"]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("name,age\nx,3\n", encoding="utf-8")
    with pytest.raises(WrongPlacesFile, match="CVE_ENT"):
        load_agee(path)


def test_what_was_imported_becomes_known(tmp_path: Path) -> None:
    source, target = written(tmp_path / "agee.csv", encoding="utf-8", separator=","), tmp_path / "municipalities.json"
    assert parse_agee(source, target) == 3
    assert "INEGI" in json.loads(target.read_text(encoding="utf-8"))["source"]
    assert add_municipalities(target) == 3
    assert place_label("31050", "es") == "Mérida, Yucatán"
    assert add_municipalities(tmp_path / "missing.json") == 0
