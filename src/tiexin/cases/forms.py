"""Input about matters: how a list is narrowed, a new one, its next step, to whom it goes, its clocks."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.cases import asking, numbers, queries, rules, taking
from tiexin.cases.area import PlacedForm
from tiexin.cases.catalogue import Field, Service, catalogue
from tiexin.cases.clocks import LONGER, lengthened
from tiexin.cases.models import Case, CaseClock, Part
from tiexin.cases.rates.breaking import SETS
from tiexin.core.fields import shared
from tiexin.core.filters import FilterForm, choice, day, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer, Org, Rank, Under
from tiexin.orgs.picker import Pickable, pick_field
from tiexin.orgs.scope import nodes, reaching
from tiexin.registry.models import Employer, Worker
from tiexin.registry.queries import employer_near

WORKER = Pickable("case-worker-pick", ("name",), lambda who: str(who.employer or who.org), "姓名中的几个字", typed=True)
EMPLOYER = Pickable(
    "case-employer-pick", ("name",), lambda employer: str(employer.org), "企业名称中的几个字", typed=True
)
ACCUSED = Pickable(
    "case-about-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字", typed=True
)
WHOSE = {
    "mine": "我承办的",
    "led": "我包案的",
    "part": "我参与的",
    "queue": "等人认领的",
    "offered": "转来等收下的",
    "unled": "该有领导包案、还没有定的",
    "unclear": "等我定由谁办的",
    "phone": "要打电话告诉的",
    "unheard": "等我回访的",
}
QUARTER = timedelta(days=90)  # of a number of the rates, where no days are asked for
WHEN = {"late": "已超期", "week": "七天内到期"}


def kinds() -> dict[str, str]:
    """The services by name, as filters and pages offer them."""
    return {name: service.label for name, service in catalogue().items()}


COUNTED = ("rate", "since", "until")


@shared()
class CaseFilter(FilterForm):
    """Without a state the list is what has not ended."""

    kind = forms.ChoiceField(label="事项", required=False)
    state = choice("状态", {**rules.STATES, "all": "全部"}, ("", "还没有办结的"))
    whose = choice("谁的", WHOSE)
    when = choice("期限", WHEN)
    channel = choice("从哪里来", rules.CHANNELS)
    rate = choice("算进哪个率", SETS)
    since = day("从哪天")
    until = day("到哪天")
    unit = words("负责单位")
    q = words("编号、姓名、完整电话等")

    def __init__(self, request: HttpRequest) -> None:
        kind: Any = self.base_fields["kind"]  # its choices are read from files, and then no more
        if not kind.choices:
            kind.choices = [("", "全部"), *kinds().items()]
        super().__init__(request)

    @property
    def filters(self) -> list[dict[str, Any]]:
        """Return the filters; what comes along with a number of the rates stands there only when it came."""
        counted = any(self.data.get(name) for name in COUNTED)
        return [each for each in super().filters if counted or each["name"] not in COUNTED]

    @property
    def title(self) -> str:
        """What the list is called when it is taken out."""
        return "诉求清单" if self.get("state") or numbers.read(self.get("q")) else "未办结诉求清单"


def text_field(label: str, longest: int = rules.TEXT, rows: int = 4, **more: Any) -> forms.CharField:
    """Words on several lines."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


def made_of(said: Field) -> forms.Field:
    """The form field of one thing that a service asks for."""
    common: dict[str, Any] = {"label": said.label, "required": said.must, "help_text": said.hint}
    makers: dict[str, Any] = {
        "text": lambda: forms.CharField(max_length=rules.TITLE, **common),
        "long": lambda: text_field(common.pop("label"), rows=3, **common),
        "money": lambda: forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, **common),
        "number": lambda: forms.IntegerField(min_value=0, max_value=asking.MOST_PEOPLE, **common),
        "day": lambda: forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common),
        "yes": lambda: forms.BooleanField(**{**common, "required": False}),
        "choice": lambda: forms.ChoiceField(
            choices=[*([] if said.must else [("", "不清楚")]), *said.choices.items()],
            widget=forms.RadioSelect,
            **common,
        ),
    }
    made: forms.Field = makers[said.type]()
    return made


def kept(said: Field, value: Any) -> Any:
    """A value as it is kept: money in fen, days as text."""
    if value in (None, ""):
        return None
    if said.type == "money":
        return int(value * 100)
    return value.isoformat() if said.type == "day" else value


def details_of(fields: tuple[Field, ...], data: dict[str, Any], prefix: str) -> dict[str, Any]:
    """What was answered to a service's own questions, without what was left empty."""
    found = {each.name: kept(each, data.get(f"{prefix}{each.name}")) for each in fields}
    return {name: value for name, value in found.items() if value not in (None, "", False)}


def papers_of(service: Service) -> dict[str, forms.Field]:
    """Of each paper that must be there whether somebody has it; nobody is sent away without."""
    ways = list(asking.PAPERS.items())
    return {
        asking.ASK + name: forms.ChoiceField(
            label=need.label,
            choices=ways,
            widget=forms.RadioSelect,
            required=False,
            initial="later",
            help_text=need.why,
        )
        for name, need in service.must
    }


def reasons(service: Service) -> list[tuple[str, str]]:
    """Why it may be no matter of a service, each with what happens when it is chosen."""
    return [(each.name, each.label + f"（按“{each.becomes}”登记）" * bool(each.service)) for each in service.elsewhere]


def _ways_out(service: Service) -> list[tuple[str, str]]:
    return [("", "都不是，正常登记"), *reasons(service)]


def ask_less(form: forms.Form, service: Service) -> None:
    """What another service takes is not held up by this one's own questions."""
    if service.instead(str(form["elsewhere"].value() or "")):
        for each in service.fields:
            form.fields[asking.ASK + each.name].required = False


HEAD = ["key", "elsewhere", "area", "asker", "worker", "name", "phone", "behalf", "people", "employer", "place"]


@shared("asker")
class CaseForm(PlacedForm):
    """A new matter of one service: as few fields as it allows, what is known filled in."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    asker = forms.ChoiceField(label="谁提出的", widget=forms.RadioSelect)
    name = forms.CharField(label="姓名", max_length=rules.NAME, required=False, help_text="名册里选到的，不用再填。")
    phone = forms.CharField(label="电话", max_length=20, required=False, help_text="加密保存，只用来联系本人。")
    behalf = forms.CharField(label="代谁提出", max_length=rules.NAME, required=False)
    people = forms.IntegerField(label="多少人", min_value=1, max_value=asking.MOST_PEOPLE, required=False)
    title = forms.CharField(label="什么事", max_length=rules.TITLE, help_text="一句话，让接手的人一看就明白。")
    text = text_field("情况", rules.LONG, 5, required=False)
    place = forms.CharField(label="单位或者地点", max_length=rules.TITLE, required=False)
    channel = forms.ChoiceField(label="从哪里来", choices=[*rules.CHANNELS.items()], widget=forms.RadioSelect)
    reply_way = forms.ChoiceField(label="怎么告诉结果", choices=[*rules.REPLY_WAYS.items()], widget=forms.RadioSelect)
    hide_name = forms.BooleanField(label="对单位和被反映的人隐去姓名", required=False)
    wants_woman = forms.BooleanField(label="请女同志接待", required=False)

    def __init__(self, data: Any = None, *, request: HttpRequest, service: Service, known: dict[str, Any]) -> None:
        first = {"key": uuid.uuid4(), "asker": service.askers[0], "channel": "window", "reply_way": "code"}
        many = known.get("people")  # a number of a problem's voices; what was typed in another form is text
        if isinstance(many, int) and many > 1 and "group" in service.askers:
            first["asker"] = "group"
        super().__init__(data, initial={**first, "hide_name": True, "people": 1, **known})
        self.service = service
        self.ask_area(request, known)
        askers = {each: rules.ASKERS[each] for each in service.askers}
        self.fields["asker"].choices = askers.items  # type: ignore[attr-defined]  # asked where they are needed
        self.fields["worker"] = pick_field(lambda: workers(request), WORKER, "名册里的职工", required=False)
        near = partial(employer_near, request, "registry.see")
        self.fields["employer"] = pick_field(lambda: employers(request), EMPLOYER, "企业", required=False, row=near)
        if service.past_unit:
            self.fields["about"] = pick_field(lambda: officers(request), ACCUSED, "反映的是谁", required=False)
            self.fields[
                "about"
            ].help_text = "不让本人和本人的单位看到，直接由上一级办理。不选，就由上一级办理本单位的事。"
        for each in service.fields:
            self.fields[asking.ASK + each.name] = made_of(each)
        self.fields.update(papers_of(service))
        if service.elsewhere:
            ways = partial(_ways_out, service)
            self.fields["elsewhere"] = forms.ChoiceField(
                label="先看看是不是", choices=ways, widget=forms.RadioSelect, required=False
            )
            ask_less(self, service)
        self.order_fields([*HEAD, "about", "title", "text", *(asking.ASK + each.name for each in service.fields)])


def workers(request: HttpRequest) -> QuerySet[Worker]:
    """Workers in reach, each person once."""
    rows = Worker.objects.for_request(request, "registry.see").persons()
    return rows.select_related("employer", "org").order_by("name", "id")


def employers(request: HttpRequest) -> QuerySet[Employer]:
    """Enterprises in reach."""
    return Employer.objects.for_request(request, "registry.see").select_related("org").order_by("name", "id")


UNABLE = "请从搜索结果中选择：没有人能收下的单位、被反映的单位不能转"


class OfferForm(forms.Form):
    """To which unit, or to whom, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, request: HttpRequest, case: Case, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        where = taking.offered(units(request), case, me(request), today(request))
        wrong = {"invalid_choice": UNABLE, "required": "请选择转给哪个单位"}
        self.fields["org"] = pick_field(where, picked("case-unit-pick", case), "转给哪个单位", error_messages=wrong)
        who = officers(request).exclude(queries.near(case)).exclude(pk__in=[case.owner_id or 0, me(request).pk])
        wrong = {"invalid_choice": "请从搜索结果中选择；承办人、您自己和应当回避的人不能选"}
        kind = picked("case-officer-pick", case)
        self.fields["officer"] = pick_field(who, kind, "转给谁", required=False, error_messages=wrong)
        self.fields["officer"].help_text = "不选就进那个单位的待认领；转给本单位的同事，要选转给谁。"
        self.fields["reason"] = reason_field("为什么转")


def picked(url: str, case: Case) -> Pickable:
    """How a unit or somebody is searched for a matter."""
    if "unit" in url:
        hint = "单位名称中的几个字"
        return Pickable(url, ("name", "short_name"), partial(_unit_said, case.org_id), hint, (case.pk,))
    return Pickable(url, ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字", (case.pk,))


def _unit_said(own: int, org: Org) -> str:
    """What stands beside a unit: to one's own a matter goes only to somebody there."""
    level = org.get_level_display()
    return f"{level}，本单位：再选转给谁" if org.pk == own else level


def units(request: HttpRequest) -> QuerySet[Org]:
    """Units to which a matter may be offered: those in reach and those above; what belongs elsewhere goes up first."""
    held = nodes(request, "cases.handle")
    above = Under.objects.filter(org__in=held).values("ancestor")
    known = Org.objects.filter(reaching("pk", held) | Q(pk__in=above))
    return Org.objects.open_on(today(request)).filter(pk__in=known.values("pk")).order_by("region", "pk")


def officers(request: HttpRequest) -> QuerySet[Officer]:
    """Who may be named: officers in office within one's reach, and those of the same unit."""
    reach = Officer.objects.for_request(request, "cases.see") | Officer.objects.filter(org=me(request).org_id)
    return reach.serving(today(request)).select_related("org").order_by("name", "id").distinct()


class PersonForm(forms.Form):
    """Somebody for a matter, and why: assigned, in charge, or helping."""

    def __init__(
        self, data: Any = None, *, request: HttpRequest, case: Case, label: str, first: Officer | None = None
    ) -> None:
        super().__init__(data)
        leaders = "领导" in label
        rows = officers(request)
        rows = rows.filter(rank=Rank.LEADER) if leaders else rows
        kind = picked("case-leader-pick" if leaders else "case-officer-pick", case)
        self.fields["officer"] = pick_field(rows, kind, label)
        self.fields["reason"] = reason_field("理由")
        if first is not None and first.pk != case.about_id and rows.filter(pk=first.pk).exists():
            self.initial["officer"] = first
            whose = "本单位的分工" if getattr(first, "named", False) else "服务目录"
            self.fields["officer"].help_text = f"{whose}先找：{first}（{first.title}）。"


class HelperForm(forms.Form):
    """Who of those that help helps no longer."""

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        helping = Part.objects.filter(case=case, role="helper", until=None).values("officer")
        rows = Officer.objects.filter(pk__in=helping).select_related("org").order_by("name", "pk")
        wrong = {"required": "请选择谁不再协办", "invalid_choice": "这个人没有在协办"}
        self.fields["helper"] = forms.ModelChoiceField(
            rows, label="谁不再协办", widget=forms.RadioSelect, empty_label=None, error_messages=wrong
        )


class ReasonForm(forms.Form):
    reason = reason_field("理由")


class NoteForm(forms.Form):
    """What was said with the asker."""

    text = text_field("跟职工说了什么、还了解到什么")
    told = forms.BooleanField(label="职工凭查询码看得到这一条", required=False)


class ClassForm(forms.Form):
    """How difficult it is, and why."""

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        others = {name: label for name, label in case.service.classes.items() if name != case.cls}
        longer = [name for name in others if lengthened(case.service, case.cls, name)]
        ways = [(name, f"{label}（期限变长，由领导定）" if name in longer else label) for name, label in others.items()]
        said = f"{LONGER}。" if longer else ""
        self.fields["cls"] = forms.ChoiceField(label="难易", choices=ways, widget=forms.RadioSelect, help_text=said)
        self.fields["reason"] = reason_field("理由")


class StopForm(forms.Form):
    """For which reason of its rule a clock stands still."""

    def __init__(self, data: Any = None, *, clock: CaseClock) -> None:
        super().__init__(data)
        rule = clock.case.service.clock(clock.rule)
        reasons = list(rule.stops.reasons.items()) if rule and rule.stops else []
        self.fields["reason"] = forms.ChoiceField(label="因为什么停计", choices=reasons, widget=forms.RadioSelect)
        if rule and rule.stops:
            most = f"停计合计最长{rule.stops.most}天" if rule.stops.most else "停计最长多少天，法律没有写"
            self.fields["reason"].help_text = f"{most}。依据：{rule.stops.source}"
        self.fields["text"] = text_field("写给职工的说明", rows=3)


class ExtendForm(forms.Form):
    """By how much a clock is lengthened, and why."""

    def __init__(self, data: Any = None, *, clock: CaseClock) -> None:
        super().__init__(data)
        rule = clock.case.service.clock(clock.rule)
        most = rule.extend.length if rule and rule.extend else None
        self.fields["amount"] = forms.IntegerField(
            label=f"延长多少{'个工作日' if most and most.unit == 'workday' else '日'}",
            min_value=1,
            max_value=most.amount if most else 0,
            help_text=f"最多{most}。{rule.extend.source if rule and rule.extend else ''}",
        )
        self.fields["text"] = text_field("写给职工的理由", rows=3)
