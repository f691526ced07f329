"""A small figures file for tests, the network that it speaks of, and figures made by hand."""

from typing import Any

from posta.publicsite.network.public_mission_file import read_mission_file
from posta.publicsite.network.public_network import PublicNetwork, PublicPlace
from posta.publicsite.published.figure import Figure

AS_OF = "2019-12-31"

FILE = """\
[[source]]
id = "report"
address = "https://example.org/report"
[source.name]
es = "Informe anual"
en = "Annual report"
fr = "Rapport annuel"

[[measure]]
id = "consultations"
unit = "consultations"
hxl = "#indicator+consultations+num"
[measure.label]
es = "Consultas"
en = "Consultations"
fr = "Consultations"
[measure.definition]
es = "Se cuentan consultas."
en = "Consultations are counted."
fr = "On compte des consultations."

[[figure]]
id = "consultations-2017"
measure = "consultations"
value = 1000
period = "2017"
source = "report"
published = "2018"

[[figure]]
id = "consultations-2018"
measure = "consultations"
value = 2000
period = 2018
source = "report"
published = 2019-01-31
certainty = "about"
place = "12001"
since = "2016"
front = 1
[[figure.correction]]
was = 1900
date = "2019-03-01"
[figure.correction.reason]
es = "Faltaba un mes."
en = "A month was missing."
fr = "Il manquait un mois."
"""


def texts(es: str, en: str = "", fr: str = "") -> dict[str, str]:
    return {"es": es, "en": en or es, "fr": fr or es}


NETWORK = PublicNetwork(
    name=texts("México", "Mexico", "Mexique"),
    as_of=AS_OF,
    places=(
        PublicPlace(
            id="acapulco",
            name=texts("Colonia Jardín"),
            kind="community",
            precision="municipality",
            state="12",
            municipality="12001",
            municipality_name="Acapulco de Juárez",
        ),
        PublicPlace(
            id="centro", name=texts("Centro terapéutico"), kind="therapeutic_centre", precision="state", state="09"
        ),
    ),
    partners=(),
    events=(),
    labels=read_mission_file().labels,
    withheld=("Loma Escondida",),
)


def figure(**changes: Any) -> Figure:
    """Return a figure that breaks no rule, with changes."""
    fields: dict[str, Any] = {
        "id": "consultations-2018",
        "measure": "consultations",
        "label": texts("Consultas", "Consultations", "Consultations"),
        "value": 2000,
        "unit": "consultations",
        "period": "2018",
        "definition": texts("Se cuentan consultas.", "Consultations are counted.", "On compte des consultations."),
        "source": texts("Informe anual", "Annual report", "Rapport annuel"),
        "published": "2019",
    }
    return Figure(**{**fields, **changes})
