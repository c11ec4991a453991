"""What is known of a worker over time: groups, employment, membership, dues, and who is the same person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import skin
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import picker
from tiexin.orgs.asking import today, who
from tiexin.orgs.models import Org
from tiexin.orgs.scope import needs
from tiexin.registry import worker_forms as typed
from tiexin.registry import worker_queries as queries
from tiexin.registry.actions import memberships, merging, work, workers
from tiexin.registry.actions.memberships import Leaving, NewDues
from tiexin.registry.actions.work import NewSpell
from tiexin.registry.actions.workers import NewGroup
from tiexin.registry.models import Employer, Worker
from tiexin.registry.people import Membership, Spell, WorkerGroup
from tiexin.registry.persons import WorkerMerge
from tiexin.registry.worker_views import READ_WRITE, Said, about_worker


def _worker(request: HttpRequest, pk: int) -> Worker:
    return get_object_or_404(Worker.objects.for_request(request).select_related("employer", "org"), pk=pk)


def _done(
    request: HttpRequest, form: forms.BaseForm, worker: Worker, said: Said, save: Callable[[Any], Any], told: str
) -> HttpResponse:
    """Ask, save, tell: back on the worker's page, or the form with what is wrong beside its field."""
    if form.is_valid() and skin.attempt(form, lambda: save(form.cleaned_data)) is not None:
        messages.success(request, told)
        return redirect("worker", pk=worker.pk)
    return about_worker(request, form, worker, said)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def worker_group_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a worker belongs to a group to be served."""
    worker = _worker(request, pk)
    form = typed.GroupForm(skin.posted(request), initial={"since": today(request)})
    said = Said("归入群体", "从这天起的走访会带上这个群体；移出以后，以前的记录仍按当时的计算。", "归入")
    return _done(
        request,
        form,
        worker,
        said,
        lambda data: workers.put_in_group(worker, NewGroup(**data), **who(request)),
        "已归入",
    )


@needs("registry.edit")
@require_POST
def worker_group_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a worker belongs to a group no more."""
    row = get_object_or_404(WorkerGroup, pk=pk, worker__in=Worker.objects.for_request(request))
    try:
        workers.end_group(row, **who(request))
        messages.success(request, f"已移出“{row.get_group_display()}”，以前的记录仍按当时的计算")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("worker", pk=row.worker_id)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def spell_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Let employment begin."""
    worker = _worker(request, pk)
    reach = Employer.objects.for_request(request).select_related("org").order_by("name", "pk")
    form = typed.SpellForm(reach, skin.posted(request), initial={"since": today(request), "kind": "contract"})
    note = "没有单位、同时几个单位、派遣和平台用工都可以如实登记。"
    return _done(
        request,
        form,
        worker,
        Said("登记就业", note, "登记"),
        lambda data: work.start_spell(worker, NewSpell(**data), **who(request)),
        "就业已登记",
    )


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def spell_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End employment on a day."""
    spell = get_object_or_404(
        Spell.objects.select_related("worker__org", "worker__employer", "employer", "using"),
        pk=pk,
        worker__in=Worker.objects.for_request(request),
    )
    form = typed.DayForm(skin.posted(request), initial={"day": today(request)})
    where = spell.place or spell.get_kind_display()
    return _done(
        request,
        form,
        spell.worker,
        Said("结束就业", f"{where}：这天起不再在这里工作。", "结束"),
        lambda data: work.end_spell(spell, data["day"], **who(request)),
        "已结束",
    )


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def worker_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody works at no employer any more."""
    worker = _worker(request, pk)
    form = typed.DayForm(skin.posted(request), initial={"day": today(request)})
    said = Said("离开单位", f"离开后仍由{worker.org}联系；以前的记录都在。", "离开")
    return _done(
        request, form, worker, said, lambda data: work.leave_employer(worker, data["day"], **who(request)), "已登记"
    )


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def membership_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a membership."""
    worker = _worker(request, pk)
    units = Org.objects.for_request(request).open_on(today(request)).in_order()
    form = typed.JoinForm(units, skin.posted(request), initial={"since": today(request), "org": worker.org_id})
    note = "同一时间只能是一个基层工会的会员；换工会先在原工会转出。"
    return _done(
        request,
        form,
        worker,
        Said("登记入会", note, "登记"),
        lambda data: memberships.join_union(worker, data["org"], data["since"], **who(request)),
        "会籍已登记",
    )


def _membership(request: HttpRequest, pk: int) -> Membership:
    rows = Membership.objects.select_related("worker__org", "worker__employer", "org")
    return get_object_or_404(rows, pk=pk, worker__in=Worker.objects.for_request(request))


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership: transferred, retired, left."""
    membership = _membership(request, pk)
    units = Org.objects.for_request(request).open_on(today(request)).in_order()
    form = typed.LeaveForm(units, skin.posted(request), initial={"until": today(request)})
    return _done(
        request,
        form,
        membership.worker,
        Said("结束会籍", f"{membership.org}，{zh_date(membership.since)}入会。", "结束会籍"),
        lambda data: memberships.leave_union(membership, Leaving(**data), **who(request)),
        "会籍已结束",
    )


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def dues_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter dues that were paid."""
    membership = _membership(request, pk)
    first = queries.paid_from(membership)
    form = typed.DuesForm(skin.posted(request), initial={"last": today(request)})
    return _done(
        request,
        form,
        membership.worker,
        Said("登记会费", f"{membership.org}；从{first.year}年{first.month}月交起。", "登记会费"),
        lambda data: memberships.pay_dues(membership, NewDues(data["last"], int(data["yuan"] * 100)), **who(request)),
        "会费已登记",
    )


def _others(request: HttpRequest, worker: Worker) -> tuple[Any, picker.Pickable]:
    kind = picker.Pickable("worker-pick", ("name",), _note, "姓名中的几个字", (worker.pk,))
    return queries.others(Worker.objects.for_request(request), worker), kind


def _note(worker: Worker) -> str:
    where = str(worker.employer or worker.org)
    return f"{where} · {worker.team}" if worker.team else where


@needs("registry.edit")
@require_safe
def worker_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Search who may be the same person."""
    return picker.answer(request, *_others(request, _worker(request, pk)))


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def worker_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this entry is the same person as another, which stays."""
    worker = _worker(request, pk)
    twin = queries.alike(worker).filter(pk__in=Worker.objects.for_request(request)).first()
    form = typed.SameForm(*_others(request, worker), skin.posted(request), initial={"into": twin.pk if twin else None})
    note = "两条登记的走访、会籍、就业都保留，今后按一个人计数（看板一分钟内更新）；合并可以撤销。"
    save = partial(merging.merge_workers, worker, **who(request))
    if form.is_valid():
        merge = skin.attempt(form, lambda: save(form.cleaned_data["into"], form.cleaned_data["reason"]))
        if merge is not None:
            messages.success(request, f"已并入{merge.into}，今后按一个人计数")
            return redirect("worker", pk=merge.into_id)
    return about_worker(request, form, worker, Said("与另一条合并", note, "合并"))


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def workermerge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    rows = WorkerMerge.objects.select_related("worker__org", "worker__employer", "into")
    reach = Worker.objects.for_request(request)
    merge = get_object_or_404(rows, pk=pk, worker__in=reach, into__in=reach)
    form = typed.ReasonForm(skin.posted(request))
    note = f"{zh_date(merge.on)}并入{merge.into}：{merge.reason}。撤销后按两个人计数，各自的记录各归各。"
    return _done(
        request,
        form,
        merge.worker,
        Said("撤销合并", note, "撤销合并"),
        lambda data: merging.undo_merge(merge, data["reason"], **who(request)),
        "合并已撤销",
    )
