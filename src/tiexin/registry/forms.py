"""What people type about employers, their marks and workers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core import sheets
from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.picker import ORG, pick_field
from tiexin.registry import columns, rules
from tiexin.registry.importing import offered
from tiexin.registry.models import Employer, ImportRun
from tiexin.registry.vocabulary import EMPLOYER_KINDS, EMPLOYER_TAGS

WHY = "看到了什么、依据什么，写一两句。"
ORDERS = {"most": "职工多的在前", "new": "新登记的在前"}


class EmployerForm(forms.ModelForm[Employer]):
    """A new employer of a unit within scope."""

    class Meta:
        model = Employer
        fields = ["name", "credit_code", "org", "kind", "industry", "headcount"]
        help_texts = {
            "org": "企业所在地的工会，或者它所属的产业、直属工会。",
            "headcount": "不清楚可以不填。",
        }

    def __init__(self, units: QuerySet[Org], data: Any = None) -> None:
        super().__init__(data)
        self.fields["org"] = pick_field(units, ORG, "所属工会", help_text=str(self.fields["org"].help_text))
        self.fields["kind"].choices = [("", "请选择"), *EMPLOYER_KINDS.items()]  # type: ignore[attr-defined]
        self.fields["credit_code"].rule = rules.CREDIT_CODE  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """Leave it to the action, which names the rule."""


class TagForm(forms.Form):
    tag = forms.ChoiceField(label="标记", choices=list(EMPLOYER_TAGS.items()), widget=forms.RadioSelect)
    since = forms.DateField(label="起始日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY)

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"since": today})


class UploadForm(forms.Form):
    """A workbook and where its rows shall go."""

    kind = forms.ChoiceField(label="内容", widget=forms.RadioSelect)
    file = forms.FileField(
        label="Excel 表格（.xlsx）",
        help_text=f"最多 {sheets.MOST_BYTES // sheets.MIB} MB、{sheets.MOST_ROWS // 10_000} 万行；"
        "只读第一张工作表，第一行（或标题下面一行）是各列的名称。",
    )

    def __init__(self, request: HttpRequest, data: Any = None, files: Any = None) -> None:
        kinds = {kind.name: kind for kind in offered(request)}
        first = request.GET.get("kind", "")
        super().__init__(data, files, initial={"kind": first if first in kinds else next(iter(kinds), "")})
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds.values()]  # type: ignore[attr-defined]
        asked = kinds.get(str((data or {}).get("kind", "")))
        units = Org.objects.for_request(request, asked.permission if asked else "")
        units = units.open_on(today(request)).in_order()
        note = "表里没有写明单位的归到这里；只认这个单位和它下级的企业、工会、干部。"
        self.fields["org"] = pick_field(units, ORG, "导入到哪个工会", help_text=note)

    def clean_file(self) -> Any:
        """Refuse a workbook that is too large without reading it."""
        file = self.cleaned_data["file"]
        if file.size > sheets.MOST_BYTES:
            raise forms.ValidationError(f"文件超过 {sheets.MOST_BYTES // sheets.MIB} MB，请拆成几个文件")
        return file


class ColumnsForm(forms.Form):
    """Which column is which field."""

    def __init__(self, run: ImportRun, data: Any = None) -> None:
        super().__init__(data)
        choices = [("", "表里没有"), *((str(place), head) for place, head in enumerate(run.heads))]
        for name, field in columns.FIELDS[run.kind].items():
            note = "只有发放款物等依法必须时才导入，加密保存。" if field.asked else ""
            self.fields[name] = forms.ChoiceField(
                label=field.label,
                choices=choices,
                required=field.required,
                initial=str(run.columns.get(name, "")),
                help_text=note,
                error_messages={"required": f"请选择哪一列是“{field.label}”"},
            )
        if run.kind == "employer":
            self.fields["update"] = forms.BooleanField(
                label="已登记的企业按表格更新（空格不改动原有内容）", required=False, initial=run.update
            )

    @property
    def chosen(self) -> dict[str, int]:
        """Return the columns chosen, by field."""
        return {name: int(place) for name, place in self.cleaned_data.items() if name != "update" and place != ""}


class EmployerFilter(FilterForm):
    q = words("名称或信用代码")
    kind = choice("类型", EMPLOYER_KINDS)
    tag = choice("标记", EMPLOYER_TAGS)
    sort = choice("排序", ORDERS, ("", "按名称"))
