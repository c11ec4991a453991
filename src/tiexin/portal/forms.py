"""What somebody types at the portal: a new matter, a code, a phone, words, one tap."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.core import signing

from tiexin.cases import asking, calling_rules, rules
from tiexin.cases.appointments.models import Slot
from tiexin.cases.catalogue import Service
from tiexin.cases.forms import ask_less, details_of, made_of, papers_of, reasons, text_field
from tiexin.cases.papers import rules as papers
from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS
from tiexin.portal.rules import AGAIN, DIGITS, limits, to_you

SALT = "tiexin.portal.form"
ONLY = {"behalf": ("family", "colleague"), "people": ("group",), "name": ("self", "family", "colleague", "group")}
TAKEN = "这个时间刚刚有人约了，或者已经过了，请另选"
LOST = "刚才选的文件没有带过来，请再选一次"
LOST_SIGHT = "这两样都空着也可以提交，可是没有人能赶过去、打过来，只能靠您自己打110、120、12351。"
CODE = 40  # characters of a typed code, blanks and dashes counted


def new_key() -> str:
    """The key of a new form, signed: a key that was not handed out here registers and finds nothing."""
    return signing.Signer(salt=SALT).sign(str(uuid.uuid4()))


def narrow(typed: str) -> str:
    """Figures of a Chinese keyboard as a telephone knows them."""
    return unicodedata.normalize("NFKC", typed)


class FilesInput(forms.FileInput):
    """Some files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every file that was chosen."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Some files, or none; too large a one is refused before it is read into memory."""

    def __init__(self, label: str) -> None:
        endings = sorted({kind.suffix for kind in papers.kinds().values()} | {".jpeg", ".png", ".webp"})
        said, most = limits().papers, papers.limits().most // papers.MB
        hint = f"PDF、照片、Word、Excel、录音、录像，一次最多{said.at_once}份，一份最多{most}MB。照片不留拍摄地点。"
        super().__init__(label=label, required=False, widget=FilesInput({"accept": ",".join(endings)}), help_text=hint)

    def clean(self, value: Any, initial: Any = None) -> list[Any]:
        """The files, each looked at by its size alone."""
        for each in value or ():
            try:
                papers.check_size(each.size)
            except Refused as refusal:
                raise forms.ValidationError(f"“{each.name[:60]}”：{refusal}") from refusal
        return list(value or ())


def say_again(form: forms.Form) -> None:
    """Beside files that came with a form which is shown again: no browser keeps them, they are chosen once more."""
    said = "".join(str(each) for each in form.errors.get("file", ()))
    if form.files.get("file") and AGAIN not in said:
        form.add_error("file", LOST)


def key_of(form: forms.Form) -> uuid.UUID:
    """The key that this house handed out with a form."""
    try:
        return uuid.UUID(signing.Signer(salt=SALT).unsign(form.cleaned_data["key"]))
    except (signing.BadSignature, ValueError):
        raise forms.ValidationError("这张表放得太久了，请重新打开") from None


class AskForm(forms.Form):
    """A new matter of one service, in the words of whoever asks: as few fields as it allows."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    elsewhere = forms.ChoiceField(label="先看看是不是", widget=forms.RadioSelect, required=False)
    asker = forms.ChoiceField(label="替谁问", widget=forms.RadioSelect)
    name = forms.CharField(label="怎么称呼您", max_length=rules.NAME, required=False)
    behalf = forms.CharField(
        label="替谁提出", max_length=rules.NAME, required=False, help_text="替家人、工友问的才填，写怎么称呼就行。"
    )
    people = forms.IntegerField(
        label="一共多少人",
        min_value=1,
        max_value=asking.MOST_PEOPLE,
        required=False,
        help_text="大家一起提出的才填。",
    )
    title = forms.CharField(label="什么事", max_length=rules.TITLE, help_text="一句话就行。")
    text = text_field("情况", rules.LONG, 5, required=False, help_text="想到什么写什么，以后还可以补充。")
    place = forms.CharField(label="在哪个单位、什么地方", max_length=rules.TITLE, required=False)
    phone = forms.CharField(
        label="电话",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text="加密保存，只用来联系您。",
    )
    reply_way = forms.ChoiceField(
        label="怎么告诉您结果", choices=list(rules.REPLY_WAYS.items()), widget=forms.RadioSelect
    )
    hide_name = forms.BooleanField(label="对单位和被反映的人隐去我的姓名", required=False)
    wants_woman = forms.BooleanField(label="请女同志接待我", required=False)

    def __init__(self, data: Any = None, files: Any = None, *, service: Service) -> None:
        first = {"key": new_key(), "asker": service.askers[0], "reply_way": "code", "hide_name": True}
        super().__init__(data, files, initial=first)
        self.service = service
        for name, ways in (("asker", _askers(service)), ("elsewhere", _elsewhere(service))):
            self.fields[name].choices = ways  # type: ignore[attr-defined]
        self.fields["name"].required = "anonymous" not in service.askers
        if "anonymous" in service.askers:
            self.fields["name"].help_text = "不愿留姓名的，上面选“不具名”。"
        absent = {"people": "group" in service.askers, "elsewhere": bool(service.elsewhere)}
        absent["behalf"] = bool({"family", "colleague"} & set(service.askers))
        for name in [name for name, there in absent.items() if not there]:
            del self.fields[name]
        for each in service.fields:
            self.fields[asking.ASK + each.name] = made_of(each)
        self.fields.update(papers_of(service))
        if service.elsewhere:
            ask_less(self, service)
        self.fields["file"] = FilesField("材料")
        own = [asking.ASK + each.name for each in service.fields]
        first_of = ["place", "phone", *own] if service.script else []
        if service.script:
            _ask_where(self)
        rest = ["asker", "name", "behalf", "people", "title", "text", "file", *own]
        self.order_fields(["key", "elsewhere", *first_of, *rest])

    def clean_key(self) -> uuid.UUID:
        """The key that was handed out with the form."""
        return key_of(self)

    def clean_phone(self) -> str:
        """The phone without blanks, its figures narrow."""
        return "".join(narrow(self.cleaned_data["phone"]).split())

    @property
    def said(self) -> dict[str, Any]:
        """The columns of the matter."""
        names = ("key", "asker", "name", "behalf", "title", "place", "reply_way", "hide_name", "wants_woman")
        data = {**self.cleaned_data}
        for name, askers in ONLY.items():
            if data["asker"] not in askers:
                data.pop(name, None)
        return {name: data[name] for name in names if name in data} | {"people": data.get("people") or 1}

    @property
    def details(self) -> dict[str, Any]:
        """What was answered to the service's own questions."""
        return details_of(self.service.fields, self.cleaned_data, asking.ASK)


def _ask_where(form: forms.Form) -> None:
    """Where lives are at stake: where somebody is and how they are reached come first, and what follows without both.
    Neither has to be said: nobody in danger is kept from sending."""
    form.fields["place"].label = "现在在哪里"
    form.fields["place"].help_text = "哪条路、哪个厂、哪栋楼几层，越细越好。"
    form.fields["phone"].label = "打哪个电话能找到人"
    form.fields["phone"].help_text = f"本人的、身边的人的都行。加密保存，只用来找人。{LOST_SIGHT}"


def _askers(service: Service) -> list[tuple[str, str]]:
    return [(each, rules.ASKERS[each]) for each in service.askers]


def _elsewhere(service: Service) -> list[tuple[str, str]]:
    return [("", "都不是"), *((name, to_you(label)) for name, label in reasons(service))]


class CodeForm(forms.Form):
    """The code of a slip."""

    code = forms.CharField(
        label="查询码",
        max_length=CODE,
        help_text="回执上的十二个字母和数字，大小写、中间的横线都没有关系。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-from-link": ""}
        ),
    )


class AddForm(forms.Form):
    """Words, files, or both; its key makes sending it twice harmless."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    text = text_field("补充什么", rules.TEXT, 5, required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": new_key()})
        self.fields["file"] = FilesField("材料")

    def clean(self) -> None:
        """Something has to be there."""
        if not self.errors and not (self.cleaned_data["text"] or self.cleaned_data["file"]):
            self.add_error("text", "请写补充什么，或者选一份材料")

    def clean_key(self) -> uuid.UUID:
        """The key that was handed out with the form."""
        return key_of(self)


class AnswerForm(forms.Form):
    """Whether it was solved, and one tap that says how satisfied one is."""

    solved = forms.ChoiceField(label="解决了吗", choices=list(calling_rules.SOLVED.items()), widget=forms.RadioSelect)
    answer = forms.ChoiceField(
        label="您满意吗", choices=list(TAGS["answer"].items()), error_messages={"required": "请点一下满意不满意"}
    )
    text = text_field("还想说什么", rules.TEXT, 3, required=False)


class MoveForm(forms.Form):
    """Why one withdraws, or what one does not agree with."""

    def __init__(self, data: Any = None, *, asks: str, term: str = "") -> None:
        super().__init__(data)
        self.fields["text"] = text_field(asks, rules.TEXT, 5)
        self.fields["text"].rule = term  # type: ignore[attr-defined]


class HourForm(forms.Form):
    """One of the hours that are free."""

    def __init__(self, data: Any = None, *, free: Sequence[Slot]) -> None:
        super().__init__(data)
        self.free, kept = sorted(free, key=_where), {each.pk: each for each in free}
        self.fields["slot"] = forms.TypedChoiceField(
            label="哪个时间",
            choices=[(each.pk, each.when) for each in self.free],
            coerce=lambda value: kept[int(value)],
            widget=forms.RadioSelect,
            error_messages={"required": "请选一个时间", "invalid_choice": TAKEN},
        )

    @property
    def spread(self) -> list[list[tuple[Slot, Any]]]:
        """The hours of each day and place, each with its box to tick."""
        boxes = zip(self.free, self["slot"], strict=True)
        return [list(rows) for _, rows in groupby(boxes, key=lambda row: _where(row[0])[:2])]


def _where(slot: Slot) -> tuple[date, str, datetime]:
    return slot.day, slot.place, slot.begins


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number, its figures narrow."""
        return narrow(self.cleaned_data["phone"])


class DigitsForm(forms.Form):
    digits = forms.RegexField(
        label="验证码",
        regex=rf"^\d{{{DIGITS}}}$",
        max_length=DIGITS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"invalid": f"验证码是{DIGITS}位数字"},
    )

    def clean_digits(self) -> str:
        """The digits, narrow: those that were sent."""
        return narrow(self.cleaned_data["digits"])
