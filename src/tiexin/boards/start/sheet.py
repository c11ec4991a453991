"""What was answered so far, kept in the session as it was typed; read anew, in order, whenever something is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from tiexin.boards.start import packs
from tiexin.boards.start.actions import Beginning
from tiexin.boards.start.forms import OfficeForm, PeopleForm, PlanForm, UnitForm, YearForm
from tiexin.core.documents.source import MAX_BYTES
from tiexin.orgs.asking import today

KEY = "start"
STEPS = {
    "unit": "哪个工会？",
    "people": "谁管系统、安全、审计？",
    "office": "谁负责方案？",
    "plan": "用哪份方案？",
    "year": "哪一年？",
}
CHECK = "check"
ORDER = (*STEPS, CHECK)
Forms = Mapping[str, Any]  # forms that were answered rightly, by step
MAKERS: dict[str, Callable[[Forms, Any, int], forms.Form]] = {
    "unit": lambda done, data, year: UnitForm(data),
    "people": lambda done, data, year: PeopleForm([], data),
    "office": lambda done, data, year: OfficeForm(done["people"].people(), data),
    "plan": lambda done, data, year: PlanForm(done["unit"].unit(), data),
    "year": lambda done, data, year: YearForm(done["plan"].raw(), year, data),
}


def opened(session: SessionBase) -> str:
    """Return the mark of the code with which this browser opened the start; empty when it did not."""
    return str(session.get(KEY, {}).get("mark", ""))


def open_with(session: SessionBase, mark: str) -> None:
    """Let this browser answer, and keep what it answered under an earlier code."""
    session.cycle_key()
    session[KEY] = {**session.get(KEY, {}), "mark": mark}


@dataclass
class Sheet:
    """The answers of one browser."""

    session: SessionBase
    year: int

    def kept(self, step: str) -> dict[str, str] | None:
        """Return what was typed on a step's page; None when nobody has been there."""
        return self.session.get(KEY, {}).get(step)  # type: ignore[no-any-return]

    def keep(self, step: str, typed: Mapping[str, str]) -> None:
        """Keep what was typed, right or wrong."""
        self.session[KEY] = {**self.session.get(KEY, {}), step: dict(typed)}

    def answered(self) -> dict[str, Any]:
        """Return the forms from the first on, up to the one that has no right answer yet."""
        done: dict[str, Any] = {}
        for step in STEPS:
            form = self.form(step, done, self.kept(step))
            if not form.is_valid():
                break
            done[step] = form
        return done

    def form(self, step: str, done: Forms, typed: Any) -> forms.Form:
        """Return a step's form: judged when something was sent."""
        return MAKERS[step](done, typed, self.year)

    def shown(self, step: str, done: Forms) -> forms.Form:
        """Return a step's form to be looked at, with what was typed before."""
        form = self.form(step, done, None)
        form.initial = self.kept(step) or {}
        return form


def sheet_of(request: HttpRequest) -> Sheet:
    """Return the answers of the browser that asks."""
    return Sheet(request.session, today(request).year)


def next_step(done: Forms) -> str:
    """Return the first step without a right answer; the summary when there is none."""
    return next((step for step in STEPS if step not in done), CHECK)


def beside(step: str, by: int) -> str:
    """Return the step before or after; before the first stands the first."""
    return ORDER[max(0, ORDER.index(step) + by)]


def typed(request: HttpRequest) -> dict[str, str]:
    """Return what a page sent; an uploaded plan stands among it as text."""
    sent = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "to", "trouble")}
    upload = request.FILES.get("file")
    if upload is None:
        return {name: str(value) for name, value in sent.items()}
    sent["plan"] = packs.OWN
    try:
        if (upload.size or 0) > MAX_BYTES:
            raise ValueError
        sent["text"] = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        sent["trouble"] = "文件不是 UTF-8 编码。请在编辑器里“另存为”，编码选 UTF-8"
    except ValueError:
        sent["trouble"] = f"文件有 {upload.size:,} 字节，最多 {MAX_BYTES:,} 字节"
    return {name: str(value) for name, value in sent.items()}


def beginning(done: Forms) -> Beginning:
    """Put the answers together."""
    year = done["year"].cleaned_data.get("year")
    return Beginning(done["unit"].unit(), done["office"].people(), done["plan"].raw(), year)
