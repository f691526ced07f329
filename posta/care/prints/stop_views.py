"""The report of a stop as a page to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.acts.care.headcounts.stops import find_stop
from posta.care.prints.stop_report import build_stop_report
from posta.ids import EntryId
from posta.mission.places.place_tables import list_served
from posta.mission.posts import list_posts
from posta.web.printing import STOP_REPORT
from posta.web.session.current_actor import log_print
from posta.web.view_helpers import clinician_required, parse_id_or_404


@require_GET
@clinician_required
def show_stop_report(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show the report of a stop at a place of this computer, as counts."""
    cursor = actor.node.cursor
    served = sorted(list_served(cursor, actor.node.device.feed) | {actor.post.number})
    stop = find_stop(actor, EntryId(parse_id_or_404(code)), served)
    post = next((one for one in list_posts(cursor) if stop and one.number == stop.opened.post), None)
    if stop is None or post is None:
        raise Http404
    log_print(actor, STOP_REPORT)
    return render(request, "care/prints/stop_report.html", {"report": build_stop_report(actor, stop, post)})
