"""The door at which a telephone system tells what happens to calls."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tiexin.cases.actions import hotline as actions
from tiexin.cases.hotline import rules
from tiexin.cases.hotline.forms import read
from tiexin.cases.hotline.norms import norms
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to


@open_to("the telephone system, by signature")
@csrf_exempt
@require_POST
def hotline_events(request: HttpRequest) -> JsonResponse:
    """Take one signed event; the same event again gets the same answer."""
    if len(request.body) > norms()["events"]["largest_bytes"]:
        return JsonResponse({"message": "消息太长"}, status=400)
    stamp, signed = (request.headers.get(name, "") for name in ("X-Tiexin-Time", "X-Tiexin-Signature"))
    if not rules.is_signed(settings.EXCHANGE_SECRET, stamp, request.body, signed, now()):
        return JsonResponse({"message": "签名不对或者已经过期"}, status=401)
    try:
        message = read(request.body)
        rules.check_moment(message.happened.at, now())
        actions.take_event(message, by=None, on=today(request))
    except Refused as refusal:
        return JsonResponse({"message": str(refusal), "field": refusal.field}, status=400)
    return JsonResponse({"event": message.happened.event})
