"""Letters for machines: those that were issued about a matter, and what was answered to one."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.security import django_auth

from tiexin.cases import queries as cases
from tiexin.cases import reading
from tiexin.cases.actions.letters import answer_letter, deliver_letter
from tiexin.cases.agency.forms import AnswerForm
from tiexin.cases.letters import queries
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.letters.views import DeliveryForm
from tiexin.cases.move_api import read
from tiexin.core.converters import register
from tiexin.orgs.asking import who
from tiexin.orgs.operations import marked

register("case", "caseletter")
router = Router(auth=django_auth, tags=["cases"])


class LetterOut(Schema):
    """A letter as it was issued; `open_to_answer`: an answer in writing is waited for, `answered` is its day;
    `open_to_delivery`: its term waits for the day on which it was `delivered`.
    """

    id: int
    number: str
    label: str
    to: str
    on: date
    answered: date | None
    open_to_answer: bool
    delivered: date | None
    open_to_delivery: bool


class DeliveryIn(Schema):
    """On which day a letter reached whom it was written to, and how: one of the ways of the page, by its code."""

    day: date
    way: str


class AnswerIn(Schema):
    """What whoever a letter was sent to answered, and on which day."""

    day: date
    answer: str


@router.get("/cases/{case:pk}/letters", response=list[LetterOut])
@marked("cases.handle")
def list_letters(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """The letters of a matter in hand, the newest first, for who may know who asked: a letter may be to them."""
    found = get_object_or_404(cases.handled(request).filter(reading.named(request).having("pk")), pk=pk)
    return [_shown(each) for each in queries.issued(found)]


@router.post("/letters/{caseletter:pk}/delivered", response={201: LetterOut})
@marked("cases.handle")
def deliver_a_letter(request: HttpRequest, pk: int, sent: DeliveryIn) -> tuple[int, dict[str, Any]]:
    """Write down that a letter was delivered, once: the term of its answer runs from that day."""
    found = get_object_or_404(queries.undelivered(request), pk=pk)
    deliver_letter(found, **read(DeliveryForm(sent.dict())), **who(request))
    return 201, _shown(next(each for each in queries.issued(found.case) if each.pk == pk))


@router.post("/letters/{caseletter:pk}/answer", response={201: LetterOut})
@marked("cases.handle")
def answer_a_letter(request: HttpRequest, pk: int, sent: AnswerIn) -> tuple[int, dict[str, Any]]:
    """Write down what was answered, once."""
    found = get_object_or_404(queries.unanswered(request), pk=pk)
    answer_letter(found, **read(AnswerForm(sent.dict())), **who(request))
    return 201, _shown(next(each for each in queries.issued(found.case) if each.pk == pk))


def _shown(letter: CaseLetter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in LetterOut.model_fields}
