"""Search among 200,000 things: common, rare and absent words, seen from three scopes, on this database."""

import random
from collections.abc import Iterator, Sequence
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from bench.measure import Figure, at_most, high, middle
from bench.province import TODAY
from tiexin.core.findable import Findable
from tiexin.orgs.models import Officer, Org
from tiexin.search import actions, kinds, queries, results
from tiexin.search.words import asked

ROWS, TIMES = 200_000, 8
# shares of the kinds of a province; texts of visits are the long ones
SHARES = {"worker": 50, "visit": 30, "employer": 12, "officer": 8}
FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗高梁郑谢宋唐许邓韩冯曹曾单解仇"
GIVEN = "英华文明秀兰建国玉桂军平志强伟芳娜敏静磊洋勇艳杰娟涛超霞刚辉丽红燕鹏飞玲波斌宇浩"
COMMON = "的职工企业工资一是不在有了我们要和生产车间反映"
FILL = "宁夏回族自治区总工会面对心贴实打服务基层活动方案安全培训劳动合同社会保险食堂宿舍班车"
RARE = "齉龘"  # stands in a handful of texts
QUERIES = {
    "common": ("的", "工资", "有限公司", "李", "王英", "l", "ly"),
    "rare": ("齉", "齉龘", "单桂英", "liguiying", "91640000000000012"),
    "absent": ("鑫", "鑫鑫", "找不到的", "zzzzq"),
}


def figures(root: Org, counties: Sequence[Org]) -> Iterator[Figure]:
    """Fill the index, then search from the region, from one county and from one enterprise's union."""
    began = perf_counter()
    with actions.in_bulk():
        count = fill(counties)
    yield Figure("检索：写入索引 indexing", count / (perf_counter() - began), "条/秒")
    small = counties[0].pk
    scopes = {"region": [root.pk], "city": _city(counties), "county": [small]}
    for scope, units in scopes.items():
        for how, typed in QUERIES.items():
            times = [_timed(units, each) for each in typed for _ in range(TIMES)]
            name = f"检索 search, {scope}, {how}"
            yield Figure(f"{name}, p50", middle(times))
            yield at_most(f"{name}, p95", high(times), 150)
    yield at_most("检索：一类一千条 one kind, 1,001 counted, p95", high(_whole(root.pk)), 150)


def _city(counties: Sequence[Org]) -> list[int]:
    return list(Org.objects.above(counties[0]).values_list("pk", flat=True))[1:2]


def fill(counties: Sequence[Org], rows: int = ROWS) -> int:
    """Write invented things of every kind, in parts, as a rebuild would."""
    dice, made = random.Random(2012), 0
    for kind, share in SHARES.items():
        part: list[Findable] = []
        for number in range(rows * share // 100):
            part.append(_thing(kind, number, counties[number % len(counties)].pk, dice))
            if len(part) == actions.PART:
                actions.put_new(part)
                made, part = made + len(part), []
        actions.put_new(part)
        made += len(part)
    return made


def _thing(kind: str, number: int, org: int, dice: random.Random) -> Findable:
    base = {"kind": kind, "thing_id": 10_000_000 + number, "org_id": org}
    if kind == "visit":
        return Findable(**base, title=_firm(dice), body=_text(number, dice), weight=number // 100)
    if kind == "employer":
        code = f"91640000{number:09d}X"
        return Findable(**base, title=_firm(dice), note=code, codes=(code,), sound="brief")
    return Findable(**base, title=_person(dice), sound="person")


def _person(dice: random.Random) -> str:
    return dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def _firm(dice: random.Random) -> str:
    return "宁夏" + "".join(dice.choices(FILL, k=4)) + "有限公司"


def _text(number: int, dice: random.Random) -> str:
    """200 characters, a third of them very common; one text in ten thousand has the rare ones."""
    text = dice.choices(COMMON, k=70) + dice.choices(FILL, k=130)
    dice.shuffle(text)
    return "".join(text) + (RARE if number % 10_000 == 0 else "")


def _asker(units: Sequence[int]) -> Any:
    """A request as far as search looks at it: a person who holds a post with every right at these units."""
    who = Officer.objects.order_by("pk").first()
    return SimpleNamespace(_posts=[(unit, "office") for unit in units], GET={}, officer=who, today=TODAY)


def _timed(units: Sequence[int], typed: str) -> float:
    began = perf_counter()
    results.search(_asker(units), typed)
    return 1000 * (perf_counter() - began)


def _whole(root: int) -> list[float]:
    """Find up to 1,001 of one kind, for words from everywhere to nowhere."""
    found = []
    for typed in [each for words in QUERIES.values() for each in words]:
        for name in ("visit", "worker"):
            began = perf_counter()
            queries.find(_asker([root]), [kinds.KINDS[name]], asked(typed), 1001)
            found.append(1000 * (perf_counter() - began))
    return found
