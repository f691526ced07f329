"""Countries, their first subdivisions, and the municipalities of Mexico.

Countries and subdivisions come from ISO 3166 (built by `scripts/build_places.py`). Of the municipalities the project
ships only those that the mission's network names; `parse_agee` takes the rest from INEGI's official file into the
node's home, and `add_municipalities` makes them known. Codes are stored, never names: there are three Matamoros.

Print with every use of municipalities: `SOURCE`.

>>> get_country("HN").labels["es"]
'Honduras'
>>> place_label("27017", "es")
'Tenosique, Tabasco'
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from posta.terms.data_files import choose_label, read_json, read_toml
from posta.terms.errors import WrongPlacesFile
from posta.terms.lists import OTHER

SOURCE = "Fuente: INEGI, Catálogo Único de Claves de Áreas Geoestadísticas (AGEEML), julio 2025."
UNKNOWN_COUNTRY = "XX"
_ENTITY_CODES = """AGU BCN BCS CAM COA COL CHP CHH CMX DUR GUA GRO HID JAL MEX MIC
    MOR NAY NLE OAX PUE QUE ROO SLP SIN SON TAB TAM TLA VER YUC ZAC"""
ENTITIES = {f"{number:02d}": f"MX-{code}" for number, code in enumerate(_ENTITY_CODES.split(), start=1)}


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its two-letter code, with the three-letter one that other systems ask for."""

    code: str
    labels: dict[str, str]
    alpha3: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of Mexico by its INEGI code; the first two digits are the federal entity."""

    code: str
    name: str

    @property
    def entity(self) -> str:
        """Return the ISO 3166-2 code of the federal entity."""
        return ENTITIES.get(self.code[:2], "")


@cache
def get_countries() -> dict[str, Country]:
    """Return all countries by code, and `XX` for unknown."""
    rows = read_json("places.json")["countries"]
    assert isinstance(rows, list)
    found = {code: Country(code, {"es": es, "en": en, "fr": fr}, alpha3) for code, es, en, fr, alpha3 in rows}
    found[UNKNOWN_COUNTRY] = Country(UNKNOWN_COUNTRY, {"es": "Se desconoce", "en": "Unknown", "fr": "Inconnu"}, "XXX")
    return found


def get_country(code: str) -> Country:
    """Return the country with that code, or the unknown one."""
    return get_countries().get(code) or get_countries()[UNKNOWN_COUNTRY]


@cache
def get_subdivisions() -> dict[str, str]:
    """Return the names of states and departments by ISO 3166-2 code, of the countries that people come from or
    cross.
    """
    rows = read_json("places.json")["subdivisions"]
    assert isinstance(rows, list)
    return dict(rows)


def list_subdivisions(country: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names of the first subdivisions of a country, by name."""
    found = [(code, name) for code, name in get_subdivisions().items() if code.startswith(f"{country}-")]
    return tuple(sorted(found, key=lambda row: row[1]))


_imported: dict[str, Municipality] = {}


@cache
def _shipped() -> dict[str, Municipality]:
    table = read_toml("municipalities.toml")["municipalities"]
    assert isinstance(table, dict)
    return {code: Municipality(code, name) for code, name in table.items()}


def get_municipalities() -> Mapping[str, Municipality]:
    """Return the municipalities known here by code: those shipped and those that the mission has imported."""
    return {**_shipped(), **_imported}


def find_municipality(code: str) -> Municipality | None:
    """Return the municipality with that code, or None when it is not known here."""
    return _imported.get(code) or _shipped().get(code)


def place_label(code: str, language: str) -> str:
    """Return the name of a country, subdivision or municipality; an unknown code is shown raw."""
    if code in get_countries():
        return choose_label(get_countries()[code].labels, language, code)
    if code in get_subdivisions():
        return get_subdivisions()[code]
    municipality = find_municipality(code)
    if municipality is None:
        return f"{OTHER.get(language, OTHER['es'])} ({code})"
    return f"{municipality.name}, {get_subdivisions().get(municipality.entity, municipality.entity)}"


def add_municipalities(path: Path) -> int:
    """Make known the municipalities of a file that `parse_agee` wrote; return how many. A missing file gives none.

    Raises WrongPlacesFile for a file that was altered or cut.
    """
    if not path.is_file():
        return 0
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["municipalities"]
        known = {str(code): Municipality(str(code), str(name)) for code, name in rows.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise WrongPlacesFile("places_not_readable") from None
    _imported.update(known)
    return len(known)


def parse_agee(source: Path, target: Path) -> int:
    """Read INEGI's official catalogue and write what the node keeps of it; returns how many municipalities."""
    entries = load_agee(source)
    content = {"source": SOURCE, "municipalities": {entry.code: entry.name for entry in entries}}
    target.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return len(entries)


def load_agee(path: Path) -> tuple[Municipality, ...]:
    """Return the municipalities in a CSV of INEGI's AGEEML catalogue, whatever its encoding; raises WrongPlacesFile."""
    text = _decoded(path.read_bytes())
    header, _, _ = text.partition("\n")
    separator = max(",;|\t", key=header.count)
    found: dict[str, Municipality] = {}
    try:
        for row in csv.DictReader(io.StringIO(text), delimiter=separator):
            if entry := _entry(_cells(row)):
                found.setdefault(entry.code, entry)
    except csv.Error:
        raise WrongPlacesFile("not_a_table") from None
    if not found:
        raise WrongPlacesFile("no_municipalities")
    return tuple(found[code] for code in sorted(found))


def _cells(row: Mapping[str | None, object]) -> dict[str, str]:
    """Return the texts of a row by the name of their column, in capitals."""
    return {(key or "").strip().upper(): value.strip() for key, value in row.items() if isinstance(value, str)}


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes every byte")


def _entry(cells: Mapping[str, str]) -> Municipality | None:
    name = cells.get("NOM_MUN") or cells.get("NOMGEO") or ""
    entity, number = cells.get("CVE_ENT", ""), cells.get("CVE_MUN", "")
    code = entity.zfill(2) + number.zfill(3) if entity and number else cells.get("CVEGEO", "")[:5]
    if not name or len(code) != 5 or not code.isdigit() or code[:2] not in ENTITIES:
        return None
    return Municipality(code, name)
