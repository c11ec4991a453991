"""The API: one object that gathers the routers of the subjects, and how it says no."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI

import tiexin
from tiexin.activities.api import router as activities
from tiexin.boards.api import router as boards
from tiexin.calendars.api import router as calendars
from tiexin.cases.hotline.api import router as calls
from tiexin.cases.knowledge.api import router as knowledge
from tiexin.cases.letters.api import router as letters
from tiexin.cases.move_api import router as cases  # with what is read, on the same addresses
from tiexin.cases.owners.api import router as default_owners
from tiexin.cases.reporting.api import router as reports
from tiexin.cases.rooms.api import router as rooms
from tiexin.core.refusal import Refused
from tiexin.draws.api import router as draws
from tiexin.orgs.api import router as orgs
from tiexin.orgs.scope import open_to
from tiexin.outbox.api import router as outbox
from tiexin.plans.api import router as plans
from tiexin.plans.dispatch_api import router as dispatches
from tiexin.registry.api import router as registry
from tiexin.search.api import router as search
from tiexin.supervision.api import router as supervision
from tiexin.supervision.survey_api import router as surveys
from tiexin.visits.api import router as visits
from tiexin.visits.deed_api import router as deeds
from tiexin.visits.field.api import router as field
from tiexin.visits.opinion_api import router as opinions
from tiexin.visits.problem_api import router as problems
from tiexin.visits.proposal_api import router as proposals

api = NinjaAPI(
    title="贴心",
    version=tiexin.__version__,
    docs_url=None,  # its page would load scripts from elsewhere; the schema itself is served
    docs_decorator=open_to("anyone: the API's own description"),
)
for router in (
    orgs,
    registry,
    visits,
    field,
    problems,
    proposals,
    opinions,
    deeds,
    activities,
    cases,
    default_owners,
    letters,
    reports,
    calls,
    knowledge,
    rooms,
    supervision,
    draws,
    surveys,
    plans,
    dispatches,
    boards,
    calendars,
    search,
    outbox,
):
    api.add_router("", router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    """422 with the sentence, the field and the rule."""
    said = {"message": refusal.message, "field": refusal.field, "clause": refusal.clause}
    return api.create_response(request, said, status=422)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, missing: Any) -> HttpResponse:
    """Absent and forbidden look the same."""
    return api.create_response(request, {"message": "没有找到"}, status=404)
