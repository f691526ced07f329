"""The screens of referrals: choosing a destination, what arrives here, acting on it, the letter, the code, the directory."""

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.acts.operations.directory_entry import record_directory_entry
from posta.acts.operations.referral_steps import find_readable_referral, record_referral_step
from posta.catalog.operation_acts import DirectoryEntry
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId, format_short_code
from posta.node import access_log_buffer
from posta.operations.directory.partners import list_partners
from posta.operations.referrals.opening import write_post_code
from posta.operations.referrals.referral_lists import find_referral, list_of_person
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, add_post
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
REYNOSA = "reynosa_recepcion"
LA72_NUMBER, REYNOSA_NUMBER = 1, 6
FULL = {"to_type": "posta", "to_name": write_post_code(REYNOSA_NUMBER), "reason": "contin", "urgency": "w1",
        "consent": "y", "status": "sent"}  # fmt: skip
HOSPITAL = DirectoryEntry(code="p-1", name="Hospital comunitario", kind="hosp", area="Tenosique, centro", hours="24 h",
                          contact="Trabajo social, ext. 12", services=("partos",), cost="free", verified=17_860)  # fmt: skip


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """La 72 with a team leader too, and Reynosa on the same route."""
    post = make_post(monkeypatch, "tenosique_la72", trades=(*ROLES, "team_leader"))
    add_post(post.house, REYNOSA)
    return post


def refer(
    post: TestPost, person: Person, at: str = "tenosique_la72", trade: str = "doctor", **answers: object
) -> EntryId:
    """Write a referral at a post."""
    actor = post.house.actor(at, trade)
    now = {"sent_dt": actor.now, "status_dt": actor.now}
    return record_encounter(actor, person, {"referral": {**FULL, **now, **answers}}).entry


def arrived(post: TestPost, trade: str = "doctor", **answers: object) -> tuple[Person, EntryId]:
    """A person of La 72 whom Reynosa refers back to La 72."""
    person = post.person()
    post.house.clock.advance(minutes=2)
    exchange(post.house.node(REYNOSA), MemoryTransport(post.actor().node))
    there = find_person(post.house.node(REYNOSA).cursor, person.id)
    assert there is not None
    entry = refer(post, there, REYNOSA, trade, to_name=write_post_code(LA72_NUMBER), **answers)
    post.meet(REYNOSA)
    return person, entry


def actor_minute(post: TestPost) -> int:
    """The minute that the clock shows, as the access log counts."""
    return post.house.clock.millis() // 60_000


def test_a_destination_is_chosen_and_the_form_is_filled_in_with_it(crew: TestPost) -> None:
    record_directory_entry(crew.actor("team_leader"), HOSPITAL)
    person, client = crew.person(), crew.client()
    address = f"/people/{person.id.hex()}/refer"
    page = client.get(address).content.decode()
    assert "Centro de recepción de Reynosa" in page
    assert "Hospital comunitario" in page
    assert 'name">La 72' not in page, "to one's own post nobody is referred"
    assert "Clínica fija de Reynosa" not in page, "a post of another network could not read the record"
    found = client.get(address, {"q": "hosp teno"}).content.decode()
    assert "Hospital comunitario" in found
    assert "Centro de recepción de Reynosa" not in found
    assert "Hospital comunitario" in client.get(address, {"kind": "hosp"}).content.decode()
    form = client.get(f"/people/{person.id.hex()}/contact/referral?to_type=hosp&to_name=p-1&status=sent")
    (entry,) = [one for one in list_page_forms(form.content.decode()) if "to_name__text" in one.fields]
    assert entry.fields["to_name__text"] == ["Hospital comunitario"]
    assert entry.fields["to_type"] == ["hosp"]
    posted = {**entry.fields, "reason": ["higher"], "urgency": ["u24"], "consent": ["y"], "shared": ["name", "reason"]}
    assert client.post(f"/people/{person.id.hex()}/contact/referral", posted).status_code == 303
    (one,) = list_of_person(crew.actor().node.cursor, person.id)
    assert (one.to_code, one.state) == ("p-1", "sent")
    again = client.get(address).content.decode()
    assert again.index("btn") < again.index("Hospital comunitario") < again.index("Centro de recepción"), (
        "most used first"
    )
    twice = client.post(f"/people/{person.id.hex()}/contact/referral", {**posted, "token": ["b" * 32]})
    assert twice.status_code == 422
    assert "ya está abierta" in twice.content.decode()
    assert "Hospital comunitario" in twice.content.decode(), "what was typed stays"


def test_what_arrives_is_on_the_board_and_is_answered(crew: TestPost) -> None:
    person, entry = arrived(crew)
    client = crew.client("nurse")
    assert "1 referencia espera su respuesta" in client.get("/").content.decode()
    assert "Wilmer" in client.get("/referrals/").content.decode()
    address = f"/referrals/{entry.hex()}/"
    assert "Continuidad en la ruta" in client.get(address).content.decode()
    assert client.post(f"{address}accept", {"note": "Aquí la esperamos"}).status_code == 303
    assert "espera su respuesta" not in client.get("/").content.decode()
    missing = client.post(f"{address}decline", {"note": "No hay camas"})
    assert missing.status_code == 422
    assert "No hay camas" in missing.content.decode(), "what was typed stays"
    assert "Elija un motivo" in missing.content.decode()
    assert client.post(f"{address}attend").status_code == 303
    assert client.post(f"{address}answer", {"reason": "solved", "note": "Curaciones"}).status_code == 303
    shown = client.get(address).content.decode()
    assert "Curaciones" in shown
    assert "Con respuesta" in shown
    assert client.post(f"{address}accept").status_code == 403, "a state from which this is not possible"
    found = find_referral(crew.actor().node.cursor, entry)
    assert found is not None
    assert found.state == "feedback"
    assert "Con respuesta" in client.get(f"/people/{person.id.hex()}/").content.decode()


def test_an_act_is_undone_within_its_seconds(crew: TestPost) -> None:
    _, entry = arrived(crew)
    client = crew.client()
    done = client.post(f"/referrals/{entry.hex()}/accept")["Location"]
    page = client.get(done)
    assert "undo" in page.content.decode()
    undo = page.context["shell"].toast.undo_url
    assert client.post(undo).status_code == 303
    found = find_referral(crew.actor().node.cursor, entry)
    assert found is not None
    assert found.state == "sent"


def test_late_ones_come_first_and_say_whom_to_call(crew: TestPost) -> None:
    record_directory_entry(crew.actor("team_leader"), HOSPITAL)
    refer(crew, crew.person())
    refer(crew, crew.person(alias="Nahúm"), to_type="hosp", to_name="p-1", reason="higher", urgency="imm")
    client = crew.client()
    assert "sin respuesta a tiempo" not in client.get("/").content.decode()
    crew.later(hours=3)
    assert "1 enviada desde aquí sin respuesta a tiempo" in client.get("/").content.decode()
    page = client.get("/referrals/", {"list": "out"}).content.decode()
    assert page.index("Nahúm") < page.index("Wilmer")
    assert "Llamar: Trabajo social, ext. 12" in page


def test_a_refused_step_keeps_the_reason_and_the_note(crew: TestPost) -> None:
    _, entry = arrived(crew)
    client, address = crew.client("nurse"), f"/referrals/{entry.hex()}/"
    long = client.post(f"{address}decline", {"reason": "full", "note": "x" * 501})
    assert long.status_code == 422
    assert 'value="full" checked' in squeeze(long.content.decode())
    assert client.post(f"{address}accept").status_code == 303
    assert client.post(f"{address}attend").status_code == 303
    late = client.post(f"{address}decline", {"reason": "full", "note": "No hay camas"})
    assert late.status_code == 422, "a colleague moved it on meanwhile"
    assert "Usted escribió: No hay camas" in squeeze(late.content.decode())


def test_who_writes_a_sealed_referral_is_told_who_follows_it(crew: TestPost) -> None:
    """Given a nurse without the key of legal help, when she refers somebody, then she reads for whom it is kept."""
    person, nurse = crew.person(alias="Canario"), crew.client("nurse")
    address = f"/people/{person.id.hex()}/contact/referral"
    fields = next(
        form.fields for form in list_page_forms(nurse.get(address).content.decode()) if "planning" in form.fields
    )
    sent = {"to_type": "hosp", "to_name": "p-1", "reason": "legal", "urgency": "rout", "consent": "y", "status": "sent"}
    done = nurse.post(address, {**fields, **sent})
    assert done.status_code == 303, squeeze(done.content.decode())
    page = squeeze(nurse.get(done["Location"]).content.decode())
    assert "queda reservado para: " in page
    assert "trabajo social" in page
    assert "Legal" not in page


@pytest.mark.parametrize("trade", ["nurse", "promoter", "midwife", "team_leader"])
def test_a_sealed_one_leaves_no_trace_for_those_without_its_key(crew: TestPost, trade: str) -> None:
    person, entry = arrived(crew, "social_worker", to_type="posta", reason="legal", outcome="canario")
    client = crew.client(trade)
    for address in ("/", "/referrals/", "/referrals/?list=open", "/referrals/?list=out", f"/people/{person.id.hex()}/"):
        page = client.get(address).content.decode()
        for word in ("Legal", "canario", "Social_worker", format_short_code(entry)):
            assert word not in page, (address, word)
    assert "espera su respuesta" not in client.get("/").content.decode()
    assert "Reservado" in client.get(f"/people/{person.id.hex()}/").content.decode()
    for address in (f"/referrals/{entry.hex()}/", f"/referrals/{entry.hex()}/letter"):
        assert client.get(address).status_code == 403
    assert client.post(f"/referrals/{entry.hex()}/accept").status_code == 403
    assert client.get("/referrals/code", {"code": format_short_code(entry)}).status_code == 422


def test_a_sealed_one_is_on_the_board_of_who_holds_its_key(crew: TestPost) -> None:
    _, entry = arrived(crew, "social_worker", reason="legal", shared=("name", "reason"))
    client = crew.client("social_worker")
    assert "1 referencia espera su respuesta" in client.get("/").content.decode()
    assert "Legal" in client.get("/referrals/").content.decode()
    assert client.post(f"/referrals/{entry.hex()}/accept").status_code == 303
    letter = client.get(f"/referrals/{entry.hex()}/letter").content.decode()
    sheet = letter[letter.index("sheet a5") : letter.index("</article>")]
    assert format_short_code(entry) in sheet
    for word in ("Wilmer", "Legal", "Social_worker"):
        assert word not in sheet, "a code stands for the person on a sealed letter"


def test_the_letter_says_what_the_person_agreed_to_and_is_logged(crew: TestPost) -> None:
    record_directory_entry(crew.actor("team_leader"), HOSPITAL)
    person, client = crew.person(), crew.client()
    asked = {"to_type": "hosp", "to_name": "p-1", "reason": "obst", "urgency": "imm", "outcome": "Con cartilla"}
    entry = refer(crew, person, **asked)
    minute = actor_minute(crew)
    access_log_buffer.pop_accesses(minute + 1)
    bare = client.get(f"/referrals/{entry.hex()}/letter").content.decode()
    assert (crew.house.people["doctor"][0], person.id) in {
        row[:2] for row in access_log_buffer.pop_accesses(minute + 1)
    }
    sheet = bare[bare.index("sheet a5") : bare.index("</article>")]
    assert format_short_code(entry) in sheet
    for word in ("Wilmer", "Emergencia obstétrica", "Con cartilla"):
        assert word not in sheet
    other = refer(crew, crew.person(alias="Nahúm"), **{**asked, "shared": ("name", "reason", "summary")})
    full = client.get(f"/referrals/{other.hex()}/letter?lang=fr").content.decode()
    for word in ("Nahúm", "Emergencia obstétrica", "Con cartilla", 'lang="fr"', "Pour vous"):
        assert word in full


def test_an_answer_from_outside_is_noted_by_the_code(crew: TestPost) -> None:
    entry = refer(crew, crew.person(), to_type="ngo", to_name="cruz_roja", reason="basic")
    client = crew.client("nurse")
    assert client.get("/referrals/code").status_code == 200
    wrong = client.get("/referrals/code", {"code": "XXXX"})
    assert wrong.status_code == 422
    assert 'value="XXXX"' in wrong.content.decode()
    typed = format_short_code(entry).replace("-", " ").lower()
    found = client.get("/referrals/code", {"code": typed})
    assert found["Location"] == f"/referrals/{entry.hex()}/"
    assert client.post(f"{found['Location']}attend").status_code == 303
    assert client.post(f"{found['Location']}answer", {"reason": "came_back"}).status_code == 303


def test_social_work_sees_its_own_at_every_post(crew: TestPost) -> None:
    _, entry = arrived(crew, "social_worker", reason="basic", to_type="shelter")
    client = crew.client("social_worker")
    assert "Wilmer" in client.get("/referrals/", {"list": "mine"}).content.decode()
    assert "Wilmer" in client.get("/referrals/", {"list": "open"}).content.decode()
    assert "Wilmer" not in client.get("/referrals/", {"list": "out"}).content.decode()
    actor = crew.actor("social_worker")
    found = find_readable_referral(actor, entry)
    assert found is not None
    record_referral_step(actor, found, "close", reason="finished")


def test_the_directory_is_kept_by_those_who_may(crew: TestPost) -> None:
    leader, nurse = crew.client("team_leader"), crew.client("nurse")
    assert nurse.get("/directory/").status_code == 200
    assert nurse.get("/directory/new").status_code == 403
    empty = leader.post("/directory/new", {"area": "Calle 5"})
    assert empty.status_code == 422
    assert "Calle 5" in empty.content.decode()
    assert (
        leader.post(
            "/directory/new", {"name": "Casa segura", "kind": "shelter", "services": "camas, comida"}
        ).status_code
        == 303
    )
    (one,) = list_partners(crew.actor().node.cursor)
    assert (one.name, one.services, one.verified is not None) == ("Casa segura", ("camas", "comida"), True)
    shown = leader.get("/directory/", {"q": "casa"}).content.decode()
    assert "Casa segura" in shown
    assert (
        leader.post(f"/directory/{one.code}/", {"name": "Casa segura", "kind": "shelter", "closed": "1"}).status_code
        == 303
    )
    assert "cerrado" in nurse.get("/directory/").content.decode()
    assert "Casa segura" not in nurse.get(f"/people/{crew.person().id.hex()}/refer").content.decode()


@pytest.mark.parametrize("page", ["code", "referral"])
def test_a_letters_answer_is_noted_in_one_step(crew: TestPost, page: str) -> None:
    """Who telephones the hospital had to say accepted, arrived and answered one after the other."""
    record_directory_entry(crew.actor("team_leader"), HOSPITAL)
    entry = refer(crew, crew.person(), to_type="hosp", to_name="p-1", reason="obst")
    client, typed = crew.client(), {"code": format_short_code(entry), "reply": "answer:solved", "note": "Alta ayer"}
    address = "/referrals/code" if page == "code" else f"/referrals/{entry.hex()}/"
    form = next(
        one for one in list_page_forms(client.get(address).content.decode()) if {"code", "note"} <= set(one.fields)
    )
    posted = client.post("/referrals/code", {**form.fields, **typed})
    assert posted.status_code == 303
    assert entry.hex() in posted["Location"]
    found = find_referral(crew.actor().node.cursor, entry)
    assert found is not None
    assert found.state == "feedback"
    shown = client.get(f"/referrals/{entry.hex()}/").content.decode()
    assert all(words in shown for words in ("Llegó", "Con respuesta", "Se resolvió", "Alta ayer"))
    assert "La persona llegó" not in shown, "it is not asked twice"


def test_a_wrong_answer_of_a_letter_keeps_what_was_typed(crew: TestPost) -> None:
    record_directory_entry(crew.actor("team_leader"), HOSPITAL)
    person = crew.person()
    entry = refer(crew, person, to_type="hosp", to_name="p-1", reason="obst")
    ours = refer(crew, person)
    client, code = crew.client(), format_short_code(entry)
    for typed, words in (
        ({"code": code, "note": "Alta"}, "Elija qué respondieron"),
        ({"code": code, "reply": "answer:nonsense", "note": "Alta"}, "Elija qué respondieron"),
        ({"code": "XXXX", "reply": "decline:full", "note": "Alta"}, "ocho letras"),
        ({"code": code, "reply": "decline:full", "note": "Alta" * 400}, "caracteres"),
        ({"code": format_short_code(ours), "reply": "decline:full", "note": "Alta"}, "otra posta de la misión"),
    ):
        page = client.post("/referrals/code", typed)
        assert page.status_code == 422, typed
        assert words in page.content.decode()
        assert "Alta" in page.content.decode()
        assert typed.get("reply", "") != "decline:full" or 'value="decline:full" checked' in page.content.decode()
    assert client.post("/referrals/code", {"code": code, "reply": "decline:full"}).status_code == 303
    found = find_referral(crew.actor().node.cursor, entry)
    assert found is not None
    assert found.state == "declined"
    assert client.post("/referrals/code", {"code": code, "reply": "answer:solved"}).status_code == 422


def test_what_became_of_referrals_is_counted_by_destination_without_sealed_ones(crew: TestPost) -> None:
    record_directory_entry(crew.actor("team_leader"), HOSPITAL)
    person, client = crew.person(), crew.client()
    assert "En qué quedaron" not in client.get("/referrals/?list=out").content.decode()
    outside = {"to_type": "hosp", "to_name": "p-1"}
    answered, declined = (refer(crew, person, **outside, reason=reason) for reason in ("obst", "higher"))
    refer(crew, person, **outside, reason="invest", status="received")
    refer(crew, person)
    for entry, reply in ((answered, "answer:solved"), (declined, "decline:full")):
        assert client.post("/referrals/code", {"code": format_short_code(entry), "reply": reply}).status_code == 303
    refer(crew, person, trade="social_worker", reason="legal", to_type="hosp", to_name="p-1")
    page = client.get("/referrals/?list=out").content.decode()
    for words in (
        "4 enviadas · 2 aceptadas · 2 atendidas · 1 con respuesta · 1 no aceptada · 4 abiertas",
        "3 enviadas · 2 aceptadas · 2 atendidas · 1 con respuesta · 1 no aceptada · 3 abiertas",
        "1 enviada · 1 abierta",
    ):
        assert words in page
    crew.house.clock.advance(days=91)
    assert "En qué quedaron" not in client.get("/referrals/?list=out").content.decode()


def test_a_kind_without_a_place_in_the_directory_goes_on_to_the_form(crew: TestPost) -> None:
    """A promoter was offered legal advice for lost papers, and read that nothing fitted words that nobody had typed."""
    code = crew.person().id.hex()
    page = crew.client("promoter").get(f"/people/{code}/refer?kind=legal").content.decode()
    assert "Asesoría legal: todavía no hay ninguno" in page
    assert f"/people/{code}/contact/referral?to_type=legal" in page
    assert "to_type" not in crew.client("promoter").get(f"/people/{code}/refer?kind=nothing").content.decode()
