"""Whether a body somebody names is the very unit to which a worker is not to be named. Pure.

People write a firm in many ways: with its place before it, with a department behind, without 有限公司, with blanks.
What is compared is what all these have in common; a public body keeps its place, so that 市教育局 is not 区教育局.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from tiexin.calendars.places import PLACES
from tiexin.orgs.regions import table

FIRM = re.compile(
    r"(?<=..)(股份|集团|控股)?(有限责任公司|有限公司|总公司|分公司|公司|集团|总厂|分厂|工厂|厂|合作社|商行).*"
)
PART = re.compile(
    r"(?<=..)(第?[0-9一二三四五六七八九十甲乙丙丁]+(号|分)?)?"
    r"(车间|班组|工段|项目部|生产线|门店|办公室|(人力资源|人事|劳资|行政|综合|财务|后勤|保卫|安全|生产|党群)[部科处室])$"
)
PUBLIC = ("局", "委", "委员会", "厅", "院", "所", "站", "办", "政府", "工会", "中心", "协会", "学校", "中学", "小学")
KINDS = ("特别行政区", "自治区", "自治州", "地区", "省", "市")


def bare(text: str) -> str:
    """A name without blanks, punctuation, and the difference of wide and narrow characters."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).lower() if each.isalnum())


@cache
def _places() -> frozenset[str]:
    """How a place is written before a name: every division in full, provinces and cities also without their kind."""
    found = {"中国", *PLACES.values()}
    for row in table().values():
        found.add(row.name)
        if row.level in ("province", "city"):
            found |= {row.name.removesuffix(kind) for kind in KINDS if row.name.endswith(kind)}
    return frozenset(each for each in found if len(each) > 1)


def without_places(text: str) -> str:
    """What stands behind the places with which a bare name begins; nothing where it is a place and no more."""
    while text:
        length = next((length for length in range(min(len(text), 12), 1, -1) if text[:length] in _places()), 0)
        if not length:
            return text
        text = text[length:]
    return ""


def core(text: str) -> str:
    """What all ways of writing a bare name have in common; of a public body, and of what is too short, all of it."""
    while (shorter := PART.sub("", text)) != text:
        text = shorter
    if text.endswith(PUBLIC):
        return text
    return next((each for each in (FIRM.sub("", without_places(text)), FIRM.sub("", text)) if len(each) > 1), text)


def same(body: str, name: str) -> bool:
    """Whether a body is the unit of that name, a part of it, or a way of writing it."""
    one, other = bare(body), bare(name)
    if not one or not other:
        return False
    if not without_places(other):  # a place alone: its other bodies are none of it
        return core(one) == other
    if other in one or (len(one) > 1 and one in other and without_places(one)):
        return True
    mine, theirs = core(one), core(other)
    within = mine.startswith(theirs) if len(theirs) == 2 else theirs in mine
    return len(theirs) > 1 and len(mine) > 1 and (within or (mine in theirs and bool(without_places(mine))))
