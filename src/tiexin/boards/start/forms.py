"""The five questions of a first start, each a form of its own; a later one knows what the earlier ones said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tiexin.boards.start import packs
from tiexin.core.documents.problems import Problem, has_errors
from tiexin.core.documents.source import MAX_BYTES
from tiexin.core.refusal import Refused
from tiexin.orgs import regions, rules
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.actions.beginning import OFFICE, First, first_unit
from tiexin.orgs.forms import USERNAME
from tiexin.orgs.forms_found import RegionPicker
from tiexin.orgs.models import Level
from tiexin.orgs.picker import Pickable
from tiexin.orgs.queries import free_username
from tiexin.plans.reading import Found

PLACES = Pickable("start-region", (), lambda row: row.code, "区划名称或代码，如 银川、640100")
BY_REGION = ("", "跟行政区划一致")
DOES = {
    "system": ("系统管理员", "开账号、发激活链接，不授权限。"),
    "security": ("安全管理员", "授岗位、定权限，不开账号。"),
    "audit": ("审计管理员", "查谁做过什么，别的都不能动。"),
}
CHOOSE = {"required": "请选一项", "invalid_choice": "请从列出的里面选一项"}
CHIPS = 12  # years that are shown to choose from; of more one is typed


class CodeForm(forms.Form):
    """The setup code, typed from the terminal."""

    code = forms.CharField(
        label="启动码",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PlacePicker(RegionPicker):
    """The picker of divisions; before any search it shows the provinces."""

    def __init__(self) -> None:
        super().__init__("", PLACES)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put the provinces in the place of the first divisions of all, behind what was chosen."""
        context = super().get_context(name, value, attrs)
        provinces = [row for row in regions.table().values() if not row.parent and row.code != value]
        shown = [{"pk": row.code, "label": regions.short(row), "note": "", "checked": False} for row in provinces]
        picks = [*(pick for pick in context["picks"] if pick["checked"]), *shown]
        return {**context, "picks": picks, "most": len(picks) + 1}


class UnitForm(forms.Form):
    """① Which union: its name, its place, its level."""

    name = forms.CharField(
        label="工会全称", max_length=120, help_text="照公章写，如 宁夏回族自治区总工会。方案按这个名称认发文单位。"
    )
    region = forms.CharField(label="行政区划", max_length=12, required=False, widget=PlacePicker())
    level = forms.ChoiceField(
        label="层级", choices=[BY_REGION, *Level.choices], required=False, widget=forms.RadioSelect
    )

    def clean_region(self) -> str:
        """Take a division of the standard only."""
        try:
            return regions.check(self.cleaned_data["region"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Let the level follow the region, unless it was chosen."""
        data = super().clean() or {}
        row = regions.table().get(data.get("region", ""))
        if not data.get("level") and "region" in data:
            data["level"] = row.level if row else ""
            if not row:
                self.add_error("level", "没有选行政区划时，请选一个层级")
        return data

    def unit(self) -> NewOrg:
        """Return the unit that was described."""
        data = self.cleaned_data
        return first_unit(data["name"], data["level"], data["region"])


def _name(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput({"autocomplete": "off"}))


def _username() -> forms.CharField:
    box = forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(
        label="登录名",
        max_length=40,
        required=False,
        validators=[USERNAME],
        widget=box,
        help_text="不写就用姓名的拼音。",
    )


class PersonsForm(forms.Form):
    """People by role, each another person than all before: names and log-in names differ."""

    roles: tuple[str, ...] = ()

    def __init__(self, before: Iterable[First], data: Any = None) -> None:
        super().__init__(data)
        self.before = list(before)
        for role in self.roles:
            self.fields[f"{role}_name"] = _name("姓名")
            self.fields[f"{role}_username"] = _username()

    def clean(self) -> dict[str, Any]:
        """Find a log-in name for whoever has none; refuse the same person twice."""
        data = super().clean() or {}
        names, taken = [each.name for each in self.before], {each.username for each in self.before}
        for role in self.roles:
            name, username = data.get(f"{role}_name"), data.get(f"{role}_username")
            if name is not None and username is not None:
                self._apart(f"{role}_name", [*names, name])
                data[f"{role}_username"] = self._named(f"{role}_username", name, username, taken)
                names.append(name)
                taken.add(data[f"{role}_username"])
        return data

    def _apart(self, field: str, names: list[str]) -> None:
        try:
            rules.check_apart(names)
        except Refused as refusal:
            self.add_error(field, str(refusal))

    def _named(self, field: str, name: str, username: str, taken: set[str]) -> str:
        if username in taken:
            self.add_error(field, f"登录名“{username}”前面已经用了")
        if username:
            return username
        base = free_username(name)
        return next(found for n in count(1) if (found := f"{base}{n if n > 1 else ''}") not in taken)

    def people(self) -> list[First]:
        """Return everybody so far, in order."""
        data = self.cleaned_data
        new = [First(data[f"{role}_name"], data[f"{role}_username"], role) for role in self.roles]
        return [*self.before, *new]

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields person by person, with what each of them will do."""
        return [
            {"says": DOES.get(role, ("", "")), "name": self[f"{role}_name"], "username": self[f"{role}_username"]}
            for role in self.roles
        ]


class PeopleForm(PersonsForm):
    """② Who looks after system, security and audit: three people."""

    roles = tuple(DOES)


class OfficeForm(PersonsForm):
    """③ Who will publish plans: none of the three."""

    roles = (OFFICE,)


def _told(offer: packs.Offer) -> SafeString:
    facts = f"{offer.issuer}印发 · {offer.year} 年 · {offer.items} 条，其中 {offer.counted} 条能从记录里数出来"
    unfit = "" if offer.fits else " · 不是本单位的方案"
    return format_html('{} <small class="tx-told">{}{}</small>', offer.title, facts, unfit)


class PlanForm(forms.Form):
    """④ Which plan: one that ships, one's own file or text, or none yet."""

    plan = forms.ChoiceField(label="方案", widget=forms.RadioSelect, error_messages=CHOOSE)
    file = forms.FileField(label="自己的方案文件（YAML）", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="或者把内容贴在这里",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )
    trouble = forms.CharField(required=False, widget=forms.HiddenInput)  # why an uploaded file was not taken

    def __init__(self, unit: NewOrg, data: Any = None) -> None:
        super().__init__(data)
        self.issuer, self.problems = unit, list[Problem]()
        self.found: Found | None = None
        shipped = [(each.name, _told(each)) for each in packs.offers(unit)]
        rest = [(packs.OWN, "用自己的方案文件"), (packs.LATER, "以后再说")]
        self.fields["plan"].choices = [*shipped, *rest]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the plan that was chosen, as the page that loads plans reads it."""
        data = super().clean() or {}
        chosen = data.get("plan", packs.LATER)
        if data.pop("trouble", ""):
            self.add_error("file", self.data["trouble"])
        elif chosen != packs.LATER and "text" in data:
            self._read("text" if chosen == packs.OWN else "plan", self.raw() or b"")
        return data

    def raw(self) -> bytes | None:
        """Return the plan's file; None for later."""
        chosen = self.cleaned_data.get("plan", packs.LATER)
        if chosen == packs.LATER:
            return None
        return self.cleaned_data["text"].encode() if chosen == packs.OWN else packs.raw_of(chosen)

    def _read(self, field: str, raw: bytes) -> None:
        if len(raw) > MAX_BYTES:
            self.add_error(field, f"内容有 {len(raw):,} 字节，最多 {MAX_BYTES:,} 字节")
            return
        if not raw.strip():
            self.add_error(field, "请选一个文件，或把方案的内容贴在下面")
            return
        self.found = packs.look(raw)
        wrong = [each for each in self.found.loaded.problems if each.level == "error"]
        if has_errors(self.found.loaded.problems):
            self.problems = wrong
            self.add_error(field, f"方案里有 {len(wrong)} 处错误，列在下面；改好再来")
        elif self.found.loaded.pack and not packs.fits(self.found.loaded.pack, self.issuer):
            self.add_error(field, packs.misfit(self.found.loaded.pack, self.issuer))


class YearForm(forms.Form):
    """⑤ Which year the plan runs in; asked only as far as the document leaves it open."""

    def __init__(self, raw: bytes | None, year: int, data: Any = None) -> None:
        super().__init__(data)
        self.raw, self.problems = raw, list[Problem]()
        self.found: Found | None = packs.look(raw) if raw is not None else None
        if self.found:
            self.fields["year"] = _year(packs.spans(self.found.loaded), year)

    def clean(self) -> dict[str, Any]:
        """Read the plan for that year: a day that the year does not have is an error of the plan."""
        data = super().clean() or {}
        if self.raw is not None and "year" in data:
            data["year"] = int(data["year"])
            self.found = packs.look(self.raw, data["year"])
            self.problems = [each for each in self.found.loaded.problems if each.level == "error"]
            if self.problems or packs.span(self.found) is None:
                self.add_error("year", f"方案的日子在 {data['year']} 年对不上，请换一年，或回上一步改文件")
        return data


def _year(spans: Mapping[int, str], year: int) -> forms.Field:
    known = list(spans)
    near = year if year in spans else known[-1]
    if len(known) > CHIPS:
        wrong = {"invalid": "请写四位数的年份"}
        said = f"原文没有写明哪一年，可以是 {known[0]}–{known[-1]}。"
        box = forms.NumberInput({"inputmode": "numeric"})
        return forms.IntegerField(
            label="年份",
            initial=near,
            min_value=known[0],
            max_value=known[-1],
            widget=box,
            help_text=said,
            error_messages=wrong,
        )
    choices = [(str(each), format_html("{} 年 <small>{}</small>", each, days)) for each, days in spans.items()]
    sure = len(known) == 1 or near == year
    return forms.ChoiceField(
        label="年份",
        choices=choices,
        initial=str(near) if sure else "",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
