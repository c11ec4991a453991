"""Input from the office: a pack, its year, its document."""

from typing import Any

from django import forms

from tiexin.core.documents.source import MAX_BYTES
from tiexin.plans.reading import MAX_DOCUMENT


class PackForm(forms.Form):
    """A pack file, or one that ships, with the year the loader asks for and the document it restates."""

    shipped = forms.ChoiceField(label="内置方案", required=False)
    pack = forms.FileField(label="或上传方案文件（YAML）", required=False, allow_empty_file=True)
    year = forms.IntegerField(
        label="方案年份",
        required=False,
        min_value=1949,
        max_value=2100,
        help_text="原文年份不全（如 201*）时填写",
    )
    document = forms.FileField(
        label="方案原文（纯文本）", required=False, help_text="附上后逐句核对引文，并与条款对照显示"
    )

    def __init__(self, *args: Any, shipped: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shipped"].choices = [("", "不用内置方案"), *((name, name) for name in shipped)]  # type: ignore[attr-defined]

    def clean_pack(self) -> Any:
        """Refuse a file that is too large without reading it."""
        return _small(self.cleaned_data.get("pack"), MAX_BYTES)

    def clean_document(self) -> Any:
        """Refuse a document that is too large without reading it."""
        return _small(self.cleaned_data.get("document"), MAX_DOCUMENT)

    def clean(self) -> dict[str, Any]:
        """One pack, from one place."""
        data = super().clean() or self.cleaned_data
        if {"pack", "shipped"} <= data.keys() and not data["pack"] and not data["shipped"]:
            self.add_error("pack", "请选择一份内置方案，或上传方案文件")
        return data


def _small(upload: Any, limit: int) -> Any:
    if upload is not None and upload.size > limit:
        raise forms.ValidationError(f"文件有 {upload.size:,} 字节，最多 {limit:,} 字节")
    return upload
