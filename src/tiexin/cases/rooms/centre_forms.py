"""Input about service centres and the roster of agents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases.rooms import rules
from tiexin.cases.rooms.forms import ChangeForm, day_field
from tiexin.cases.rooms.models import Agent, AgentQuerySet, Centre
from tiexin.cases.rooms.standards import agent_fields, agent_source, centre_norm
from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.picker import Pickable, pick_field, pick_many_field

UNIT = Pickable("centre-unit-pick", ("name", "short_name"), lambda org: org.get_level_display(), "单位名称中的几个字")
AGENT = Pickable("agent-officer-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字")
STATES = {"no": "还没有转型", "none": "还没有登记", "yes": "已转型"}


class CentreFilter(FilterForm):
    unit = words("单位")
    state = choice("转型", STATES)

    def narrowed(self, found: QuerySet[Org]) -> QuerySet[Org]:
        """The unions that every filter lets through."""
        if text := self.get("unit"):
            found = found.filter(name__contains=text)
        state = self.get("state")
        if state == "none":
            return found.filter(centre=None)
        return found.filter(centre__converted__isnull=state == "no") if state else found


def units(request: HttpRequest) -> QuerySet[Org]:
    """Unions at which the person may register a centre: those without one."""
    norm = centre_norm()
    rows = Org.objects.for_request(request, "rooms.manage").open_on(today(request))
    return rows.filter(level__in=norm.levels, kind=norm.kind, centre=None).in_order()


class CentreForm(ChangeForm):
    """A new centre: of which union, where."""

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"name": "职工服务中心"})
        self.fields["org"] = pick_field(units(request), UNIT, "哪个工会的")
        self.order_fields(["org", "name", "address"])


def staff_of(centre: Centre) -> Pickable:
    """Who serves at a centre."""
    return Pickable(
        "centre-officer-pick", ("name", "title"), lambda who: who.title, "姓名或职务中的几个字", (centre.pk,)
    )


def staff(request: HttpRequest, centre: Centre) -> QuerySet[Officer]:
    """Officers of the centre's union."""
    return (
        Officer.objects.filter(org=centre.org_id).serving(today(request)).select_related("org").order_by("name", "pk")
    )


class FunctionForm(forms.Form):
    """Where, when and by whom one of the seven functions is served."""

    function = forms.ChoiceField(label="哪一项服务", choices=list(rules.FUNCTIONS.items()), widget=forms.RadioSelect)
    place = forms.CharField(label="在哪里", max_length=rules.PLACE, help_text="比如：一楼大厅3号窗口")
    hours = forms.CharField(
        label="什么时候", max_length=rules.NAME, help_text="比如：工作日 8:30-17:30；请来的专家写明星期几"
    )
    outside = forms.CharField(
        label="请来的人",
        max_length=rules.NAME,
        required=False,
        help_text="不是本单位干部的写在这里，比如：某某律师事务所",
    )

    def __init__(self, data: Any = None, *, request: HttpRequest, centre: Centre, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["staff"] = pick_many_field(staff(request, centre), staff_of(centre), "谁在办")
        self.order_fields(["function", "place", "hours", "staff", "outside"])


class ConvertForm(forms.Form):
    day = day_field("哪天转型完成的")

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"day": today(request)})


class RedateForm(forms.Form):
    day = day_field("实际是哪天转型完成的")
    reason = reason_field("为什么更正")


class AgentFilter(FilterForm):
    q = words("姓名")
    unit = words("单位")
    field = forms.ChoiceField(label="分工", required=False)
    state = choice("现在", {"ended": "不再担任的"}, ("", "在册的"))

    def __init__(self, request: HttpRequest) -> None:
        self.declared_fields["field"].choices = [("", "全部"), *agent_fields().items()]  # type: ignore[attr-defined]
        super().__init__(request)

    def narrowed(self, found: AgentQuerySet, request: HttpRequest) -> QuerySet[Agent]:
        """The agents that every filter lets through."""
        found = found.exclude(until=None) if self.get("state") else found.on(today(request))
        asked = {"officer__name__contains": self.get("q"), "org__name__contains": self.get("unit")}
        found = found.filter(**{name: value for name, value in asked.items() if value})
        # the names of fields are none of them part of another: a search in the text works on both databases
        return found.filter(fields__icontains=f'"{self.get("field")}"') if self.get("field") else found


def officers(request: HttpRequest) -> QuerySet[Officer]:
    """Who may become an agent: officers in office in reach."""
    rows = Officer.objects.for_request(request, "rooms.manage").serving(today(request))
    return rows.select_related("org").order_by("name", "pk")


class AgentForm(forms.Form):
    """An agent: who, what they work on, since when."""

    fields_of_work = forms.MultipleChoiceField(
        label="分工", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选择分工"}
    )
    since = day_field("从哪天起")

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"since": today(request)})
        self.fields["officer"] = pick_field(officers(request), AGENT, "代理员")
        self.fields["fields_of_work"].choices = list(agent_fields().items())  # type: ignore[attr-defined]
        self.fields["fields_of_work"].help_text = f"依据：{agent_source()}"
        self.order_fields(["officer", "fields_of_work", "since"])

    def made(self) -> Agent:
        """The agent as it was said, at the officer's own union."""
        said = self.cleaned_data
        officer = said["officer"]
        return Agent(org=officer.org, officer=officer, fields=said["fields_of_work"], since=said["since"])

    def add_error(self, field: str | None, error: Any) -> None:
        """Put what an action says about the fields beside them."""
        super().add_error("fields_of_work" if field == "fields" else field, error)
