"""What people type about moves, merges and splits; choices are limited to the person's scope."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest

from tiexin.orgs.asking import today
from tiexin.orgs.followers import FOLLOWERS, Follower
from tiexin.orgs.models import Officer, Org, OrgLink, OrgQuerySet, Tree
from tiexin.orgs.picker import ORG, Pickable, pick_field, pick_many_field

FOLLOW = "follow_"


class ChangeForm(forms.Form):
    """Since when, and why: what every change of a tree says."""

    since = forms.DateField(label="生效日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = forms.CharField(label="依据和理由", max_length=200, help_text="例如批准文件的名称和文号。")

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data, initial={"since": today(request), **self.start()})
        self.reach = Org.objects.for_request(request).open_on(today(request)).in_order()

    def start(self) -> dict[str, Any]:
        """Return what else is filled in at first."""
        return {}


def beside(units: OrgQuerySet, org: Org, like: OrgQuerySet) -> OrgQuerySet:
    """Bring forward the units that stand beside those `like` ones, then all of their level; the unit itself goes last.

    The order is that of the first choices only: any unit in reach may be searched and chosen.
    """
    same = Q(level__in=like.values("level"), kind__in=like.values("kind"))
    parents = OrgLink.objects.filter(tree=Tree.TERRITORY, until=None, child__in=like.values("pk")).values("parent")
    siblings = OrgLink.objects.filter(tree=Tree.TERRITORY, until=None, parent__in=parents).values("child")
    near = [When(pk=org.pk, then=Value(3)), When(same & Q(pk__in=siblings), then=Value(0)), When(same, then=Value(1))]
    return units.order_by(Case(*near, default=Value(2)), "region", "pk")


class MoveForm(ChangeForm):
    """The new parent, in one of the trees."""

    tree = forms.ChoiceField(label="在哪棵树上", choices=Tree.choices, widget=forms.RadioSelect)
    field_order = ("parent", "tree", "since", "reason")

    def __init__(self, request: HttpRequest, org: Org, data: Any = None) -> None:
        super().__init__(request, data)
        self.fields["parent"] = pick_field(beside(self.reach, org, Org.objects.parents(org)), ORG, "新的上级")
        self.order_fields(self.field_order)

    def start(self) -> dict[str, Any]:
        """Most moves are in the territorial tree."""
        return {"tree": Tree.TERRITORY}


class MergeForm(ChangeForm):
    """The unit that it becomes part of."""

    field_order = ("into", "since", "reason")

    def __init__(self, request: HttpRequest, org: Org, data: Any = None) -> None:
        super().__init__(request, data)
        self.fields["into"] = pick_field(beside(self.reach, org, Org.objects.filter(pk=org.pk)), ORG, "并入")
        self.order_fields(self.field_order)


class SplitForm(ChangeForm):
    """The new unit, and who and what goes there."""

    name = forms.CharField(label="新单位名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    field_order = ("name", "short_name", "officers", *(f"{FOLLOW}{kind}" for kind in ("employer",)), "since", "reason")

    def __init__(self, request: HttpRequest, org: Org, data: Any = None) -> None:
        super().__init__(request, data)
        officers = Officer.objects.filter(org=org).serving(today(request)).order_by("pk")
        self.fields["officers"] = pick_many_field(officers, pickable(org, "officer"), "转到新单位的干部")
        for kind, follower in FOLLOWERS.items():
            label = f"转到新单位的{follower.label}"
            self.fields[f"{FOLLOW}{kind}"] = pick_many_field(follower.of(org), pickable(org, kind), label)
        self.order_fields(self.field_order)

    @property
    def follow(self) -> dict[str, list[int]]:
        """Return the ids of what goes to the new unit, by kind."""
        return {kind: [row.pk for row in self.cleaned_data[f"{FOLLOW}{kind}"]] for kind in FOLLOWERS}


class UndoForm(forms.Form):
    reason = forms.CharField(label="撤销的理由", max_length=200)


def pickable(org: Org, kind: str) -> Pickable:
    """Say how what belongs to a unit is searched: its officers, or rows that follow it."""
    follower = FOLLOWERS.get(kind)
    if follower is None:
        return Pickable("follower-pick", ("name",), lambda who: who.title, "姓名中的几个字", (org.pk,))
    hint = f"{follower.label}名称中的几个字"
    return Pickable("follower-pick", follower.fields, follower.note, hint, (org.pk,))


def rows_of(org: Org, name: str, request: HttpRequest) -> tuple[QuerySet[Any], Pickable]:
    """Return what a field of the split searches in."""
    found: Follower | None = FOLLOWERS.get(name.removeprefix(FOLLOW))
    if found is None:
        return Officer.objects.filter(org=org).serving(today(request)).order_by("pk"), pickable(org, "officer")
    return found.of(org), pickable(org, found.kind)
