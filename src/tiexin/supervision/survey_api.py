"""Surveys of effect for machines: read in the same scope as on the pages, with no more than the pages tell."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.operations import marked
from tiexin.supervision import survey_queries as queries
from tiexin.supervision.survey_forms import SurveyFilter
from tiexin.supervision.surveys import Survey

register("survey")
router = Router(auth=django_auth, tags=["surveys"])


class SurveyOut(Schema):
    """A survey: of `asked` so many `answered`."""

    id: int
    kind: str
    org: int
    unit: int
    since: date
    until: date
    state: str
    closed: date | None
    asked: int
    answered: int


class SurveyWhole(SurveyOut):
    """A survey with its counts; `split` is null while it runs and where too few answered to tell it."""

    unreached: int
    silent: int
    split: dict[str, int] | None


class SurveyPage(Schema):
    rows: list[SurveyOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """The filters of the page."""

    page: int = 1
    unit: str = ""
    kind: str = ""
    state: str = ""


@router.get("/surveys", response=SurveyPage)
@marked("supervision.see")
def list_surveys(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List surveys in scope, those that end last first, 25 a page; those about one's own unit once they have ended."""
    found = SurveyFilter(request).narrowed(Survey.objects.for_request(request))
    pager = page_of(queries.listed(found), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/surveys/{survey:pk}", response=SurveyWhole)
@marked("supervision.see")
def get_survey(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one survey in scope with its counts."""
    found = get_object_or_404(queries.listed(Survey.objects.for_request(request)), pk=pk)
    figures = queries.figures(found)
    return _shown(found) | {"unreached": figures.unreached, "silent": figures.silent, "split": figures.split}


def _shown(survey: Any) -> dict[str, Any]:
    plain = ("id", "kind", "since", "until", "state", "closed", "asked", "answered")
    return {name: getattr(survey, name) for name in plain} | {"org": survey.org_id, "unit": survey.unit_id}
