"""The order in which a person on the road meets the places."""

from posta.publicsite.network.public_mission_file import read_mission_file
from posta.publicsite.network.route_order import STRETCHES, name_of_state, sort_along_route


def test_every_state_belongs_to_one_stretch() -> None:
    states = sorted(state for _, of_stretch in STRETCHES for state in of_stretch)

    assert states == [f"{number:02d}" for number in range(1, 33)]


def test_places_go_from_the_southern_border_to_the_northern_one() -> None:
    stretches = dict(sort_along_route(read_mission_file().places))

    assert list(stretches) == ["south", "gulf", "pacific", "centre", "north"]
    assert [place.id for place in stretches["south"]] == ["chalchihuitan", "tenosique-la72"]
    assert [place.state for place in stretches["north"]] == ["28"] * 10 + ["02"]


def test_a_state_is_called_as_people_call_it() -> None:
    assert [name_of_state(code) for code in ("30", "12", "09")] == ["Veracruz", "Guerrero", "Ciudad de México"]
