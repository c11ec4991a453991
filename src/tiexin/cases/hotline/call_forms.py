"""Input about calls and seats: how lists are narrowed, which seat, what a call was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases.actions.hotline_alarms import Ring
from tiexin.cases.hotline import norms, queries, rules
from tiexin.cases.hotline.models import Call, Seat
from tiexin.core.days import opening
from tiexin.core.filters import ALL, FilterForm, choice, day, drawn, words
from tiexin.core.sealed import blind_index
from tiexin.orgs.models import Org

CAME = {
    "open": "还没有登记的",
    "question": "咨询",
    "request": "诉求",
    "difficulty": "困难",
    rules.NOTHING: rules.WHAT[rules.NOTHING],
    "undone": "记了还没有办到的",
}


class CallFilter(FilterForm):
    """Without a choice the list is of all calls, the newest first."""

    phone = words("来电号码")
    unit = words("哪个县的")
    state = choice("状态", rules.STATES)
    what = choice("来电是", CAME)
    done = choice("办了没有", {"yes": "接起了、办到了的", "soon": f"{norms.soon()}秒内接起的"})
    since = day("从哪天")
    until = day("到哪天")
    county = forms.IntegerField(label="来电地区", min_value=1, max_value=10**18, required=False)
    reach = choice("范围", {"lead": "我管的热线"})

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        super().__init__(request)

    @property
    def filters(self) -> list[dict[str, Any]]:
        """Return the filters; what comes along with a number of the rates stands there only when it came."""
        shown = {each["name"]: each for each in super().filters}
        if county := self.get("county"):
            known = Org.objects.for_request(self.request).filter(pk=county).first()
            said = str(known or "不在您的范围内")
            shown["county"] |= {"options": drawn((ALL, (str(county), said)), str(county)), "chosen": said}
        alone = ("county", "reach")
        return [each for name, each in shown.items() if self.get(name) or name not in alone]

    def narrowed(self, found: QuerySet[Call]) -> QuerySet[Call]:
        """The calls that every filter lets through."""
        if county := self.get("county"):
            found = found.filter(org=county)
        if self.get("reach"):  # the rates are of what one leads; who answers elsewhere, too, reaches more calls
            found = found.filter(pk__in=Call.objects.for_request(self.request, "hotline.lead").values("pk"))
        asked = {"state": self.get("state"), "org__name__contains": self.get("unit")}
        found = found.filter(**{name: value for name, value in asked.items() if value})
        if asked_for := self.get("phone"):
            number = rules.phone(asked_for)
            found = found.filter(phone_index=blind_index(number, "worker.phone")) if number else found.none()
        return self._days(self._came(self._kept(found)))

    def _kept(self, found: QuerySet[Call]) -> QuerySet[Call]:
        """Of a promise what was kept: answered, at once or at all; of a kind of calls those dealt with."""
        done = self.get("done")
        if done == "soon":
            return found.filter(queries.in_time())
        if not done:
            return found
        return found.filter(done__isnull=False) if self.get("what") else found.filter(answer__isnull=False)

    def _came(self, found: QuerySet[Call]) -> QuerySet[Call]:
        what = self.get("what")
        if what == "open":
            return queries.unmarked(found)
        if what == "undone":
            return queries.waiting(found)
        return found.filter(what=what) if what else found

    def _days(self, found: QuerySet[Call]) -> QuerySet[Call]:
        if (since := self.get("since")) and since > date.min:
            found = found.filter(at__gte=opening(since))
        if (until := self.get("until")) and until < date.max:
            found = found.filter(at__lt=opening(until + timedelta(days=1)))
        return found


class SpanFilter(FilterForm):
    """From which day to which, at most as many as the data say; without a choice the usual ones."""

    since = day("从哪天")
    until = day("到哪天")

    def span(self, now: date) -> tuple[date, date]:
        """The days asked for, in their order; none of them to come."""
        usual, longest = norms.usual_span(), norms.longest_span()
        until = min(self.get("until") or now, now)
        since = min(self.get("since") or max(date.min + usual, until) - usual, now)
        since, until = min(since, until), max(since, until)
        return max(since, max(date.min + longest, until) - longest), until


class RingForm(forms.Form):
    """Of which crisis somebody was rung, who it was (none: the union above), whether they answered."""

    case = forms.IntegerField(label="哪一件", min_value=1, max_value=10**18)
    officer = forms.IntegerField(label="打给谁", min_value=1, max_value=10**18, required=False)
    answered = forms.ChoiceField(label="打通了没有", choices=[("yes", "打通了"), ("no", "没有打通")])

    @property
    def ring(self) -> Ring:
        """What was said."""
        return Ring(self.cleaned_data["officer"], self.cleaned_data["answered"] == "yes")


class NumberForm(forms.Form):
    """The number of a matter, as somebody reads it from their slip."""

    number = forms.CharField(
        label="报编号",
        max_length=40,
        help_text="来电的人念回执上的编号。只看得到归哪里办、办到哪一步，看不到是谁、什么事；每查一次都留痕。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "请写回执上的编号"},
    )


class SeatForm(forms.Form):
    """Which seat, and what to do with it."""

    DOES = ("take", "leave", "free", "writing", "away")
    do = forms.ChoiceField(label="做什么", choices=[(name, name) for name in DOES])

    def __init__(self, data: Any, *, request: HttpRequest) -> None:
        super().__init__(data)
        seats = Seat.objects.for_request(request).filter(closed=None)
        self.fields["seat"] = forms.ModelChoiceField(seats)
