"""Input about papers of a matter."""

from typing import Any

from django import forms

from tiexin.cases.papers import rules
from tiexin.core.refusal import Refused


def _small(upload: Any) -> None:
    """Refuse a large file before it is read into memory."""
    try:
        rules.check_size(upload.size)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class PaperForm(forms.Form):
    """A file, and whether the asker may fetch it."""

    file = forms.FileField(label="文件", allow_empty_file=True, validators=[_small])
    told = forms.BooleanField(label="本人可取：职工凭查询码能打开这一份", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        endings = sorted({kind.suffix for kind in rules.kinds().values()} | {".jpeg", ".png", ".webp"})
        self.fields["file"].widget = forms.FileInput({"accept": ",".join(endings)})
        self.fields["file"].help_text = (
            f"PDF、照片、Word、Excel、录音、录像，一份最多{rules.limits().most // rules.MB}MB。"
            "照片会重新画过，不留拍摄地点。"
        )
