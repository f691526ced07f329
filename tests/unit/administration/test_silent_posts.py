"""A post that has sent nothing for days stands on the first page of who administers, before the lists."""

import pytest

from posta.administration.admin_lists import present_devices
from tests.in_memory_mission import add_post
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "coatzacoalcos_casa"


def test_a_post_without_contact_for_days_needs_a_look(post: TestPost) -> None:
    add_post(post.house, OTHER)
    post.person()
    post.meet(OTHER)
    post.house.clock.advance(minutes=2)
    there = {one.label: one for one in present_devices(post.house.actor(OTHER, "administrator"))[0]}
    assert there["La 72"].word == "en uso"
    post.later(days=5)
    later = {one.label: one for one in present_devices(post.house.actor(OTHER, "administrator"))[0]}
    assert (later["La 72"].state, later["La 72"].word) == ("ask", "sin contacto desde hace 5 días")
    post.meet(OTHER)
    back = {one.label: one for one in present_devices(post.house.actor(OTHER, "administrator"))[0]}
    assert back["La 72"].word == "sin contacto desde hace 5 días", "it had nothing to say: news alone counts"
    post.person()
    post.meet(OTHER)
    back = {one.label: one for one in present_devices(post.house.actor(OTHER, "administrator"))[0]}
    assert back["La 72"].word == "en uso"
