"""The places of the demo and their colleagues: what each of them does there, and so what can be tried.

The places are those of the sample mission; every colleague is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from posta.errors import gettext_noop


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A place of the demo: its code in the mission, its name, its colleagues (name, role), and what to try there.

    `tries` is what colleagues of a role try here first, where it is not what their trade tries elsewhere.
    """

    code: str
    name: str
    team: tuple[tuple[str, str], ...]
    idea: str
    tries: Mapping[str, str] = field(default_factory=dict)

    def what_to_try(self, role: str) -> str:
        """Return what a colleague of a role can try here first, in English."""
        return self.tries.get(role, TRIES[role])


TRIES: Final[Mapping[str, str]] = {
    "doctor": gettext_noop("Call who is first, and sign a consultation with a medicine and a day to come back."),
    "nurse": gettext_noop("Take vital signs and triage on one screen: the colour appears while you tick."),
    "midwife": gettext_noop("Write an antenatal visit, and take the next visits that are proposed."),
    "psychologist": gettext_noop("Write a session. Who is no psychologist sees a reserved visit."),
    "psychiatrist": gettext_noop(
        "Write a psychiatric visit; the psychologist reads it, the others see that it is reserved."
    ),
    "social_worker": gettext_noop("Open a case, promise something until a day, and refer somebody."),
    "promoter": gettext_noop("Record a group session, and register somebody."),
    "team_leader": gettext_noop("Verify a signal, and add a place for today."),
    "residence_staff": gettext_noop("Look at the residents, and admit somebody."),
    "logistician": gettext_noop("Record a water survey, a movement of supplies and a signal."),
    "epidemiologist": gettext_noop("Read the figures, and follow a signal up."),
    "administrator": gettext_noop("Appoint a colleague, and close a place."),
}
"""What a colleague of each trade can try first."""

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
        (
            ("Dr. Pech", "doctor"), ("Part. Canul", "midwife"), ("Psic. Tun", "psychologist"),
            ("T. S. Luna", "social_worker"),
        ),
        gettext_noop("Search for somebody who was treated in Tenosique, with a misspelt name, and go on with the record."),
    ),
    DemoPlace(
        "coatzacoalcos_vias",
        "Vías del tren, Coatzacoalcos",
        (("Dra. Cano", "doctor"), ("Prom. Díaz", "promoter")),
        gettext_noop("Cut the network, treat somebody beside the tracks, and restore it."),
    ),
    DemoPlace(
        "cdmx_centro_terapeutico",
        "Centro terapéutico, Ciudad de México",
        (
            ("Dr. Arce", "doctor"), ("Psiq. Robles", "psychiatrist"), ("Psic. Vidal", "psychologist"),
            ("T. S. Olmos", "social_worker"), ("Res. Paz", "residence_staff"),
        ),
        gettext_noop("A house in which people stay: see who lives there, and what each trade reads of them."),
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
        "tijuana",
        "Emergencia, Tijuana",
        (
            ("Dra. Ibarra", "doctor"), ("Psic. Montes", "psychologist"), ("Prom. Sosa", "promoter"),
            ("Log. Barrera", "logistician"),
        ),
        gettext_noop("Water, latrines and groups: what is recorded of a place, and of nobody in particular."),
    ),
    DemoPlace(
        "acapulco_hospital",
        "Hospital de Renacimiento, Acapulco",
        (("Dra. Nava", "doctor"), ("Psic. Bello", "psychologist")),
        gettext_noop(
            "Survivors' care only, in a care network of its own: see which forms are left, and that nobody of the route is "
            "found here."
        ),
        {
            "doctor": gettext_noop("Begin care after sexual violence: what must be given within hours stands first."),
            "psychologist": gettext_noop("Ask about violence, on a form that stays sealed."),
        },
    ),
)  # fmt: skip
LED = tuple(place.code for place in PLACES if any(role == "team_leader" for _, role in place.team))
"""Places where somebody follows up signals."""
BY_CODE = {place.code: place for place in PLACES}
