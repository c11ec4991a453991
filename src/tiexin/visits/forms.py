"""Input from officers; choices come from the vocabulary, reach from the page's scope."""

import re
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from tiexin.core.filters import FilterForm, words
from tiexin.core.reasons import reason_field
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.picker import NUMBER, Pickable, pick_field, pick_many_field
from tiexin.registry.models import Employer
from tiexin.registry.vocabulary import MUST_VISIT_LEVELS, MUST_VISIT_ROLES
from tiexin.visits.announcement_queries import lately
from tiexin.visits.announcement_rules import limits
from tiexin.visits.models import Team, TeamKind, Visit
from tiexin.visits.opinion_rules import SOURCES
from tiexin.visits.opinion_rules import TEXT as OPINION
from tiexin.visits.queries import BIGGEST
from tiexin.visits.rules import LONGEST, TALK, UNNAMED
from tiexin.visits.team_queries import sizes_of, team_staying


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def chips(label: str, words: dict[str, str], **more: Any) -> forms.MultipleChoiceField:
    """Several words of a vocabulary, one tap each."""
    return forms.MultipleChoiceField(
        label=label, choices=list(words.items()), widget=forms.CheckboxSelectMultiple, **more
    )


class Fields(dict[str, forms.Field]):
    """A form's declared fields, shared by its forms: none of them changes one, and copying costs more than checking."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Fields":
        return Fields(self)


class CountField(forms.IntegerField):
    """How many people, in plain digits; nothing typed is none."""

    def __init__(self, label: str, most: int) -> None:
        said = f"请填0至{most}的整数"
        wrong = {"invalid": said, "min_value": said, "max_value": said}
        super().__init__(label=label, required=False, min_value=0, max_value=most, error_messages=wrong)

    def to_python(self, value: Any) -> int | None:
        """Read digits and nothing else."""
        if value not in self.empty_values and not re.fullmatch(r"[0-9]{1,9}", str(value).strip()):
            raise forms.ValidationError(self.error_messages["invalid"])
        return super().to_python(value) or 0


class VisitForm(forms.Form):
    """A visit in as few fields as a visit has: where, when, how, whom, what was said, what problem."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    announced = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=BIGGEST)
    employer = forms.IntegerField(label="企业", min_value=1, error_messages={"required": "请选择走访的企业"})
    on = day_field("日期")
    methods = chips("走访方式", TAGS["method"], error_messages={"required": "请至少选一种走访方式"})
    places = chips("到了哪里", TAGS["place"], required=False)
    people = forms.CharField(required=False, label="见到的人")  # carries errors; the rows are read from the data
    unnamed = CountField("另外还见到几人（没有记姓名）", UNNAMED)
    said = forms.CharField(label="谈了什么", required=False, max_length=TALK, widget=forms.Textarea(attrs={"rows": 4}))
    question = forms.ChoiceField(
        label="问题类别", required=False, choices=[("", "没有反映问题"), *TAGS["question"].items()]
    )
    problem = forms.CharField(
        label="反映的问题", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    opinion = forms.CharField(
        label="提的意见建议", required=False, max_length=OPINION, widget=forms.Textarea(attrs={"rows": 2})
    )
    opinion_from = forms.ChoiceField(
        label="谁提的", required=False, choices=[("", "就是见到的人（身份相同时）"), *SOURCES.items()]
    )
    opinion_answer = forms.CharField(
        label="当场怎么答复的", required=False, max_length=OPINION, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, teams: list[Team], companions: list[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = forms.TypedChoiceField(
            label="以哪个组的名义",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[(team.pk, team.name) for team in teams] + [("", "不以工作组名义")],
        )
        self.fields["companions"] = forms.TypedMultipleChoiceField(
            label="同行干部",
            required=False,
            coerce=int,
            choices=[(officer.pk, officer.name) for officer in companions],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        """Read the people rows; a problem and its kind come together."""
        data = super().clean() or self.cleaned_data
        data["known"], data["met"] = people_of(self.data)  # type: ignore[arg-type]
        if len(data["known"]) != len(self.data.getlist("known")):  # type: ignore[attr-defined]
            self.add_error("people", "选中的职工不属于这家企业")
        if bool(data.get("question")) != bool(data.get("problem", "").strip()):
            missing = "problem" if data.get("question") else "question"
            self.add_error(missing, "问题和类别要一起填")
        if not data.get("opinion", "").strip() and (data.get("opinion_from") or data.get("opinion_answer")):
            self.add_error("opinion", "请写下意见建议是什么")
        return data


class MendForm(VisitForm):
    """The same visit as it really was, and why the record is wrong; a record by machine may hold more problems.

    Its opinions stay as they are: each goes its own way on a page of its own.
    """

    kept = chips("另外反映的问题", {}, required=False)
    reason = reason_field("为什么更正")

    def __init__(self, *args: Any, wrong: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("announced", "opinion", "opinion_from", "opinion_answer"):
            del self.fields[name]
        self.more = [(row.question, row.text) for row in wrong.problems.order_by("pk")][1:]
        self.fields["kept"] = chips(
            "另外反映的问题", {str(n): text for n, (_, text) in enumerate(self.more)}, required=False
        )


def as_recorded(wrong: Visit) -> dict[str, Any]:
    """What the form of a correction says at first: the record as it stands."""
    problems = list(wrong.problems.order_by("pk"))
    plain = ("on", "methods", "places", "companions", "said")
    return {
        "key": uuid.uuid4(),
        "employer": wrong.employer_id,
        "team": wrong.team_id or "",
        "unnamed": wrong.unnamed or None,
        **{name: getattr(wrong, name) for name in plain},
        "question": problems[0].question if problems else "",
        "problem": problems[0].text if problems else "",
        "kept": [str(number) for number in range(len(problems) - 1)],
    }


VisitForm.base_fields = Fields(VisitForm.base_fields)


def people_of(data: QueryDict) -> tuple[list[int], list[tuple[str, str]]]:
    """The ticked workers' ids, and the (name, role) rows that have a name."""
    known = [int(pk) for pk in data.getlist("known") if NUMBER.fullmatch(pk)]
    rows = zip(data.getlist("name"), data.getlist("role"), strict=False)
    return known, [(name.strip(), role) for name, role in rows if name.strip()]


def fresh_visit(request: HttpRequest, teams: list[Team]) -> dict[str, Any]:
    """What a new form already knows: today, an employer named in the address, the team (which stays there, if any)."""
    asked, announced = request.GET.get("employer", ""), request.GET.get("announced", "")
    staying = team_staying(teams, int(asked), today(request)) if NUMBER.fullmatch(asked) and len(teams) > 1 else None
    return {
        "key": uuid.uuid4(),
        "announced": announced if NUMBER.fullmatch(announced) else None,
        "on": today(request),
        "team": staying or (teams[0].pk if teams else ""),
        "employer": asked if NUMBER.fullmatch(asked) else None,
    }


class VisitFilter(FilterForm):
    q = words("企业名称")
    mine = forms.BooleanField(label="只看我登记的", required=False)


class VoidForm(forms.Form):
    """Why a record is voided."""

    reason = reason_field("作废的理由")


class TeamForm(forms.Form):
    """A new team of a unit: name, kind, who leads, who goes, where to."""

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=TeamKind.choices)
    leader_post = forms.CharField(label="带队岗位", max_length=40, required=False)
    departments = forms.CharField(label="实施部门", max_length=80, required=False)
    since = day_field("成立日期")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = Org.objects.for_request(request).open_on(today(request))
        self.home = home_of(request)
        people = colleagues(request, self.home)
        self.fields["place"] = forms.ModelChoiceField(
            reach.filter(level__in=["city", "county"]).order_by("region", "id"),
            label="走访地点",
            required=False,
            empty_label="不指定",
        )
        self.fields["leader"] = pick_field(people, COLLEAGUE, "带队领导")
        self.fields["members"] = pick_many_field(people, COLLEAGUE, "组员", help_text=_wanted(self.home))


def _wanted(home: Org) -> str:
    """How large the plans want the unit's teams, said before somebody chooses."""
    wanted = [(label, size) for kind, label in TeamKind.choices for size in sizes_of(home, kind)]
    said = "；".join(f"{label}{size.said}（{size.code}）" for label, size in wanted)
    return f"连带队的一起算：{said}。" if said else ""


COLLEAGUE = Pickable("team-pick", ("name", "title"), lambda who: who.title, "姓名或职务中的几个字")


def colleagues(request: HttpRequest, home: Org) -> QuerySet[Officer]:
    """Who may join a team of the unit today."""
    return Officer.objects.filter(org=home).serving(today(request)).order_by("name", "id")


class StayForm(forms.Form):
    """A team's stay in an enterprise."""

    start = day_field("进驻日期")
    end = day_field("离开日期")
    batch = forms.IntegerField(label="第几批", min_value=1, max_value=99, required=False)

    def __init__(self, *args: Any, team: Team, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"] = pick_field(hosts(request, team), host(team), "企业")
        self.order_fields(["employer", "start", "end", "batch"])


def host(team: Team) -> Pickable:
    """How an enterprise for a team's stay is searched."""
    return Pickable("stay-pick", ("name",), visited_lately, "企业名称中的几个字", (team.pk,))


def visited_lately(employer: Any) -> str:
    """Where the enterprise belongs, and how often people came lately: who plans a stay sees it, with a warning."""
    often = limits()
    said = f"近{often['days']}天各级走访{employer.lately}次" if employer.lately else "近来没有人走访"
    warning = "，再去就多了" if employer.lately >= often["visits"] else ""
    return f"{employer.org} · {said}{warning}"


def hosts(request: HttpRequest, team: Team) -> QuerySet[Employer]:
    """Where a team may stay: the enterprises within reach of the place where it is sent."""
    reach = Employer.objects.for_request(request, "teams.manage").select_related("org").order_by("name", "id")
    return lately(reach.within([team.place_id]) if team.place_id else reach, today(request))


class MoveForm(forms.Form):
    """The new days of a stay, and why."""

    start = day_field("进驻日期")
    end = day_field("离开日期")
    reason = reason_field("改日子的理由")


class CancelForm(forms.Form):
    """Why a stay is cancelled."""

    reason = reason_field("取消的理由")


class MustVisitForm(forms.Form):
    """Somebody for the list of those whom a stay must meet."""

    name = forms.CharField(label="姓名", max_length=40)
    role = forms.ChoiceField(label="身份", choices=list(MUST_VISIT_ROLES.items()), widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label="哪一级", choices=list(MUST_VISIT_LEVELS.items()), widget=forms.RadioSelect, initial="enterprise"
    )
    title = forms.CharField(label="职务", max_length=40, required=False)
    since = forms.DateField(label="从哪天起", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
