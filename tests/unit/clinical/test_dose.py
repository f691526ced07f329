"""The dose of a day is read as people write it; what cannot be read is not guessed."""

import pytest

from posta.clinical.medicines.dose import Amount, amount_a_day


@pytest.mark.parametrize(
    ("strength", "dose", "freq", "mg", "pieces"),
    [
        ("500 mg", "8 tabletas", "cada hora", 96_000, 192),
        ("500 mg", "1 tableta", "cada 8 h", 1_500, 3),
        ("500 mg", "una tableta", "c/8h", 1_500, 3),
        ("250 mg/5 mL", "5 mL", "cada 8 horas", 750, None),
        ("160 mg/5 ml", "2,5 ml", "cada 6 h", 320, None),
        ("20 mg", "½ tableta", "cada 24 h", 10, 0.5),
        ("500 mg", "1-2 tabletas", "3 veces al día", 3_000, 6),
        ("400 mg", "1 comprimé", "3 fois par jour", 1_200, 3),
        ("400 mg", "1 tablet", "every 8 hours", 1_200, 3),
        ("", "1 g IM", "dosis única", 1_000, None),
        ("500 mg", "1", "2 al día", 1_000, 2),
        ("850 mg", "1", "diario", 850, 1),
        ("100 mcg", "2 tabletas", "cada 24 h", 0.2, 2),
        ("200 mg", "4 mL", "cada 12 h", None, None),
        ("", "1 tableta", "cada 8 h", None, 3),
        ("500 mg", "1 tableta", "si hay dolor", None, None),
        ("", "1 sobre en 1 L", "a libre demanda", None, None),
        ("500 mg", "1 tableta", "cada 0 h", None, None),
    ],
)
def test_a_prescription_as_it_is_written(strength, dose, freq, mg, pieces) -> None:
    amount = amount_a_day({"strength": strength, "dose": dose, "freq": freq})
    assert amount == Amount(None if mg is None else pytest.approx(mg), pieces)


def test_nothing_written_is_nothing_read() -> None:
    assert amount_a_day({}) == Amount(None, None)
