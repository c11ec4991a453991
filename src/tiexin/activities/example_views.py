"""Pages of models: the list without any rank, a proposal, its evidence, consent, judgement, who took it up."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.activities import example_forms as forms
from tiexin.activities import example_queries as queries
from tiexin.activities import example_rules as rules
from tiexin.activities import exports
from tiexin.activities.actions import examples as actions
from tiexin.activities.examples import Example, TakeUp
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("activities.see")
@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """Examples within reach and all that were published, by day."""
    form = forms.ExampleFilter(request)
    found = form.narrowed(Example.objects.all().readable(request)).select_related("org", "officer")
    found = found.order_by("-on", "-pk")
    if asked(request):
        return listing(request, "典型", exports.EXAMPLES, found)
    context = {"form": form, "pager": page_of(found, request), "may_record": may(request, "activities.record")}
    return render(request, "tiexin/activities/examples.html", context)


@needs("activities.see")
@require_safe
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """One example: its evidence, what was decided, who took it up."""
    rows = Example.objects.all().readable(request).select_related("org", "officer", "author", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    mine = queries.proposed(request).filter(pk=pk).exists()
    judges = queries.judged(request).filter(pk=pk).exists()
    home = home_of(request).pk
    learns = found.org_id != home and not found.takers.filter(org=home).exists()

    def can(move: str, *, holds: bool = True) -> bool:
        return holds and found.state in rules.MOVES[move]

    context = {
        "example": found,
        "proofs": queries.proofs_of(request, found),
        "takers": found.takers.select_related("org").order_by("on", "pk"),
        "decides": can("accept", holds=judges and found.author_id != me(request).pk),
        "publishes": can("publish", holds=judges),
        "withdraws": can("withdraw", holds=mine),
        "consents": can("consent", holds=found.officer_id == me(request).pk and found.consented is None),
        "takes": can("take_up", holds=learns and may(request, "activities.record")),
    }
    return render(request, "tiexin/activities/example.html", context)


@needs("activities.record")
@require_http_methods(READ_WRITE)
def example_new(request: HttpRequest) -> HttpResponse:
    """Propose an example."""
    form = forms.ExampleForm(posted(request), request=request)
    if form.is_valid():
        said = dict(form.cleaned_data)
        proofs = said.pop("proofs")
        new = Example(org=form.home, author=me(request), **said)
        if made := attempt(form, partial(actions.propose_example, new, proofs, **who(request))):
            return redirect("example", pk=made.pk)
    return form_page(request, "tiexin/activities/example_form.html", form, title="推荐典型", button="推荐")


@needs("activities.record")
@require_safe
def example_officer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a cadre."""
    return answer(request, forms.persons(request), forms.PERSON)


@needs("activities.see")
@require_http_methods(READ_WRITE)
def example_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent to being published: the person's own page."""
    rows = Example.objects.filter(officer=me(request)).select_related("org", "officer")
    form = forms.PlainForm(posted(request))
    return _page(request, pk, (rows, form, "同意公布"), lambda found, said: partial(actions.consent_to_example, found))


@needs("activities.judge")
@require_http_methods(READ_WRITE)
def example_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an example of a unit below, or not."""
    form = forms.DecideForm(posted(request))

    def act(found: Example, said: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.decide_example, found, said["reason"], accept=said["accept"] == "yes")

    return _page(request, pk, (queries.judged(request), form, "采纳不采纳"), act)


@needs("activities.judge")
@require_http_methods(READ_WRITE)
def example_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish an accepted example."""
    form = forms.PlainForm(posted(request))
    rows = queries.judged(request)
    return _page(request, pk, (rows, form, "公布"), lambda found, said: partial(actions.publish_example, found))


@needs("activities.record")
@require_http_methods(READ_WRITE)
def example_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an example back."""
    form = forms.WithdrawForm(posted(request))
    rows = queries.proposed(request)
    return _page(
        request, pk, (rows, form, "撤回"), lambda found, said: partial(actions.withdraw_example, found, **said)
    )


@needs("activities.record")
@require_http_methods(READ_WRITE)
def example_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the person's unit takes a published example up."""
    form = forms.TakeUpForm(posted(request), initial={"on": today(request)})
    rows = Example.objects.all().readable(request).select_related("org", "officer")

    def act(found: Example, said: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.take_up_example, found, TakeUp(org=home_of(request), **said))

    return _page(request, pk, (rows, form, "登记学用"), act)


def _page(
    request: HttpRequest,
    pk: int,
    asked_for: tuple[QuerySet[Example], Form, str],
    action: Callable[[Example, dict[str, Any]], Callable[..., Any]],
) -> HttpResponse:
    """A form about one example of these rows, and its action."""
    rows, form, title = asked_for
    found = get_object_or_404(rows, pk=pk)
    if form.is_valid() and attempt(form, partial(action(found, form.cleaned_data), **who(request))):
        return redirect("example", pk=pk)
    context = {"example": found, "title": title, "button": title}
    return form_page(request, "tiexin/activities/example_form.html", form, **context)
