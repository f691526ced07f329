"""Invented people and days for the gallery."""

from posta.formkit.choices import Choice
from posta.formkit.render.field_views import FieldView


def _row(name: str, veiled: str, why: str, end: str = "", **more: object) -> dict[str, object]:
    return {"href": "/consultation/", "name": name, "veiled": veiled, "why": why, "end": end, **more}


BOARD = (
    {
        "title": "En espera",
        "count": 6,
        "items": (
            _row("Elmer Ávila Guevara", "E. Á. · K7M2", "Caída del tren, dolor en la muñeca", "4 min", triage=1),
            _row("José Cruz Funes", "J. C. · P4QX", "Fiebre y tos, niña de 3 años", "51 min", triage=2, late=True),
            _row("Elmer Ávila Zelaya", "E. Á. · 9RTH", "Cita reservada", "15 min", triage=3),
            _row("Gloria Quiroz Ramírez", "G. Q. · M3VA", "Ronchas y comezón", "44 min", triage=3),
            _row("Wilmer Joseph Mejía", "W. J. · D8KE", "Dolor y ampollas en los pies", "12 min", triage=3),
            _row("Denis Ramírez Cruz", "D. R. · 2FWN", "Control prenatal", "8 min", triage=None),
        ),
    },
    {
        "title": "En consulta",
        "count": 2,
        "items": (
            _row("José Ávila Guevara", "J. Á. · X5CB", "Herida infectada · Dra. Ruiz", "9 min", triage=2),
            _row("Denis Bonilla Orellana", "D. B. · H6TJ", "Cita reservada", "22 min", triage=3),
        ),
    },
)
EXPECTED = (
    {
        "title": "Citas de hoy",
        "count": 3,
        "items": (
            _row("María Tzoc Ramírez", "M. T. · W2KD", "Curación, día 3 de 5", clock="9:30"),
            _row("Wendy Joseph Joseph", "W. J. · L9PA", "Toma de presión", clock="10:00"),
            _row("Ana Lucía Hernández Orellana", "A. H. · B4MX", "Cita reservada", clock="11:15"),
        ),
    },
    {
        "title": "Llegan de otra posta",
        "count": 2,
        "items": (
            _row("Carlos Cruz Tzoc", "C. C. · T7EQ", "Salió de Tapachula ayer · insulina para 4 días", initial="C"),
            _row("Keyla Hernández Mejía", "K. H. · N3VR", "Salió de Coatzacoalcos el 20 nov", initial="K"),
        ),
    },
)
FOUND = {
    "title": "8 resultados",
    "count": None,
    "items": (
        _row("Franklin Hernández Mejía", "F. H. · 8KMD", "Hombre, 32 años, Cobán · Tenosique, ayer", initial="F"),
        _row("Keyla Hernández Mejía", "K. H. · N3VR", "Mujer, 23 meses, Cobán · Tapachula, 29 oct", initial="K"),
        _row("Wendy Hernández Mejía", "W. H. · C7TP", "Mujer, 30 años, Estelí · suena parecido", initial="W"),
        _row("Denis Hernández Mejía", "D. H. · Q2XA", "Hombre, 34 años, Guerrero · apellidos al revés", initial="D"),
    ),
}
PERSON = {
    "name": "Gloria Quiroz Ramírez",
    "veiled": "G. Q. · M3VA",
    "summary": "Mujer, 37 años · Nicaragua",
    "allergies": ("penicilina",),
    "alerts": (),
    "back": "/",
    "last": "12 nov, Coatzacoalcos: herida en pie derecho.",
}
LAST = (
    ("Cuándo", "12 nov · Coatzacoalcos"),
    ("Diagnóstico", "Herida en pie derecho"),
    ("Tratamiento", "Curación, ibuprofeno"),
)
MOMENTS = (
    {"day": "2026-11-22", "when": "hoy", "place": "Tenosique", "what": "Llegó a la posta", "here": True},
    {
        "day": "2026-11-12",
        "when": "12 nov",
        "place": "Coatzacoalcos",
        "what": "Herida en pie derecho",
        "more": "Curación.",
        "href": "/",
    },
    {"day": "2026-10-29", "when": "29 oct", "place": "Tapachula", "what": "Registro y pase", "href": "/"},
)
OFFERED = {
    "post": (Choice("tenosique_la72", "La 72, Tenosique"), Choice("coatzacoalcos", "Coatzacoalcos")),
    "stock_item": (Choice("para500", "Paracetamol 500 mg tableta"), Choice("ibu400", "Ibuprofeno 400 mg tableta")),
    "directory": (Choice("comar", "COMAR"), Choice("dif", "DIF municipal")),
}
KNOWN = {
    "person.sex": "f",
    "@age_years": 37,
    "@age_months": 444,
    "@pregnant": None,
    "@closing": True,
    "person.travel_with": "alone",
}
SETS = (
    Choice("para", "Paracetamol 500 mg", note="1 c/8 h, 3 días · quedan 240"),
    Choice("ors", "Suero oral, 4 sobres", note="quedan 60"),
    Choice("cefa", "Cefalexina 500 mg", reason="Alergia a penicilina: puede haber reacción cruzada"),
)
COMPONENTS = {
    "sets": FieldView("sets", "f-sets", "boxes", "Entrega hoy", choices=SETS),
    "person": PERSON,
    "facts": LAST,
    "moments": MOMENTS,
    "rows": {
        "title": "Reservadas (con llave)",
        "count": 1,
        "items": (_row("Ana P.", "A. P. · B4MX", "Cita reservada", "11:15", seal=True),),
    },
    "none": {
        "title": "En espera",
        "count": 0,
        "items": (),
        "empty": "Nadie espera. Puede buscar o registrar a alguien.",
    },
}
