"""An allergy protects by family, brand, synonym and misspelling, as whole words, in two strengths."""

import pytest

from posta.clinical.data_files import list_rows, strings_in
from posta.clinical.findings import Severity
from posta.clinical.medicines.drug_allergy import conflicts_of, conflicts_with, families_named
from posta.terms.lists import get_list
from posta.terms.medicines import get_medicines


def written(words: str, **more: object) -> tuple[dict[str, object], ...]:
    return ({"allergen": "other", "substance": words, **more},)


@pytest.mark.parametrize(
    ("words", "drug"),
    [
        ("ampicilina", "J01CA04"), ("Penicilina", "J01CA04"), ("Amoxil", "J01CR02"), ("penisilina", "J01CE08"),
        ("Bactrim", "J01EE01"), ("sulfas", "J01EE01"), ("aspirina", "M01AE01"), ("diclofenaco", "M01AB15"),
        ("captopril", "C09AA02"), ("dipirona", "N02BB02"), ("Neo-Melubrina 500", "N02BB02"), ("aspirin", "N02BB02"),
        ("ibuprofène", "M01AB05"), ("codeína", "N02AX02"), ("cipro", "J01MA02"), ("doxiciclina", "J01AA02"),
        ("Flagyl", "P01AB01"), ("tegretol", "N03AA02"), ("xilocaína", "N01BB02"), ("Loratadina", "R06AX13"),
    ],
)  # fmt: skip
def test_an_allergy_in_words_is_found(words: str, drug: str) -> None:
    assert [one.kind for one in conflicts_of(drug, written(words))] == ["same"]


@pytest.mark.parametrize(
    ("words", "drug"),
    [
        ("ina", "J01CA04"), ("a", "N02BE01"), ("no", "A02BC01"), ("", "J01CA04"), ("vacuna", "J07BD52"),
        ("tegretol", "N03AG01"), ("tegretol", "N03AE01"), ("sulfato ferroso", "B05XA05"), ("polvo", "N02BE01"),
        ("ácido fólico", "B01AC06"), ("sal", "A07CA"), ("plátano", "D06BA01"),
    ],
)  # fmt: skip
def test_parts_of_words_and_common_words_find_nothing(words: str, drug: str) -> None:
    """ "ina" spoke against every medicine that ends so: whoever is asked of everything reads nothing."""
    assert not conflicts_of(drug, written(words))


def test_metamizole_is_in_the_formulary_and_belongs_to_the_anti_inflammatories() -> None:
    assert "N02BB02" in get_medicines()
    assert [one.kind for one in conflicts_of("N02BB02", ({"allergen": "nsaid"},))] == ["same"]
    assert [one.kind for one in conflicts_of("M01AE01", ({"allergen": "metamizole"},))] == ["cross"]


def test_cross_reactions_are_told_apart() -> None:
    assert [one.kind for one in conflicts_of("J01DD04", ({"allergen": "penicillin"},))] == ["cross"]
    assert [one.kind for one in conflicts_of("J01CA04", ({"allergen": "cephalo"},))] == ["cross"]
    assert not conflicts_of("J01FA10", ({"allergen": "penicillin"},))


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({}, Severity.ASK), ({"reaction": "rash"}, Severity.ASK), ({"severity": "mild"}, Severity.ASK),
        ({"reaction": ("rash", "anaph")}, Severity.ASK_REASON), ({"severity": "sev"}, Severity.ASK_REASON),
        ({"reaction": "angio"}, Severity.ASK_REASON), ({"reaction": "scar"}, Severity.ASK_REASON),
    ],
)  # fmt: skip
def test_a_dangerous_reaction_asks_for_a_reason(more: dict[str, object], severity: Severity) -> None:
    assert conflicts_of("J01CA04", written("ampicilina", **more))[0].severity is severity


def test_the_gravest_conflict_stands_first() -> None:
    rows = ({"allergen": "penicillin"}, {"allergen": "other", "substance": "amoxicilina", "reaction": "anaph"})
    assert [one.severity for one in conflicts_of("J01CA04", rows)] == [Severity.ASK_REASON, Severity.ASK]


def test_vaccines_and_devices_hold_allergens_too() -> None:
    assert conflicts_with("vaccine", "yf", ({"allergen": "egg", "reaction": "anaph"},))
    assert not conflicts_with("vaccine", "flu", ({"allergen": "egg"},))
    assert conflicts_with("vaccine", "mmr", written("gelatina"))
    assert conflicts_with("method", "condom_m", ({"allergen": "latex"},))
    assert not conflicts_with("method", "iud_cu", ({"allergen": "latex"},))


def test_families_are_named_in_three_languages() -> None:
    assert families_named("alérgica a las penicilinas y al ibuprofeno") == ("penicillin", "nsaid")
    assert families_named("allergie aux sulfamides") == ("sulfa",)


def test_every_family_stands_in_the_list_and_reaches_something() -> None:
    codes = set(get_list("allergen").codes)
    for family in list_rows("drug_allergy", "families"):
        assert family["allergen"] in codes, family["allergen"]
        assert any(strings_in(family, key) for key in ("same", "vaccine", "method", "device")), family["allergen"]
