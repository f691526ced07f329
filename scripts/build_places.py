"""Writes posta/terms/places.json and posta/terms/languages.json from pycountry (LGPL-2.1, development only).

Run it again after an upgrade of pycountry: `python scripts/build_places.py`. Countries are all of ISO 3166-1;
subdivisions only of the countries that people on this route come from or cross; languages only those spoken there.
"""

import gettext
import json
from pathlib import Path

import pycountry

TERMS = Path(__file__).parent.parent / "posta" / "terms"
SUBDIVIDED = """MX GT HN SV NI CR PA BZ CO VE EC PE CU HT DO BR CL BO JM US CA
    CM CD CG AO GH NG SN GN ET ER SO IN BD NP PK AF CN"""
LANGUAGES = """spa eng fra por hat que aym cab quc mam kek tzo tzh tzj kjb acr cak poc ixl agu jac knj usp cac chf toj
    ctu yua nah nhi nhe tlp mix zap amu tsz trc maz vmc huv maj zoq poh rop oto yaq mhc tar lac miq sum pbb guc ara
    amh tir som swa lin kon wol ful hau yor ibo twi hin ben nep urd pan pus fas rus ukr zho vie tur ase mfs bzk jam"""
BETTER = {"hat": ("Criollo haitiano", "Haitian Creole", "Créole haïtien")}


def words_in(domain: str, language: str) -> gettext.NullTranslations:
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=[language], fallback=True)


def country_rows() -> list[list[str]]:
    spanish, french = words_in("iso3166-1", "es"), words_in("iso3166-1", "fr")
    rows = []
    for country in sorted(pycountry.countries, key=lambda one: one.alpha_2):
        name = getattr(country, "common_name", country.name)
        rows.append([country.alpha_2, spanish.gettext(name), name, french.gettext(name), country.alpha_3])
    return rows


def subdivision_rows() -> list[list[str]]:
    return [
        [one.code, one.name]
        for country in sorted(SUBDIVIDED.split())
        for one in sorted(pycountry.subdivisions.get(country_code=country) or [], key=lambda one: one.code)
        if one.parent_code is None
    ]


def language_rows() -> list[list[str]]:
    spanish, french = words_in("iso639-3", "es"), words_in("iso639-3", "fr")
    rows = []
    for code in sorted(set(LANGUAGES.split())):
        language = pycountry.languages.get(alpha_3=code) or pycountry.language_families.get(alpha_3=code)
        if code in BETTER:
            rows.append([code, *BETTER[code]])
        elif language is not None:
            rows.append([code, spanish.gettext(language.name), language.name, french.gettext(language.name)])
    return rows


def write(name: str, content: dict[str, object]) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (TERMS / name).write_text(text.replace("],[", "],\n[") + "\n", encoding="utf-8")


def main() -> None:
    source = "ISO 3166-1, ISO 3166-2 by way of pycountry (LGPL-2.1)"
    write("places.json", {"source": source, "countries": country_rows(), "subdivisions": subdivision_rows()})
    write("languages.json", {"source": "ISO 639-3 by way of pycountry (LGPL-2.1)", "languages": language_rows()})


if __name__ == "__main__":
    main()
