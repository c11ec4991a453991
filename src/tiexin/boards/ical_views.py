"""The calendar of what waits for one person: its link, renewed or ended by them; what stands behind it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.boards import ical, waiting
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import needs, open_to
from tiexin.outbox.actions import end_calendar, renew_calendar
from tiexin.outbox.queries import calendar_of


@needs("today.see")
@require_http_methods(["POST"])
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Make a link to one's calendar; the one before it ends."""
    try:
        renew_calendar(**who(request))
    except Refused as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    return redirect("waiting")


@needs("today.see")
@require_http_methods(["POST"])
def calendar_end(request: HttpRequest) -> HttpResponse:
    """Let the link end."""
    end_calendar(**who(request))
    return redirect("waiting")


@open_to("拿着链接的日历软件：链接签了名，本人随时换掉")
@require_safe
@never_cache
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What waits for whoever made the link, as a calendar; a forged, renewed or ended link is no page."""
    key, day = ical.key_of(token), today(request)
    officer = Officer.objects.serving(day).filter(preference__calendar=key, account__is_active=True).first()
    if key is None or officer is None:
        raise Http404
    home = request.build_absolute_uri("/").rstrip("/")
    written = ical.calendar(waiting.heaps(officer, day), home, now())
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="tiexin.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def link_of(request: HttpRequest) -> str:
    """The address of one's calendar; nothing while there is none."""
    key = calendar_of(me(request))
    return request.build_absolute_uri(f"/feed/{ical.token_of(key)}.ics") if key else ""
