"""Workers: the list, finding one by a number, entering and correcting one, numbers under seal and opening them."""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.models import Org
from tiexin.orgs.scope import may, needs
from tiexin.registry import worker_queries as queries
from tiexin.registry.actions import workers as actions
from tiexin.registry.actions.workers import LooksLike, Numbers
from tiexin.registry.exports import WORKERS
from tiexin.registry.models import Employer, Worker
from tiexin.registry.worker_forms import (
    CorrectForm,
    LookForm,
    LookupForm,
    NumbersForm,
    PersonForm,
    WorkerFilter,
    WorkerForm,
)

READ_WRITE = ["GET", "HEAD", "POST"]
FOUND = 25


@needs("registry.see")
@require_safe
def workers(request: HttpRequest) -> HttpResponse:
    """Workers in scope, each person once, filtered and sorted by the URL."""
    form = WorkerFilter(request)
    found = queries.found(Worker.objects.for_request(request), form.cleaned_data, today(request))
    if exports.asked(request):
        return exports.listing(request, "职工", WORKERS, found)
    context = {"form": form, "pager": page_of(found, request), "may_edit": may(request, "registry.edit")}
    return render(request, "tiexin/registry/workers.html", context)


@needs("registry.see")
@require_http_methods(READ_WRITE)
@sensitive_post_parameters("number")
@never_cache
def worker_lookup(request: HttpRequest) -> HttpResponse:
    """Find a worker by a number. It is sent, never part of an address, so that no log and no history keeps it."""
    form = LookupForm(skin.posted(request))
    rows = None
    if form.is_valid():
        reach = Worker.objects.for_request(request).select_related("employer", "org").order_by("pk")
        rows = skin.attempt(form, lambda: list(queries.by_number(reach, form.cleaned_data["number"])[:FOUND]))
    return skin.form_page(request, "tiexin/registry/lookup.html", form, rows=rows)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
@sensitive_post_parameters("phone", "identity")
def worker_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a worker of an employer."""
    employer = get_object_or_404(Employer.objects.for_request(request).select_related("org"), pk=pk)
    form = WorkerForm(skin.posted(request))
    form.instance.employer = employer
    return _register(request, form, employer)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
@sensitive_post_parameters("phone", "identity")
def person_new(request: HttpRequest) -> HttpResponse:
    """Register somebody who works for no employer."""
    units = Org.objects.for_request(request).open_on(today(request)).in_order()
    form = PersonForm(units, skin.posted(request))
    if form.is_valid():
        form.instance.org = form.cleaned_data["org"]
    return _register(request, form, None)


def _register(request: HttpRequest, form: WorkerForm, employer: Employer | None) -> HttpResponse:
    """Register, or show who is known already and may be the same person: those out of reach without a name."""
    twins: list[Worker] = []
    if form.is_valid():
        worker = skin.attempt(form, partial(_save, request, form, twins))
        if worker is not None:
            messages.success(request, f"已登记{worker}")
            return redirect("worker", pk=worker.pk)
    reach = Worker.objects.for_request(request).filter(pk__in=[twin.pk for twin in twins])
    near = set(reach.values_list("pk", flat=True)) if twins else set()
    context = {"employer": employer, "twins": [(twin, twin.pk in near) for twin in twins]}
    return skin.form_page(request, "tiexin/registry/worker_new.html", form, **context)


def _save(request: HttpRequest, form: WorkerForm, twins: list[Worker]) -> Worker:
    data = form.cleaned_data
    numbers = Numbers(identity=data["identity"], phone=data["phone"])
    try:
        return actions.register_worker(form.instance, numbers=numbers, apart=data["apart"], **who(request))
    except LooksLike as looks:
        twins += looks.twins
        raise


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def worker_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a name, a role, a team."""
    worker = get_object_or_404(Worker.objects.for_request(request).select_related("employer", "org"), pk=pk)
    form = CorrectForm(skin.posted(request), instance=worker)
    save = partial(actions.correct_worker, form.instance, **who(request))
    if form.is_valid() and skin.attempt(form, save) is not None:
        messages.success(request, "已更正")
        return redirect("worker", pk=pk)
    return about_worker(request, form, worker, Said("更正", "姓名、身份、班组；以前的记录仍按当时的身份计算。"))


@needs("registry.edit")
@require_http_methods(READ_WRITE)
@sensitive_post_parameters("phone", "identity", "bank")
@never_cache
def worker_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep numbers under seal."""
    worker = get_object_or_404(Worker.objects.for_request(request), pk=pk)
    form = NumbersForm(skin.posted(request))
    if form.is_valid():
        numbers = Numbers(**form.cleaned_data)
        if skin.attempt(form, partial(actions.keep_numbers, worker, numbers, **who(request))):
            messages.success(request, "号码已加密保存")
            return redirect("worker", pk=pk)
    note = "只登记依法办事用得着的；加密保存，只显示末四位，查看全号要写理由并留痕。空着的不改动。"
    return about_worker(request, form, worker, Said("登记号码", note, "加密保存"))


@needs("registry.look")
@require_http_methods(READ_WRITE)
@never_cache
def worker_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a sealed number, once, with a reason that stays."""
    worker = get_object_or_404(Worker.objects.for_request(request), pk=pk)
    kept = {name: label for name, label, _ in queries.numbers_of(worker)}
    form = LookForm(kept, skin.posted(request))
    opened = None
    if form.is_valid():
        data = form.cleaned_data
        look = partial(
            actions.look_at_number, worker, data["number"], data["reason"], by=me(request), on=today(request)
        )
        opened = skin.attempt(form, look)
    context = {"worker": worker, "kept": kept, "opened": opened, "label": kept.get(form["number"].value() or "", "")}
    return skin.form_page(request, "tiexin/registry/look.html", form, **context)


@dataclass(frozen=True)
class Said:
    """What a page with one form about one worker says: its heading, a note, and the button."""

    heading: str
    note: str = ""
    button: str = "保存"


def about_worker(request: HttpRequest, form: forms.BaseForm, worker: Worker, said: Said) -> HttpResponse:
    """Show one form about one worker."""
    return skin.form_page(request, "tiexin/registry/about_worker.html", form, worker=worker, said=said)
