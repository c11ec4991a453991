"""Every write of activities themselves: recorded, planned, held, voided. Who came is in `people`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.activities import rules, topics
from tiexin.activities.models import Activity
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.models import Officer


@dataclass(frozen=True)
class NewActivity:
    """A (unsaved) activity and the officers who speak there."""

    activity: Activity
    givers: Sequence[Officer] = ()


@transaction.atomic
def record_activity(new: NewActivity, *, by: Officer, on: date) -> Activity:
    """Write an activity down: held when its day has come, else planned. A lecture held is one `lecture_stop`.

    Refused, with nothing written: what is not said (title, place, who speaks), help to no enterprise, a number of
    people that cannot be, a form sent twice.
    """
    made, givers = new.activity, list(dict.fromkeys(new.givers))
    _check(made, len(givers))
    if Activity.objects.filter(key=made.key).exists():
        raise Refused("这项活动已经保存过，没有重复写入", clause="一次录入：同一来源只记一次")
    made.state = "held" if made.on <= on else "planned"
    for name in ("title", "place", "lecturer", "note"):
        setattr(made, name, getattr(made, name).strip())
    made.save(force_insert=True)
    made.givers.set(givers)
    held = made.state == "held"
    verb = "record_activity" if held else "plan_activity"
    act = Act(verb, made, by, on, made.org_id, source=f"activity:{made.key}")
    record(act, facts_of(made) if held else [])
    return made


def _check(new: Activity, givers: int) -> None:
    rules.check_kind(new.kind, new.topics, topics.topics())
    rules.check_text(new.title, "title", "主题", rules.TITLE)
    rules.check_words(new.place, "place", rules.TITLE)
    rules.check_words(new.lecturer, "lecturer", rules.TITLE)
    rules.check_words(new.note, "note")
    rules.check_audience(new.audience)
    rules.check_giver(new.kind, givers, new.lecturer)
    if new.kind == "help":
        if new.employer_id is None:
            raise Refused("请选择帮助了哪家企业", clause="C077：促进企业发展", field="employer")
        rules.check_text(new.note, "note", "帮了什么")
    elif not new.place.strip() and new.employer_id is None:
        raise Refused("请写明地点，或者选择企业", field="place")


def facts_of(held: Activity) -> list[NewFact]:
    """What an activity proves by itself: one lecture; who came is recorded with them."""
    if held.kind not in rules.LECTURES:
        return []
    speaker = held.givers.order_by("pk").first()
    dims = {"officer": speaker.pk if speaker else None, "employer": held.employer_id}
    tags = (("organ", "lecture_corps"),) if held.organ_id else ()
    where = held.employer.org if held.employer else held.org
    return [NewFact("lecture_stop", held.on, held.org, where, dims=dims, tags=tags)]


def locked(activity: Activity, state: str) -> Activity:
    """The activity under its lock, refused in another state or voided."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("org", "employer__org", "author")
    found: Activity = rows.get(pk=activity.pk)
    rules.check_state(found.state, state, found.voided)
    return found


@transaction.atomic
def hold_activity(activity: Activity, audience: int | None = None, *, by: Officer, on: date) -> Activity:
    """Let a planned activity have been held, on the day it was planned for; as many came as were expected, or so many.

    Refused before that day.
    """
    found = locked(activity, "planned")
    rules.check_held(found.on, on)
    if audience is not None:
        rules.check_audience(audience)
        found.audience = audience
    found.state = "held"
    found.save(update_fields=["state", "audience"])
    record(Act("hold_activity", found, by, on, found.org_id), facts_of(found))
    return found


@transaction.atomic
def void_activity(activity: Activity, reason: str, *, by: Officer, on: date) -> Activity:
    """Void an activity recorded wrongly, or one planned that is not held: nothing of it counts, it stays readable."""
    found = locked(activity, Activity.objects.values_list("state", flat=True).get(pk=activity.pk))
    check_reason(reason, "作废")
    found.voided, found.void_reason = on, reason.strip()
    found.save(update_fields=["voided", "void_reason"])
    record(Act("void_activity", found, by, on, found.org_id))
    live = Fact.objects.live().filter(entry__thing="activities.activity", entry__thing_id=found.pk)
    for entry in Entry.objects.filter(pk__in=live.values("entry")).order_by("pk"):
        void(entry, by=by, on=on)
    return found
