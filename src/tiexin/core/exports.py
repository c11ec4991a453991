"""A list as a workbook: the same rows, filters and order as on the page, without the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from tiexin.core import journal, sheets
from tiexin.core.journal import Act
from tiexin.core.pages import changed_query

PRACTISED = "练习中导出：这里写下的都不算数"
MOST = 20_000  # rows made while somebody waits; more is narrowed by the filters first


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it for a row."""

    head: str
    value: Callable[[Any], Any]


def asked(request: HttpRequest) -> bool:
    """Tell whether the address asks for the list as a workbook."""
    return request.method == "GET" and request.GET.get("as") == "xlsx"


@transaction.atomic
def listing(request: Any, title: str, columns: Sequence[Column], found: QuerySet[Any] | Sequence[Any]) -> HttpResponse:
    """Answer with the whole list in the order of the page, and leave an entry: who took out which list.

    A list longer than `MOST` is not cut silently: the page says to narrow it.
    """
    rows = list(found[: MOST + 1])
    if len(rows) > MOST:
        messages.error(request, f"这个列表超过 {MOST:,} 行，请先用筛选条件缩小范围再导出")
        return HttpResponseRedirect(f"{request.path}{changed_query(request, **{'as': None})}")
    officer = request.officer
    journal.write(Act("export", officer.org, officer, request.today, officer.org_id))
    cells = ([column.value(row) for column in columns] for row in rows)
    title, above = (f"练习-{title}", PRACTISED) if request.practising else (title, "")
    content = sheets.written(title, [column.head for column in columns], cells, above)
    return answer(content, f"{title}-{request.today:%Y%m%d}.xlsx")


def answer(content: bytes, name: str) -> HttpResponse:
    """Answer with a workbook to be saved."""
    made = HttpResponse(content, content_type=sheets.MIME)
    made["Content-Disposition"] = content_disposition_header(True, name)
    made["Cache-Control"] = "private, no-store"
    return made


def joined(words: Iterable[object]) -> str:
    """Several words in one cell."""
    return "、".join(str(word) for word in words)
