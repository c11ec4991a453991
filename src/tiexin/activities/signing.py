"""The link in the code on the wall: which activity, on which day; it says nothing else and ends with the day."""

import hashlib
from datetime import date

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from tiexin.activities.models import Activity
from tiexin.activities.rules import may_sign
from tiexin.core.addresses import address_of
from tiexin.core.refusal import Refused

SALT = "tiexin.activities.sign"
TRIES, WAIT = 60, 15 * 60  # names from one address: a hall behind one router may sign, a script is slowed


def token_of(activity: Activity) -> str:
    """The signed words of the link: the same all day, so that a code once printed stays good."""
    return signing.Signer(salt=SALT).sign_object([activity.pk, activity.on.isoformat()])


def activity_of(token: str, today: date) -> Activity | None:
    """The activity of a link that holds today; None for a forged one, another day, one that is voided."""
    try:
        pk, day = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Activity.objects.filter(pk=pk, voided=None).select_related("org", "employer").first()
    if found is None or day != found.on.isoformat():
        return None
    allowed = may_sign(found.kind, found.on, today, at_employer=found.employer_id is not None)
    return found if allowed else None


def check_pace(request: HttpRequest, activity: Activity) -> None:
    """Refuse more names from one address than a hall has people."""
    who = hashlib.sha256(f"{address_of(request)}|{activity.pk}".encode()).hexdigest()
    key = f"sign:{who}"
    cache.add(key, 0, WAIT)
    if cache.incr(key) > TRIES:
        raise Refused(f"从这里签到的人太多，请{WAIT // 60}分钟后再试，或请工作人员登记")
