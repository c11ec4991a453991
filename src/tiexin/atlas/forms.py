"""A boundary file as it is handed in."""

from django import forms

from tiexin.atlas.rules import LAW, MOST_BYTES, UNAPPROVED

NO_APPROVAL = f"{UNAPPROVED}（依据：{LAW}）"


class BoundaryForm(forms.Form):
    """Its name, the number of its approval, the file."""

    name = forms.CharField(
        label="图名和来源", max_length=80, help_text="如：宁夏回族自治区政区图（自治区自然资源厅）。"
    )
    approval = forms.CharField(
        label="审图号",
        max_length=40,
        error_messages={"required": NO_APPROVAL},
        help_text="印在地图下面，照原图写。",
    )
    file = forms.FileField(
        label="边界文件",
        allow_empty_file=True,
        help_text=f"GeoJSON，每个地区带 adcode（六位行政区划代码），不超过 {MOST_BYTES // 2**20} MB。",
    )


class WithdrawForm(forms.Form):
    """Which file is to be shown no longer."""

    withdraw = forms.IntegerField(label="撤下哪一份", min_value=1, max_value=2**31)
