"""Reads of surveys: who stands apart from the unit judged, the counts, what may be told of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from tiexin.draws.models import Draw, Pick
from tiexin.draws.models import State as DrawState
from tiexin.orgs.models import Officer, Post
from tiexin.orgs.scope import below
from tiexin.supervision import survey_rules as rules
from tiexin.supervision.queries import at_or_below
from tiexin.supervision.sheets import limits
from tiexin.supervision.survey_rules import Figures
from tiexin.supervision.surveys import Survey, SurveyAsk, SurveyAskQuerySet


def stands_above(org: int, unit: int) -> bool:
    """Whether a unit stands above another one, in one of the trees: not beside it, not at it, not below it."""
    return org != unit and at_or_below(unit, org)


def is_judged(officer: Officer, unit: int, day: date) -> bool:
    """Whether somebody belongs to a unit or to one below it, or holds a post there on the day."""
    if at_or_below(officer.org_id, unit):
        return True
    posts = Post.objects.filter(officer=officer, org__in=below([unit]))
    return any(post.holds_on(day) for post in posts)


def draws_of(unit_ids: Iterable[int]) -> QuerySet[Draw]:
    """Draws of workers that were carried out by one of the units or one below, and not surveyed yet."""
    found = Draw.objects.filter(kind="workers", state=DrawState.DRAWN, org__in=below(list(unit_ids)))
    used = Survey.objects.exclude(state="withdrawn").filter(draw__isnull=False)
    return found.exclude(pk__in=used.values("draw")).select_related("place").order_by("-drawn", "-id")


def drawn_workers(draw: Draw) -> list[int]:
    """Whom the lot names, in its order."""
    picked = Pick.objects.standing().filter(draw=draw).order_by("place")
    return list(picked.values_list("item__thing_id", flat=True))


def fewest(survey: Survey) -> int:
    """Below how many answers the split is not told."""
    return limits()[f"survey_fewest_{survey.kind}"]


def figures(survey: Survey) -> Figures:
    """The counts of a survey, as far as they may be told."""
    found = survey.asks.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state="answered")),
        unreached=Count("pk", filter=Q(state="unreached")),
        **{way: Count("pk", filter=Q(way=way)) for way in rules.WAYS},
    )
    least = fewest(survey)
    shown = rules.may_show(survey.state, found["answered"], least)
    split = dict(survey.tallies.values_list("answer", "count")) if shown else None
    ways = {word: found[way] for way, word in rules.WAYS.items()}
    return Figures(found["asked"], found["answered"], found["unreached"], ways, split, least)


def listed(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Surveys with what a line shows: `asked` and how many `answered`; those that end last come first."""
    answered = Count("asks", filter=Q(asks__state="answered"))
    rows = surveys.annotate(asked=Count("asks"), answered=answered)
    return rows.select_related("org", "unit").order_by("-until", "-id")


def shown_asks(survey: Survey) -> SurveyAskQuerySet:
    """Those who are asked, in the order of the lot, with everything a line shows."""
    found = SurveyAsk.objects.filter(survey=survey)
    return found.select_related("worker__employer", "noted_by").order_by("place")


def ending(officer: Officer, day: date) -> QuerySet[Survey]:
    """Surveys that somebody began, soon at their end or past it, and not answered by all."""
    last = day + timedelta(days=limits()["survey_remind"])
    found = listed(Survey.objects.filter(by=officer, state="open", until__lte=last))
    return found.filter(~Q(answered=F("asked"))).order_by("until", "pk")
