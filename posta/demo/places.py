"""The places of the demo and their colleagues: what each of them does there, and so what can be tried.

The places are those of the sample mission; every colleague is invented.
"""

from dataclasses import dataclass

from posta.errors import gettext_noop


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A place of the demo: its code in the mission, its name, its colleagues (name, role), and what to try there."""

    code: str
    name: str
    team: tuple[tuple[str, str], ...]
    idea: str


COORDINATION, ADMINISTRATOR = "coordination", "Lic. Vega"
CENTRE = DemoPlace(
    COORDINATION,
    "Coordinación",
    ((ADMINISTRATOR, "administrator"), ("Mtra. Iglesias", "epidemiologist")),
    gettext_noop(
        "See the alerts and verify a signal as the epidemiologist; as the administrator, appoint a colleague."
    ),
)
PLACES = (
    DemoPlace(
        "tenosique_la72",
        "La 72, Tenosique",
        (
            ("Dra. Ruiz", "doctor"), ("Enf. Solís", "nurse"), ("Psic. Ortega", "psychologist"),
            ("T. S. Rivas", "social_worker"), ("Coord. Meza", "team_leader"),
        ),
        gettext_noop("Register somebody, take vital signs as the nurse, and find them on the doctor's board."),
    ),
    DemoPlace(
        "coatzacoalcos_casa",
        "Casa del Migrante, Coatzacoalcos",
        (("Dr. Pech", "doctor"), ("Psic. Tun", "psychologist"), ("T. S. Luna", "social_worker")),
        gettext_noop("Search for somebody who was treated in Tenosique, with a misspelt name, and go on with the record."),
    ),
    DemoPlace(
        "coatzacoalcos_vias",
        "Vías del tren, Coatzacoalcos",
        (("Dra. Cano", "doctor"), ("Prom. Díaz", "promoter")),
        gettext_noop("Cut the network, treat somebody beside the tracks, and restore it."),
    ),
    DemoPlace(
        "reynosa_movil",
        "Clínica móvil, Reynosa",
        (
            ("Dr. Treviño", "doctor"), ("Psic. Salas", "psychologist"), ("T. S. Garza", "social_worker"),
            ("Coord. Salinas", "team_leader"),
        ),
        gettext_noop("Continue a chronic treatment that began in the south."),
    ),
    DemoPlace(
        "reynosa_recepcion",
        "Centro de recepción, Reynosa",
        (("Psic. Leal", "psychologist"), ("Prom. Reyna", "promoter"), ("T. S. Cantú", "social_worker")),
        gettext_noop("A place without a doctor: see which forms the promoter is offered and which not."),
    ),
    DemoPlace(
        "nuevo_laredo_amar",
        "Casa Amar, Nuevo Laredo",
        (("Psic. Farías", "psychologist"), ("Prom. Luna", "promoter")),
        gettext_noop("Write a session as the psychologist, and see what the promoter sees of it."),
    ),
    DemoPlace(
        "acapulco_hospital",
        "Hospital de Renacimiento, Acapulco",
        (("Dra. Nava", "doctor"), ("Psic. Bello", "psychologist"), ("T. S. Mora", "social_worker")),
        gettext_noop("Another care network: nobody of the route is found here."),
    ),
)  # fmt: skip
LED = tuple(place.code for place in PLACES if any(role == "team_leader" for _, role in place.team))
"""Places where somebody follows up signals."""
BY_CODE = {place.code: place for place in PLACES}
