"""Why the mission's rules refuse something."""

from posta.errors import InvalidData, NotAllowed, gettext_noop


class Refused(NotAllowed):
    """A colleague, role or device may not do this; the message says which rule."""

    sentences = {
        "visit_reserved": gettext_noop("This visit is reserved; only a colleague who can read it may change it."),
        "withdraw_elsewhere": gettext_noop(
            "This was written at another post; only there can it be marked as an error. Correct it, or tell that post."
        ),
        "withdraw_not_yours": gettext_noop(
            "Only who wrote this, or a role that may correct it, can mark it as an error. Ask one of them."
        ),
        "correct_not_a_visit": gettext_noop("Only a visit that is known and stands can be corrected."),
        "correct_empty": gettext_noop(
            "A correction cannot leave nothing of what was written. Mark the entry as an error instead."
        ),
        "correct_not_received": gettext_noop(
            "Another post wrote this, and this person was not received here. Register their arrival first, then "
            "correct it."
        ),
        "correct_leaves_out": gettext_noop(
            "Only the post that wrote a form can leave it out of a correction. Change its answers, or tell that post."
        ),
        "correct_not_yours": gettext_noop(
            "Only who wrote this, or a role that records the same forms, can correct it. Ask one of them."
        ),
        "tells_of_a_person": gettext_noop("Only what tells of no person is undone here."),
        "cannot_be_marked": gettext_noop("This entry cannot be marked as an error."),
        "appointment_not_here": gettext_noop(
            "This appointment has ended or is for another care network; ask an administrator."
        ),
        "appointment_ended": gettext_noop("This appointment has ended; ask an administrator to renew it."),
        "keys_not_open": gettext_noop("Your keys are not open in this session; give your words again."),
        "administered_elsewhere": gettext_noop(
            "The mission is administered at its coordination computer, not at a post."
        ),
        "nobody_logged_in": gettext_noop("Nobody is logged in at this browser."),
        "role_opens_no_records": gettext_noop("Your role does not open people's records."),
        "form_of_another_trade": gettext_noop(
            "This form is for another trade; ask a colleague of that trade to record it."
        ),
        "form_not_offered": gettext_noop(
            "This place does not give this service today. Use a form that is offered here, or say above in which place you are."
        ),
        "compartment_reserved": gettext_noop("This compartment is reserved to other colleagues."),
        "figures_are_for_coordination": gettext_noop("The figures of the mission are for coordination."),
        "administrators_only": gettext_noop("Only an administrator may change colleagues, posts, devices or keys."),
        "places_by_leaders": gettext_noop(
            "Only an administrator, or a team leader at their post, adds places and orders their services."
        ),
        "place_facts_by_administrators": gettext_noop(
            "Only an administrator at coordination changes what a place is called, where it lies and what of it is public."
        ),
        "place_not_served_here": gettext_noop(
            "This computer does not serve this place. Ask that team, or an administrator."
        ),
        "directory_keepers_only": gettext_noop("Only an administrator or a team leader may change the directory."),
        "referral_not_outside": gettext_noop(
            "This referral went to a post of the mission. That post answers it on its own screen."
        ),
        "referral_not_now": gettext_noop(
            "This is not possible now: somebody moved the referral on, or it is for another role or post. See where it is."
        ),
        "hand_over_to_no_trade": gettext_noop("Nobody is handed over to this trade; choose one that gives care."),
        "referral_needs_reason": gettext_noop(
            "Choose a reason, so that the colleague who sent the person knows what to do."
        ),
        "records_by_leaders": gettext_noop(
            "Only a team leader restricts a record or answers what a person asks for. The request stays open until they do."
        ),
        "signal_not_now": gettext_noop(
            "This is not possible now: somebody moved the signal on, or it is for another role. See where it is."
        ),
        "signal_needs_reason": gettext_noop(
            "Choose why the signal is discarded, so that the colleague who recorded it knows."
        ),
        "signal_needs_risk": gettext_noop("Choose the level of risk; it decides how soon somebody answers."),
        "new_words_given": gettext_noop("You were given new words; leave, and come in with those."),
        "another_network": gettext_noop(
            "You are appointed to another care network; ask an administrator to add this one."
        ),
        "no_care_here": gettext_noop("This is a coordination computer. It cannot open patient records."),
    }


class NotOfThisMission(InvalidData):
    """A post, device or colleague is unknown here."""

    sentences = {
        "not_withdrawn": gettext_noop("This entry is not withdrawn; there is nothing to take back."),
        "not_at_a_post": gettext_noop(
            "Care is given at a post by an appointed colleague; this computer or person is neither."
        ),
        "no_such_role": gettext_noop("There is no such role; see the list of roles."),
        "computer_not_enrolled": gettext_noop(
            "This computer is not, or no longer, enrolled; see the list of computers."
        ),
        "no_mission_keys": gettext_noop("The mission's keys were not granted to you; ask the first administrator."),
        "no_such_visit": gettext_noop("This person has no such planned visit; see the list of visits."),
        "no_such_post": gettext_noop("The mission has no such post; see the list of posts."),
        "not_set_aside_here": gettext_noop(
            "Choose entries of this list; some of these stand already, or are not of this computer."
        ),
        "no_mission_yet": gettext_noop("This computer belongs to no mission yet."),
    }


class ChangeSetAside(InvalidData):
    """Why an entry that would change the mission is kept without effect."""

    sentences = {
        "unproven_fork": gettext_noop(
            "A device was accused of signing two entries at one place, without proof; it is kept and has no effect."
        ),
        "not_an_administrator": gettext_noop("This device may not change the mission."),
    }
