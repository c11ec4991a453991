"""The door at which a telephone system tells what happens to calls, and asks which seats take the next one."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tiexin.cases.actions import hotline as actions
from tiexin.cases.hotline import rules
from tiexin.cases.hotline.forms import read
from tiexin.cases.hotline.models import Line, Seat
from tiexin.cases.hotline.norms import norms
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to

UNSIGNED = {"message": "签名不对或者已经过期"}


def _signed(request: HttpRequest, said: bytes) -> bool:
    stamp, signed = (request.headers.get(name, "") for name in ("X-Tiexin-Time", "X-Tiexin-Signature"))
    return rules.is_signed(settings.EXCHANGE_SECRET, stamp, said, signed, now())


@open_to("the telephone system, by signature")
@csrf_exempt
@require_POST
def hotline_events(request: HttpRequest) -> JsonResponse:
    """Take one signed event; the same event again gets the same answer."""
    if len(request.body) > norms()["events"]["largest_bytes"]:
        return JsonResponse({"message": "消息太长"}, status=400)
    if not _signed(request, request.body):
        return JsonResponse(UNSIGNED, status=401)
    try:
        message = read(request.body)
        rules.check_moment(message.happened.at, now())
        actions.take_event(message, by=None, on=today(request))
    except Refused as refusal:
        return JsonResponse({"message": str(refusal), "field": refusal.field}, status=400)
    return JsonResponse({"event": message.happened.event})


@open_to("the telephone system, by signature")
@require_safe
def hotline_seats(request: HttpRequest) -> JsonResponse:
    """Tell which seats of a line take the next call, and which do not: never who sits there."""
    if not _signed(request, request.META.get("QUERY_STRING", "").encode()):
        return JsonResponse(UNSIGNED, status=401)
    line = Line.objects.filter(number=request.GET.get("line", "").replace("\0", ""), closed=None).first()
    if line is None:
        return JsonResponse({"message": "这条热线没有开通", "field": "line"}, status=400)
    rows = Seat.objects.filter(line=line, closed=None).order_by("pk").values_list("number", "state")
    return JsonResponse({"seats": [{"seat": number, "state": state} for number, state in rows]})
