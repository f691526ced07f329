"""A repr shows no content: it lands in tracebacks, in failed asserts and in logs, and nobody seals those.

In the rooms where people's data pass, every field of a value that can hold a text, bytes, a day or an object of any
kind is filled with a canary, and the repr of the value must not sing. A class hides all it holds by
`@dataclass(..., repr=False)` (or, for a Struct or NamedTuple, `__repr__ = object.__repr__`), and one field by
`field(repr=False)`.
"""

import dataclasses
import enum
import importlib
import pkgutil
import sys
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

import posta
from posta.catalog.language.form import get_form, list_forms
from posta.ids import EntryId, FeedId
from tests.contents import show_contents

WORD, RAW, DAY = "Zacarías Xochiquetzalli", b"Zacarias", date(1931, 3, 7)
SONGS = ("Zacar", "Xochi", WORD.encode().hex(), RAW.hex(), "1931")
# Rooms in which names, answers, notes and keys pass; the others hold declarations, figures, headers or invented people.
PEOPLES = (
    "posta.acts.", "posta.administration.", "posta.care.", "posta.catalog.answering.", "posta.catalog.encoding.",
    "posta.catalog.errors", "posta.catalog.language.answer_context", "posta.catalog.structural_acts", "posta.catalog.operation_acts",
    "posta.catalog.choice_acts", "posta.chart.",
    "posta.clinical.", "posta.formkit.render.", "posta.mission.keys.", "posta.mission.rules.", "posta.mission.staff",
    "posta.node.", "posta.operations.", "posta.scribe.", "posta.seal.", "posta.web.",
)  # fmt: skip
# Of these rooms: what is declared in a file of the package or of the mission, or names a thing and nobody.
DECLARED = {
    "posta.acts.mission.card_renewal:CardExpiry": "a computer of the mission",
    "posta.acts.mission.first_login:NewPost": "a folder, a public key and an address",
    "posta.acts.mission.join_requests:JoinRequest": "public keys",
    "posta.acts.mission.places:PlaceFacts": "a place of the mission",
    "posta.care.forms.activity_pages:ActivityFilter": "a kind of form and a week",
    "posta.care.consultation.medicine_sets:MedicineSet": "a file of the package",
    "posta.care.display.form_links:FormButton": "a form",
    "posta.catalog.answering.compiled_form:CompiledField": "a form",
    "posta.catalog.answering.compiled_form:CompiledForm": "a form",
    "posta.catalog.answering.compiled_form:ConsistencyRule": "a form",
    "posta.catalog.encoding.compartment_split:FieldSlot": "a form",
    "posta.catalog.encoding.compartment_split:FieldSlots": "a form",
    "posta.catalog.encoding.shapes:Checks": "a form",
    "posta.clinical.surveillance.alert_rules:AlertRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:AlertWords": "a file of the package",
    "posta.clinical.surveillance.alert_rules:ArrivalRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:Case": "facts of a pseudonym: a diagnosis, an age band, a day",
    "posta.clinical.surveillance.alert_rules:CaseByTest": "a file of the package",
    "posta.clinical.surveillance.alert_rules:CaseRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:DeathRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:MortalityRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:PopulationRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:QualityRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:ReportRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:ScreeningRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:SiteRule": "a file of the package",
    "posta.clinical.surveillance.alert_rules:TallyRule": "a file of the package",
    "posta.clinical.surveillance.case_definitions:ClusterRule": "a file of the package",
    "posta.clinical.surveillance.person_rules:FollowUpRule": "a file of the package",
    "posta.clinical.surveillance.person_rules:PersonRule": "a file of the package",
    "posta.clinical.surveillance.person_rules:SealedRule": "a file of the package",
    "posta.clinical.dangers.discharge:DischargeRow": "a file of the package",
    "posta.clinical.signs.vital_limits:LimitRow": "a file of the package",
    "posta.node.identity.device_file:PublicFacts": "what device.toml says openly",
    "posta.node.process.supervisor:Supervisor": "processes and sockets",
    "posta.node.storage.side_file:SideRecord": "the last entry of this computer",
    "posta.node.upkeep.backup_file:BackupHead": "hashes and what device.toml says openly",
    "posta.node.upkeep.node_health:Health": "moments, sizes and codes of troubles",
    "posta.operations.signals.signal_course:Computers": "computers and places of the mission",
    "posta.operations.state_table:State": "a file of the package",
    "posta.operations.state_table:StateTable": "a file of the package",
    "posta.operations.state_table:Transition": "a file of the package",
    "posta.scribe.incoming.receive:ReceiveReport": "counts, and reasons by their codes",
    "posta.scribe.revocation:DeviceStanding": "a computer of the mission",
    "posta.seal.epochs:Epoch": "the name of a key that headers show",
    "posta.web.help.guides:Guide": "a page of the help",
    "posta.web.navigation:NavItem": "a room of the program",
}
# Fields that hold a code of the program, wherever they stand; a person's answer is never called so.
CODES = frozenset(
    {"code", "colour", "form", "forms", "icon", "kind", "language", "network", "networks", "path", "place", "programme",
     "role", "rule", "source", "state", "status", "unit", "widget", "here"}
)  # fmt: skip


def _list_values() -> Iterator[type]:
    seen = set()
    for found in pkgutil.walk_packages(posta.__path__, "posta."):
        if found.name.startswith(PEOPLES) and "migrations" not in found.name and "__main__" not in found.name:
            for value in vars(importlib.import_module(found.name)).values():
                if isinstance(value, type) and value.__module__ == found.name and value not in seen and _names(value):
                    seen.add(value)
                    yield value


def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a value; empty for another class."""
    if dataclasses.is_dataclass(kind):
        return tuple(one.name for one in dataclasses.fields(kind))
    if issubclass(kind, msgspec.Struct):
        return tuple(one.name for one in msgspec.structs.fields(kind))
    return tuple(getattr(kind, "_fields", ()))


def _hints(kind: Any) -> dict[str, Any]:
    """The types of the fields; of one that is imported for the type checker only, any object."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        place = vars(sys.modules[base.__module__])
        for name, hint in vars(base).get("__annotations__", {}).items():
            try:
                found[name] = eval(hint, dict(place)) if isinstance(hint, str) else hint  # noqa: S307
            except NameError:
                found[name] = object
    return found


def _fill(kind: Any, depth: int = 0) -> Any:
    """Return a value of a class with a canary in each field that can hold one."""
    filled = {name: _canary(hint, depth) for name, hint in _hints(kind).items() if name in _names(kind)}
    filled |= {name: "code" for name in filled if name in CODES and filled[name] == WORD}
    if dataclasses.is_dataclass(kind):
        made = object.__new__(kind)
        for name, value in filled.items():
            object.__setattr__(made, name, value)
        return made
    if issubclass(kind, msgspec.Struct):  # without the check of an act, which would refuse the canary
        unchecked = {"__post_init__": lambda self: None}
        frozen = kind.__struct_config__.frozen
        kind = types.new_class(kind.__name__, (kind,), {"frozen": frozen}, lambda body: body.update(unchecked))
    return kind(**filled)


def _canary(hint: Any, depth: int) -> Any:  # noqa: PLR0911  one line a kind of hint
    """Return a canary of a type; a small number where none fits."""
    if hint in (EntryId, FeedId):
        return bytes(16)  # of nobody
    hint = getattr(hint, "__supertype__", hint)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _canary(inner[0], depth)
    if origin in (typing.Union, types.UnionType):
        return _canary(next(one for one in inner if one is not type(None)), depth)
    if (
        origin is not None
        and isinstance(origin, type)
        and origin.__module__ in ("builtins", "collections", "collections.abc")
    ):
        return _of_many(origin, inner, depth)
    if hint in (str, object, Any):
        return WORD
    if isinstance(hint, type):
        return _of_class(hint, depth)
    return 3


def _of_many(origin: type, inner: tuple[Any, ...], depth: int) -> Any:
    if "Callable" in origin.__name__:
        return len
    held = [_canary(one, depth) for one in inner if one is not ...]
    if len(held) == 2 and "tuple" not in origin.__name__:
        return {WORD: held[1]}
    return tuple(held)


def _of_class(hint: type, depth: int) -> Any:
    if issubclass(hint, str):
        return WORD
    if issubclass(hint, bytes):
        return RAW
    if issubclass(hint, datetime):
        return datetime(1931, 3, 7)  # noqa: DTZ001
    if issubclass(hint, date):
        return DAY
    if issubclass(hint, enum.Enum) or issubclass(hint, int | float | timedelta):
        return 3
    if issubclass(hint, dict):
        return {WORD: WORD}
    return _fill(hint, depth + 1) if depth < 4 and _names(hint) else 3


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


VALUES = sorted(_list_values(), key=_name)


@pytest.mark.parametrize("kind", VALUES, ids=_name)
def test_a_repr_shows_no_content(kind: type) -> None:
    if _name(kind) in DECLARED:
        return
    shown = repr(_fill(kind))
    assert not [song for song in SONGS if song in shown], f"{_name(kind)} shows what it holds: write repr=False"


def test_what_is_called_declared_is_there() -> None:
    assert set(DECLARED) <= {_name(kind) for kind in VALUES}


def test_no_question_about_a_person_is_called_like_a_code() -> None:
    """A field called so may be shown; it must not be the name of a question whose answer tells who somebody is."""
    asked = {field.name for form in list_forms() for field in form.fields if field.type in ("text", "longtext")}
    asked |= {field.name for field in get_form("person").fields}
    assert CODES & asked == set()


def test_a_value_that_shows_content_is_found() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Shows:
        told: tuple[tuple[str, dict[str, object]], ...]

    class Sealed(msgspec.Struct):
        key: bytes

    class Row(typing.NamedTuple):
        born: date | None

    for kind in (Shows, Sealed, Row):
        assert [song for song in SONGS if song in repr(_fill(kind))], kind


def test_a_test_that_looks_for_a_secret_sees_all_that_a_value_holds() -> None:
    """Else a repr that shows nothing would make every such test pass."""
    shown = {_name(kind): show_contents(_fill(kind)) for kind in VALUES}
    assert WORD in shown["posta.chart.history.timeline:TimelineItem"]
    assert WORD in shown["posta.chart.record.person:Person"]
    assert WORD in shown["posta.catalog.encoding.codec:ClinicalPayload"]
