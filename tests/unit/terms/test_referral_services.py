"""The table of referrals names reasons and services that exist."""

from posta.terms.lists import get_list
from posta.terms.schedules import get_referral_services


def test_each_reason_and_each_service_of_the_table_is_of_its_list():
    reasons, services = get_list("referral_reason"), get_list("place_service")
    for reason, answering in get_referral_services().items():
        assert reason in reasons
        assert answering
        assert all(one in services for one in answering), reason
