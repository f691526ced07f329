"""The one page that asks for words: what a locked post shows, and what a colleague who joins an open one sees.

It names no post and no person, says nothing about how many people work here, needs no script, and loads one small
style sheet. The field is of type `text` drawn as dots, with a box to show what is typed: a browser offers to remember
what was typed into a `password` field, and only their owner may remember these words.

The supervisor renders it without Django, so its few sentences live here and not in the message catalogues.

>>> b"<title>Posta</title>" in render("es")
True
"""

from enum import Enum
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from posta.node.http.return_page import KeptForm, passphrase_page_address

LANGUAGES = {"es": "Español", "en": "English", "fr": "Français"}
DEFAULT_LANGUAGE = "es"
GUIDE = "/ayuda/open-and-lock/"  # behind the "?" of the page

_HERE = Path(__file__).parent / "templates_locked"


class LockReason(Enum):
    """Why the page is shown: its heading, its sentence and where the words go."""

    LOCKED = ("locked", "/", "/unlock")
    CLOSED = ("closed", "/locked", "/unlock")
    JOINING = ("joining", "/login/", "/login/")

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return self.value[1]

    @property
    def action(self) -> str:
        """Return the address that its form is sent to."""
        return self.value[2]


class LoginProblem(Enum):
    """What went wrong with the words before."""

    REFUSED = "refused"
    BUSY = "busy"
    EARLY = "early"
    BROKEN = "broken"
    LOST = "lost"
    FULL = "full"
    LATER = "later"


TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "locked": "Posta está cerrada",
        "locked_lead": "Nada de lo que guarda puede leerse hasta que alguien la abra.",
        "closed": "Se cerró para todos",
        "closed_lead": "Las llaves ya no están en la memoria. Para seguir, cada persona entra otra vez con sus palabras.",
        "kept": "Lo que escribió está guardado.",
        "kept_help": "Dé sus palabras y lo encontrará como borrador, solo usted.",
        "file": "Elija el archivo otra vez.",
        "file_help": "Cerrada, no guarda archivos. Lo escrito junto a él lo encontrará como borrador, solo usted.",
        "unkept": "Lo que envió no se guardó.",
        "unkept_help": "Era muy largo, traía un archivo grande o ya no había lugar. Envíelo otra vez después de sus palabras.",
        "padlock": "El candado de la pantalla cierra la posta para todos, no solo para quien lo toca.",
        "joining": "Entre con sus palabras",
        "joining_lead": "Cada persona trabaja con su propia sesión.",
        "label": "Sus cinco palabras",
        "hint": "Con un espacio entre una y otra. Las mayúsculas y los acentos no importan.",
        "show": "Mostrar lo que escribo",
        "open": "Abrir",
        "forgotten": "¿Olvidó sus palabras? Quien administra la misión puede darle otras.",
        "languages": "Idioma",
        "open_help": "Ayuda, en otra pestaña",
        "leave_help": "Volver",
        "more_help": "También puede hacer falta",
        "help_when_open": "Con la posta abierta, el «?» de cada pantalla lleva a su guía.",
        "refused": "Las palabras no coinciden. Revise cada una.",
        "refused_help": "Si es su primer día aquí, pida que alguien abra la posta antes.",
        "refused_open_help": "Si es su primer día, puede que su nombramiento no haya llegado aquí: pida un intercambio.",
        "busy": "Hay otras personas entrando.",
        "busy_help": "Sus palabras no se probaron. Espere unos segundos y escríbalas otra vez.",
        "early": "Hubo varios intentos fallidos seguidos desde aquí.",
        "early_help": "Estas palabras no se probaron. Espere quince segundos, revíselas y escríbalas otra vez.",
        "broken": "Este equipo no pudo arrancar.",
        "broken_help": "Pida a quien administra la misión que ejecute «posta doctor».",
        "lost": "Este equipo fue declarado perdido.",
        "lost_help": "Ya no se abre ni registra. Llévelo a quien administra la misión.",
        "full": "En este equipo ya no cabe nadie más.",
        "full_help": "Pida a quien administra la misión que cierre el trabajo de quien ya no está aquí.",
        "elsewhere": "Esta dirección no es de la posta",
        "elsewhere_lead": "El navegador llegó aquí con un nombre que este equipo no conoce. No escriba aquí sus palabras.",
        "elsewhere_help": "Ábrala con su dirección en números. Si su red le da un nombre, quien administra puede agregarlo.",
        "later": "Ahora no se puede entrar.",
        "later_help": "Espere un momento e intente otra vez; si sigue así, avise a quien administra la misión.",
    },
    "en": {
        "locked": "Posta is locked",
        "locked_lead": "Nothing it keeps can be read until someone opens it.",
        "closed": "Locked for everybody",
        "closed_lead": "The keys have left the memory. To go on, each person comes in again with their words.",
        "kept": "What you wrote is kept.",
        "kept_help": "Give your words and you find it as a draft, you alone.",
        "file": "Choose the file again.",
        "file_help": "A locked post keeps no files. What you wrote beside it you find as a draft, you alone.",
        "unkept": "What you sent was not kept.",
        "unkept_help": "It was very long, it brought a large file, or there was no room left. Send it again after your words.",
        "padlock": "The padlock on the screen locks the post for everybody, not only for who presses it.",
        "joining": "Come in with your words",
        "joining_lead": "Each person works in their own session.",
        "label": "Your five words",
        "hint": "With a space between them. Capitals and accents do not matter.",
        "show": "Show what I type",
        "open": "Open",
        "forgotten": "Forgot your words? The administration of the mission can give you new ones.",
        "languages": "Language",
        "open_help": "Help, in another tab",
        "leave_help": "Back",
        "more_help": "You may also need",
        "help_when_open": "Once the post is open, the “?” of each screen leads to its guide.",
        "refused": "The words do not match. Check each one.",
        "refused_help": "If this is your first day here, ask a colleague to open the post first.",
        "refused_open_help": "On your first day, your appointment may not have reached this post: ask for an exchange.",
        "busy": "Other people are coming in.",
        "busy_help": "Your words were not tried. Wait a few seconds and type them again.",
        "early": "Several attempts in a row failed from here.",
        "early_help": "These words were not tried. Wait fifteen seconds, check them and type them again.",
        "broken": "This computer could not start.",
        "broken_help": "Ask the administration of the mission to run “posta doctor”.",
        "lost": "This computer was declared lost.",
        "lost_help": "It no longer opens or records. Take it to the administration of the mission.",
        "full": "There is no room for anybody else on this computer.",
        "full_help": "Ask the administration of the mission to end the work of those who are no longer here.",
        "elsewhere": "This address is not the post’s",
        "elsewhere_lead": "The browser came here by a name that this computer does not know. Do not type your words here.",
        "elsewhere_help": "Open it by its address in numbers. If your network names it, whoever administers can add that name.",
        "later": "You cannot come in right now.",
        "later_help": "Wait a moment and try again; if it goes on, tell whoever administers the mission.",
    },
    "fr": {
        "locked": "Posta est verrouillée",
        "locked_lead": "Rien de ce qu’elle garde ne peut être lu tant que personne ne l’ouvre.",
        "closed": "Fermée pour tout le monde",
        "closed_lead": "Les clés ne sont plus en mémoire. Pour continuer, chaque personne entre de nouveau avec ses mots.",
        "kept": "Ce que vous avez écrit est gardé.",
        "kept_help": "Donnez vos mots et vous le retrouverez comme brouillon, vous seul.",
        "file": "Choisissez de nouveau le fichier.",
        "file_help": "Verrouillée, elle ne garde pas de fichiers. Le texte écrit à côté vous attend comme brouillon, vous seul.",
        "unkept": "Ce que vous avez envoyé n’a pas été gardé.",
        "unkept_help": "C’était très long, avec un gros fichier, ou il n’y avait plus de place. Renvoyez-le après vos mots.",
        "padlock": "Le cadenas de l’écran ferme la posta pour tout le monde, pas seulement pour qui le touche.",
        "joining": "Entrez avec vos mots",
        "joining_lead": "Chaque personne travaille dans sa propre session.",
        "label": "Vos cinq mots",
        "hint": "Séparés par une espace. Les majuscules et les accents ne comptent pas.",
        "show": "Montrer ce que j’écris",
        "open": "Ouvrir",
        "forgotten": "Mots oubliés ? La personne qui administre la mission peut vous en donner d’autres.",
        "languages": "Langue",
        "open_help": "Aide, dans un autre onglet",
        "leave_help": "Retour",
        "more_help": "Peut aussi servir",
        "help_when_open": "Une fois la posta ouverte, le « ? » de chaque écran mène à son guide.",
        "refused": "Les mots ne correspondent pas. Vérifiez chacun.",
        "refused_help": "Si c’est votre premier jour ici, demandez d’abord à quelqu’un d’ouvrir le poste.",
        "refused_open_help": "Le premier jour, votre nomination n’est peut-être pas arrivée ici : demandez un échange.",
        "busy": "D’autres personnes sont en train d’entrer.",
        "busy_help": "Vos mots n’ont pas été essayés. Attendez quelques secondes et écrivez-les de nouveau.",
        "early": "Plusieurs essais de suite ont échoué depuis ici.",
        "early_help": "Ces mots n’ont pas été essayés. Attendez quinze secondes, vérifiez-les et écrivez-les de nouveau.",
        "broken": "Cet ordinateur n’a pas pu démarrer.",
        "broken_help": "Demandez à la personne qui administre la mission de lancer « posta doctor ».",
        "lost": "Cet ordinateur a été déclaré perdu.",
        "lost_help": "Il n’ouvre et n’enregistre plus. Apportez-le à la personne qui administre la mission.",
        "full": "Il n’y a plus de place pour quelqu’un d’autre sur cet ordinateur.",
        "full_help": "Demandez à la personne qui administre la mission de clore le travail de qui n’est plus ici.",
        "elsewhere": "Cette adresse n’est pas celle de la posta",
        "elsewhere_lead": "Le navigateur est arrivé ici avec un nom que cet ordinateur ne connaît pas. N’écrivez pas vos mots ici.",
        "elsewhere_help": "Ouvrez-la par son adresse en chiffres. Si le réseau la nomme, l’administration peut ajouter ce nom.",
        "later": "Impossible d’entrer maintenant.",
        "later_help": "Attendez un moment et réessayez ; si cela continue, prévenez la personne qui administre la mission.",
    },
}


def render(
    language: str,
    reason: LockReason = LockReason.LOCKED,
    problem: LoginProblem | None = None,
    *,
    back: str = "/",
    kept: KeptForm = KeptForm.NOTHING_SENT,
) -> bytes:
    """Return the whole page as bytes; an unknown language is Spanish. Words lead `back`; `kept` is what became of
    what was typed.
    """
    language = known_language(language)
    texts = {name: escape(text) for name, text in TEXTS[language].items()}
    return (
        locked_template("locked.html")
        .substitute(
            texts,
            language=language,
            action=reason.action,
            heading=texts[reason.value[0]],
            lead=texts[f"{reason.value[0]}_lead"],
            problem=_problem(texts, problem, reason),
            described="problem hint" if problem else "hint",
            kept=_kept(texts, kept),
            back=escape(back),
            help_address=escape(passphrase_page_address(back, kept=kept, at=GUIDE, language=language)),
            links=language_links(language, reason.address, back, kept=kept),
        )
        .encode()
    )


def render_elsewhere(language: str) -> bytes:
    """Return the page that says that this is not the name of a post: it asks for nothing."""
    language = known_language(language)
    texts = {name: escape(text) for name, text in TEXTS[language].items()}
    return locked_template("elsewhere.html").substitute(texts, language=language).encode()


@cache
def style() -> bytes:
    """Return the page's only style sheet."""
    return (_HERE / "locked.css").read_bytes()


def known_language(language: str, default: str = DEFAULT_LANGUAGE) -> str:
    """Return the language if the page speaks it, else the default."""
    return language if language in LANGUAGES else default


@cache
def locked_template(name: str) -> Template:
    """Return a page of a locked post, to be filled in."""
    return Template((_HERE / name).read_text(encoding="utf-8"))


def _problem(texts: dict[str, str], problem: LoginProblem | None, reason: LockReason) -> str:
    """Return what went wrong; at an open post it is no help to ask somebody to open it."""
    if problem is None:
        return ""
    joins = problem is LoginProblem.REFUSED and reason is LockReason.JOINING
    words, help_text = texts[problem.value], texts["refused_open_help" if joins else f"{problem.value}_help"]
    return f'<p class="problem" id="problem" role="alert"><b>{words}</b>{help_text}</p>\n'


def _kept(texts: dict[str, str], kept: KeptForm) -> str:
    if kept is KeptForm.NOTHING_SENT:
        return ""
    kind = {KeptForm.TYPED: "kept", KeptForm.WITHOUT_FILE: "file", KeptForm.LOST: "unkept"}[kept]
    words, help_text, look = texts[kind], texts[f"{kind}_help"], "problem" if kept is KeptForm.LOST else "kept"
    return f'<p class="{look}" role="status"><b>{words}</b>{help_text}</p>\n'


def language_links(current: str, address: str, back: str, *, kept: KeptForm) -> str:
    """Return the links to the page at this address in the other languages, as HTML."""

    def link(code: str, name: str) -> str:
        there = escape(passphrase_page_address(back, kept=kept, at=address, language=code))
        return f'<a href="{there}" hreflang="{code}" lang="{code}">{name}</a>'

    here = f'<span lang="{current}" aria-current="true">{LANGUAGES[current]}</span>'
    return "".join(here if code == current else link(code, name) for code, name in LANGUAGES.items())
