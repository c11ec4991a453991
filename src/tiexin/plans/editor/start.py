"""How a draft begins: with the head alone, from a shipped pack, a file, or the newest version of a plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.core.documents.source import MAX_BYTES, read
from tiexin.core.refusal import Refused
from tiexin.duties.models import PlanVersion
from tiexin.orgs.models import Org
from tiexin.plans.actions.drafts import MAX_DOCUMENT, Written
from tiexin.plans.editor import desk, splice
from tiexin.plans.editor.beside import text_of
from tiexin.plans.editor.head import begin
from tiexin.plans.loader import PACKS
from tiexin.plans.pack import Pack
from tiexin.plans.queries import issuer_of
from tiexin.plans.reading import shipped

WAYS = {
    "blank": "从头写",
    "shipped": "从内置方案改",
    "file": "上传方案文件（YAML）",
    "version": "接着已装载的方案写下一版",
}


class StartForm(forms.Form):
    """Where a draft begins, and with what."""

    way = forms.ChoiceField(label="从哪里开始", choices=list(WAYS.items()), widget=forms.RadioSelect, initial="blank")
    org = forms.ModelChoiceField(label="印发单位", queryset=Org.objects.none(), required=False)
    title = forms.CharField(label="标题", max_length=200, required=False, help_text="照文件写")
    pack = forms.RegexField(
        label="代号",
        regex=r"^[a-z0-9][a-z0-9-]{1,39}$",
        required=False,
        help_text="英文小写、数字和短横，例：ningxia-f2f",
    )
    issued = forms.CharField(label="印发日", max_length=20, required=False, help_text="例：2-13")
    year = forms.RegexField(
        label="年份", regex=r"^\d{2}(\d\d|\d\*|\*\*)$", required=False, help_text="看不清的数字写 *，例：2012、201*"
    )
    first = forms.CharField(label="活动期从哪天", max_length=20, required=False, help_text="例：3-1、2月底")
    last = forms.CharField(label="到哪天", max_length=20, required=False, help_text="例：6-30")
    shipped = forms.ChoiceField(label="内置方案", required=False)
    file = forms.FileField(label="方案文件", required=False, allow_empty_file=True)
    version = forms.ModelChoiceField(label="接着哪一版", queryset=PlanVersion.objects.none(), required=False)
    document = forms.CharField(
        label="方案原文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="把全文粘贴在这里，也可以以后再贴",
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = desk.units(request)
        org: Any = self.fields["org"]
        org.queryset, org.empty_label = units, None
        org.initial = next((unit.pk for unit in desk.own_units(request)), None)
        self.fields["shipped"].choices = [(name, name) for name in shipped()]  # type: ignore[attr-defined]
        version: Any = self.fields["version"]
        found = desk.versions(request)
        version.queryset, version.empty_label = PlanVersion.objects.mine(request).select_related("plan"), None
        way = str(self.data.get("way")) if self.is_bound else ""
        for name in NEEDED.get(way, () if way else {name for names in NEEDED.values() for name in names}):
            self.fields[name].required = True
        version.choices = [(each.pk, f"{each.plan.title} 第{each.number}版") for each in found]

    def clean_file(self) -> Any:
        """Refuse a file that is too large without reading it."""
        return _small(self.cleaned_data.get("file"))


NEEDED = {
    "blank": ("org", "title", "pack", "year", "issued", "first", "last"),
    "shipped": ("shipped",),
    "file": ("file",),
    "version": ("version",),
}
FIELDS = {way: (*names, "document") for way, names in NEEDED.items()}


def begun(form: StartForm, request: HttpRequest) -> tuple[Org, Written]:
    """Return the unit and what a draft begins with; refused where the person does not speak for the issuer."""
    data = form.cleaned_data
    document = data["document"]
    if data["way"] == "blank":
        return data["org"], Written(begin(_head(data)), document)
    if data["way"] == "version":
        version = data["version"]
        kept = document or text_of(version)  # the next version is written beside the same document
        return desk.issuer_within(request, version.plan.issuer), Written(version.pack, kept, version.year)
    raw = data["file"].read() if data["way"] == "file" else (PACKS / f"{data['shipped']}.yaml").read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("文件不是 UTF-8 编码。请“另存为”，编码选 UTF-8", field="file") from error
    return _issuer(text, request), Written(text, document)


class NextForm(forms.Form):
    """From which day the next version holds."""

    effective = forms.DateField(
        label="从哪天起按新的一版",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="这天还没有结束的周期按新的算，已经结束的不变；还没有定就空着",
    )

    def __init__(self, *args: Any, year: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_effective(self) -> date | None:
        """A day in the year of the plan, for that is how a pack says it."""
        day: date | None = self.cleaned_data["effective"]
        if day is not None and self.year and day.year != self.year:
            raise forms.ValidationError(f"这份方案按 {self.year} 年执行，起用日期要在这一年里")
        return day


def following(version: PlanVersion, effective: date | None) -> Written:
    """What the draft of the next version begins with: the text with its day, the same document and year."""
    text: str = version.pack
    if effective is not None:
        text = splice.set_key(text, (), "effective", f"{effective.month}-{effective.day}")
    return Written(str(text), text_of(version), version.year)


def _head(data: dict[str, Any]) -> dict[str, Any]:
    org = data["org"]
    return {
        "pack": data["pack"],
        "title": data["title"],
        "issuers": [org.name],
        "jurisdiction": org.region[:2] if org.region[2:6] in ("", "0000") else org.region[:6],
        "year": data["year"],
        "issued": data["issued"],
        "period": {"from": data["first"], "to": data["last"]},
    }


def _issuer(text: str, request: HttpRequest) -> Org:
    """The issuer that a text names, where the person speaks for it; else the person's own first unit."""
    value = read(text).value
    head = value if isinstance(value, dict) else {}
    names, place = head.get("issuers"), str(head.get("jurisdiction") or "")
    known = [str(name) for name in (names if isinstance(names, list) else [names])]
    issuer = issuer_of(Pack.model_construct(issuers=known, jurisdiction=place)) if place else None
    if issuer is not None and Org.objects.for_request(request).filter(pk=issuer.pk).exists():
        return issuer
    return desk.issuer_within(request, desk.own_units(request).first())


def _small(upload: Any) -> Any:
    if upload is not None and upload.size > MAX_BYTES:
        raise forms.ValidationError(f"文件有 {upload.size:,} 字节，最多 {MAX_BYTES:,} 字节")
    return upload


class TextForm(forms.Form):
    """The text as it is typed, with the revision it was written over."""

    text = forms.CharField(label="方案文件", required=False, strip=False, widget=forms.Textarea)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class DocumentForm(forms.Form):
    """The document: pasted, or a file of plain text."""

    document = forms.CharField(label="方案原文", required=False, widget=forms.Textarea(attrs={"rows": 18}))
    file = forms.FileField(
        label="或上传纯文本文件", required=False, allow_empty_file=True, help_text="UTF-8 编码的 .txt"
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def over(self, revision: int, said: str) -> None:
        """Say that somebody was faster; saved once more, this goes over the newest revision."""
        self.add_error(None, said)
        self.data = {**self.data.dict(), "revision": str(revision)}  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """A file of text, not too large."""
        upload = self.cleaned_data.get("file")
        if upload is None:
            return None
        if upload.size > MAX_DOCUMENT:
            raise forms.ValidationError(f"文件有 {upload.size:,} 字节，最多 {MAX_DOCUMENT:,} 字节")
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("原文应为 UTF-8 编码的纯文本") from error
