"""Pages of a stay's days: tell one in a few taps; read all of them as the work log."""

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core.pictures import MOST_BYTES
from tiexin.core.skin import attempt, form_page, posted
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import needs
from tiexin.visits import day_queries as days
from tiexin.visits.actions.days import tell_day
from tiexin.visits.day_forms import StayDayForm, offered
from tiexin.visits.models import Stay


@needs("visits.record")
@require_http_methods(["GET", "HEAD", "POST"])
def stay_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell one of one's own days: today, or the one named in the address."""
    stay = get_object_or_404(days.tellable(request), pk=pk)
    begun = days.days_of(stay, today(request))
    on = _asked(request, begun)
    mine = {row.on: row for row in days.told(stay).filter(officer=me(request))}
    first = offered(mine.get(on), mine.get(on - timedelta(days=1)))
    form = StayDayForm(posted(request), request.FILES or None, initial=first)
    if form.is_valid():
        photo = form.cleaned_data["paper"]
        receipt = photo.read(MOST_BYTES + 1) if photo else b""
        save = partial(tell_day, stay, on, form.said(), receipt=receipt, **who(request))
        if attempt(form, save):
            messages.success(request, f"{zh_date(on)}已记下")
            return redirect("stay", pk=pk)
    steps = [{"on": day, "told": day in mine, "current": day == on} for day in begun]
    return form_page(request, "tiexin/visits/stay_day.html", form, stay=stay, on=on, steps=steps, told=mine.get(on))


def _asked(request: HttpRequest, begun: list[date]) -> date:
    """The day in the address when it is one of the stay's; else the last one that has begun, or its first."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked if asked in begun and asked else begun[-1] if begun else date.max


@needs("teams.see")
@require_safe
def stay_log(request: HttpRequest, pk: int) -> HttpResponse:
    """The work log of a stay, assembled from its days and visits; of one officer, when asked."""
    stay = get_object_or_404(Stay.objects.for_request(request).select_related("team__org", "employer"), pk=pk)
    team = days.members(stay)
    asked = next((each.officer for each in team if str(each.officer_id) == request.GET.get("officer")), None)
    visits = days.log_visits(request, stay)
    found = days.by_day(stay, today(request), visits)
    if asked is not None:
        for day in found:
            day.told = [row for row in day.told if row.officer_id == asked.pk]
            day.visits = [visit for visit in day.visits if asked.pk in (visit.author_id, *visit.companions)]
        visits = [visit for visit in visits if asked.pk in (visit.author_id, *visit.companions)]
    context = {"stay": stay, "days": found, "team": team, "whose": asked, "played": days.played(visits)}
    context["papers"] = days.papers(request, stay)
    return render(request, "tiexin/visits/stay_log.html", context)
