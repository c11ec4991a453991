"""Units that move, are merged or split; their history, and taking a change back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.orgs import changes, picker, queries
from tiexin.orgs.actions.moves import Part, Plan, merge_org, move_org, split_org
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.asking import who
from tiexin.orgs.exports import CHANGES
from tiexin.orgs.forms_changes import MergeForm, MoveForm, SplitForm, UndoForm, rows_of
from tiexin.orgs.models import Org
from tiexin.orgs.scope import may, needs
from tiexin.orgs.structure import OrgChange
from tiexin.orgs.views.people import READ_WRITE

COUNTING = "结构已即刻生效；上级的数字正在重算，一分钟内完成"


@needs("orgs.see")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a unit: founded, moved, merged, split, closed."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    found = changes.of(unit)
    if exports.asked(request):
        return exports.listing(request, f"{unit}沿革", CHANGES, changes.told(found[: exports.MOST + 1], set()))
    pager = page_of(found, request)
    context = {"org": unit, "pager": pager, "told": changes.told(pager.rows, _reach(request, pager.rows))}
    return render(request, "tiexin/orgs/history.html", context | {"crumbs": _crumbs(request, unit, "沿革")})


def _reach(request: HttpRequest, rows: list[OrgChange]) -> set[int]:
    if not may(request, "orgs.manage"):
        return set()
    named = {unit.pk for change in rows for unit in change.units.all()}
    found = Org.objects.for_request(request, "orgs.manage").filter(pk__in=named)
    return set(found.values_list("pk", flat=True))


@needs("orgs.manage")
@require_http_methods(READ_WRITE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a unit under another parent."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    form = MoveForm(request, unit, skin.posted(request))
    if form.is_valid():
        said = form.cleaned_data
        plan, where = Plan(said["since"], said["reason"]), {"tree": said["tree"]}
        done = skin.attempt(form, lambda: move_org(unit, said["parent"], plan, **where, **who(request)))
        if done is not None:
            messages.success(request, f"“{unit}”已归“{said['parent']}”。{COUNTING}")
            return redirect("org-history", pk=unit.pk)
    return _form_page(request, "tiexin/orgs/move.html", form, unit)


@needs("orgs.manage")
@require_http_methods(READ_WRITE)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a unit into another."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    form = MergeForm(request, unit, skin.posted(request))
    if form.is_valid():
        said = form.cleaned_data
        plan = Plan(said["since"], said["reason"])
        done = skin.attempt(form, lambda: merge_org(unit, said["into"], plan, **who(request)))
        if done is not None:
            messages.success(request, f"“{unit}”已并入“{said['into']}”。{COUNTING}；干部的岗位请由安全管理员重新授予")
            return redirect("org-history", pk=unit.pk)
    return _form_page(request, "tiexin/orgs/merge.html", form, unit)


@needs("orgs.manage")
@require_http_methods(READ_WRITE)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Found a new unit out of one."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    form = SplitForm(request, unit, skin.posted(request))
    if form.is_valid():
        said = form.cleaned_data
        part = Part(said["name"], said["short_name"], list(said["officers"]), form.follow)
        plan = Plan(said["since"], said["reason"])
        done = skin.attempt(form, lambda: split_org(unit, [part], plan, **who(request)))
        if done is not None:
            messages.success(request, f"已由“{unit}”拆出“{part.name}”；以前的记录仍归“{unit}”")
            return redirect("org-history", pk=unit.pk)
    return _form_page(request, "tiexin/orgs/split.html", form, unit)


@needs("orgs.manage")
@require_safe
def follower_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Search what belongs to a unit, for the form that splits it."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    rows, kind = rows_of(unit, request.GET.get("name", ""), request)
    return picker.answer(request, rows, kind)


@needs("orgs.manage")
@require_http_methods(READ_WRITE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back; whoever does must reach every unit that it concerned."""
    change = get_object_or_404(OrgChange.objects.for_request(request).select_related("org"), pk=pk)
    units = {unit.pk for unit in change.units.all()}
    if Org.objects.for_request(request).filter(pk__in=units).count() < len(units):
        return redirect("org-history", pk=change.org_id)
    form = UndoForm(skin.posted(request))
    if form.is_valid():
        done = skin.attempt(form, lambda: undo_change(change, form.cleaned_data["reason"], **who(request)))
        if done is not None:
            messages.success(request, f"已撤销。{COUNTING}")
            return redirect("org-history", pk=change.org_id)
    said = changes.told([change], set())[0]
    return skin.form_page(request, "tiexin/orgs/undo.html", form, org=change.org, said=said)


def _form_page(request: HttpRequest, template: str, form: object, unit: Org) -> HttpResponse:
    context = {"org": unit, "crumbs": _crumbs(request, unit, "调整")}
    return skin.form_page(request, template, form, **context)  # type: ignore[arg-type]


def _crumbs(request: HttpRequest, unit: Org, last: str) -> list[dict[str, str]]:
    way = queries.way_to(unit, request)
    return [*({"label": str(each), "url": reverse("org", args=[each.pk])} for each in way), {"label": last, "url": ""}]
