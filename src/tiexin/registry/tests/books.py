"""Workbooks of registers on their way in, for tests."""

import io

from openpyxl import Workbook

from tiexin.core import sheets
from tiexin.orgs.tests import cast as c
from tiexin.registry import tasks
from tiexin.registry.actions import imports
from tiexin.registry.actions.imports import Upload

HEADS = ["企业名称", "信用代码", "企业类型", "行业", "职工人数", "所属工会"]
PEOPLE = ["姓名", "单位", "班组", "身份证号"]


def firm(number, name="", **changed):
    row = {"name": name or f"厂{number}", "code": c.credit_code(5000 + number), "kind": "国有企业"}
    row |= {"industry": "纺织", "headcount": number, "org": None, **changed}
    return list(row.values())


def saved(*rows, more=lambda book: None):
    """A workbook as a spreadsheet program writes it: what begins with = is a formula, the size is stated."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    more(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(cast, rows, kind="employer", heads=None, org=None):
    content = sheets.written("名册", heads or (HEADS if kind == "employer" else PEOPLE), rows)
    upload = Upload(org or cast.city, kind, "名册.xlsx", content)
    return imports.take_workbook(upload, by=cast.people["city_office"], on=c.TODAY)


def started(cast, rows, kind="employer", **more):
    run = taken(cast, rows, kind, **more)
    return imports.start_import(run, by=cast.people["city_office"], on=c.TODAY)


def carried(run):
    tasks.carry(run, lambda _: None)
    run.refresh_from_db()
    return run


def brought(cast, rows, kind="employer", **more):
    return carried(started(cast, rows, kind, **more))
