"""What the place of a colleague offers today, in a line: why a list of forms is shorter here than elsewhere."""

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.formkit.language import current_language
from posta.mission.places.service_calendar import CLOSED, REDUCED
from posta.terms.lists import get_list


def present_offered_services(actor: Actor) -> str:
    """Return the services of today with those that are reduced; empty at coordination."""
    if not actor.post.number:
        return ""
    offered, labels = actor.offered, get_list("place_service")
    if not offered.is_open:
        return _("%(place)s is closed today.") % {"place": actor.post.name}
    if not offered.declared:
        return _("This place has not declared its services: everything is offered.")
    words = []
    for code, state in sorted(offered.states.items()):
        label = labels.label(code, current_language())
        if state == REDUCED:
            words.append(_("%(service)s (reduced)") % {"service": label})
        elif state != CLOSED:
            words.append(label)
    if not words:
        return _("%(place)s offers nothing today.") % {"place": actor.post.name}
    return _("Today at %(place)s: %(services)s.") % {"place": actor.post.name, "services": ", ".join(words)}
