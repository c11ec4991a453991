"""Input about matters that belong together."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.cases.linking.queries import earlier, handled_together
from tiexin.cases.linking.rules import KINDS, PLACES
from tiexin.cases.models import Case
from tiexin.core.reasons import reason_field

NUMBER = re.compile(r"(?:(\d{4})-)?(\d{1,18})")


class LinkForm(forms.Form):
    """With which matter, which of the two is the head, why."""

    number = forms.CharField(label="跟哪一件", max_length=30, help_text="诉求的编号，例如 2012-0000012")
    kind = forms.ChoiceField(label="为什么并案", choices=list(KINDS.items()), widget=forms.RadioSelect)
    place = forms.ChoiceField(label="哪一件主办", choices=list(PLACES.items()), widget=forms.RadioSelect)
    place.help_text = "跟已经结束的那一件并，只能是它主办：它不再办，这一件记作重复提出，单独答复。"
    reason = reason_field("理由")

    def __init__(self, data: Any = None, *, request: HttpRequest, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.request = request
        self.other: Case | None = None

    def clean_number(self) -> str:
        """Find the matter; one out of reach, or of another year, is as none."""
        said: str = self.cleaned_data["number"].strip()
        read = NUMBER.fullmatch(said)
        found = self._found(int(read[2])) if read and said.isascii() else None
        self.other = found if found and read and read[1] in (None, str(found.on.year)) else None
        if self.other is None:
            raise forms.ValidationError("您能办的、还没有结束的诉求里没有这个编号，您看得到内容、已经结束的里面也没有")
        return said

    def _found(self, pk: int) -> Case | None:
        open_one = handled_together(self.request).filter(pk=pk).first()
        return open_one or earlier(self.request).filter(pk=pk).first()
