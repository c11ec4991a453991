"""Many matters: lists, pages and search among them, and how often a second one is registered beside the floor.

A million on PostgreSQL, 200,000 on SQLite; written inside the database, as `grand` does.
"""

import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection

from bench import house, rate, visiting
from bench.client import Browser, session_of
from bench.counts import browser
from bench.grand import load
from bench.measure import Figure, at_most, high, middle, statements
from bench.province import TODAY, Province, officer
from tiexin.cases import findable
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.models import Case, CaseStep
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Rank
from tiexin.registry.models import Employer
from tiexin.search import actions as search
from tiexin.search import results
from tiexin.search.models import SearchRow

ROWS = {"postgresql": 1_000_000, "sqlite": 200_000}
FOUND = 200_000  # of them lie in the index of search
FIRST, DAYS = "2010-01-01", 840
STAFF = 31  # who handle matters in each county; even the largest have no more than a few thousand each
HANDS, WORKERS = 8, 2  # people at once, web processes
LOOKS = 25  # at the list and at one matter, of each of them
ROUNDS = 7  # of these looks, after one that is not told
TIMES = 20  # each page is looked at by one alone
TURNS, SECONDS = 20, 0.7  # of registering, in turn with the floor
MOST_REGISTER, MOST_LIST, MOST_PAGE = 18, 12, 16  # statements
TITLES = (
    "拖欠三个月工资",
    "加班没有加班费",
    "高温补贴没有发",
    "没有签劳动合同",
    "工伤没有认定",
    "社会保险断缴半年",
    "宿舍没有暖气",
    "食堂晚班没有热饭",
    "被辞退没有补偿",
    "年休假没有安排",
)
KINDS = (
    "dispute",
    "dispute",
    "petition",
    "dispute",
    "legal_aid",
    "petition",
    "petition",
    "suggestion",
    "dispute",
    "petition",
)
TEXT = "职工反映从去年起一直没有解决，找过车间和人事都说再等等，家里老人住院急着用钱，希望工会帮着问一问、催一催。"
CLOSED, OPEN = (
    ("closed", "closed", "closed", "withdrawn", "elsewhere"),
    ("registered", "accepted", "handling", "replied"),
)
WORDS = {"common": ("工资", "职工", "没有", "暖气"), "rare": ("齉龘", "第17号"), "absent": ("鑫鑫", "找不到的")}
PEOPLE = count(10**7)
REGISTER = "/cases/new/?kind=petition"


def figures(made: Province, home: Path, share: float) -> Iterator[Figure]:
    """Fill, look, register."""
    rows = int(ROWS[connection.vendor] * share / 100)
    hands = {each.pk: officer(f"窗口{each.pk}", each, "officer") for each in made.counties}
    began = perf_counter()
    fill(made, list(hands.values()), rows)
    print(f"  {rows:,} 件诉求 {perf_counter() - began:.0f} 秒", file=sys.stderr, flush=True)
    yield Figure("诉求 matters", Case.objects.count(), "件")
    clerk = hands[made.counties[0].pk]
    yield from counted(clerk)
    with ExitStack() as stack:
        port = stack.enter_context(house.product(home))
        yield from looked_at(made, clerk, port)
        floor_port, session = stack.enter_context(house.floor(home))
        yield from registered(clerk, port, Browser(floor_port, session))
    with house.product(home, WORKERS) as port, house.floor(home, WORKERS) as (floor_port, session):
        yield from at_once(list(hands.values()), port, lambda: Browser(floor_port, session))
    yield from found(made, min(rows, FOUND))


def fill(made: Province, hands: list[Officer], rows: int) -> None:
    """Write matters with their steps, clocks and people."""
    seed = register_case(_new(made, hands[0]), by=hands[0], on=TODAY)
    entry = CaseStep.objects.get(case=seed).entry_id
    base, orgs, owners = seed.pk + 1, [each.org_id for each in hands], [each.pk for each in hands]
    employers = _numbers([firm(each) for each in orgs])
    number, turn = f"{base} + i", f"i / {len(orgs)}"  # which of its county's it is
    open_ = f"({turn}) % 20 < 3"
    state = f"CASE WHEN {open_} THEN {_words(OPEN)} ELSE {_words(CLOSED)} END"
    since = f"(i / {60 * len(orgs)}) % {DAYS}"  # every day has matters of every county and with every title
    day, at = load.day(FIRST, since), _moment(FIRST, since)
    due = f"CASE WHEN {open_} THEN {_moment('2012-04-01', f'({turn}) / 20 % 60')} END"
    org, owner = _numbers(orgs), _owner(owners, colleagues(orgs), turn)
    tables = ("cases_case", "cases_casestep", "cases_caseclock", "cases_part")
    with load.unwatched(*tables):
        load.rows("cases_case", rows, {
            "id": number, "key": load.key(f"{base} + i"), "code_hash": load.text("h", f"{base} + i"),
            "kind": _words(KINDS), "cls": "'ordinary'", "state": state, "round": "1", "on": day, "at": at,
            "channel": _words(("window", "hotline", "web", "visit")), "org_id": org, "first_org_id": org,
            "owner_id": f"CASE WHEN ({turn}) % 20 = 0 THEN NULL ELSE {owner} END", "first_id": owner, "asker": "'self'",
            "name": "'刘桂英'", "behalf": "''", "people": "1", "employer_id": employers, "place": "''",
            "title": f"{_words(TITLES)} || '，第' || (i % 5000) || '号'",
            "text": f"'{TEXT}' || CASE WHEN i % 10000 = 0 THEN '齉龘' ELSE '' END",
            "details": load.words("{}"), "outcome": load.words("{}"), "sealed": _no(), "hide_name": _no(),
            "wants_woman": _no(), "reply_way": "'code'", "urgent": _no(), "due": due,
            "closed": f"CASE WHEN {open_} THEN NULL ELSE {load.day(FIRST, f'{since} + 9')} END", "redone": "0",
            "review": "''",
        })  # fmt: skip
        _beside(rows, base, {
            "entry_id": str(entry), "at": at, "due": due, "state": state, "org_id": org, "by_id": owner, "since": day,
            "open": open_,
        })  # fmt: skip
    _settle(tables)


def _settle(tables: Sequence[str]) -> None:
    """Do what PostgreSQL does beside an installation that grows for years, and here would do while people are timed."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:  # a test takes its rows back
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
            cursor.execute("CHECKPOINT")


def colleagues(orgs: list[int]) -> int:
    """Write those who handle matters beside the window of each county; return the number of the first."""
    first = Officer.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    with load.unwatched("orgs_officer"):
        load.rows("orgs_officer", len(orgs) * (STAFF - 1), {
            "id": f"{first} + i", "name": load.text("干事", f"{first} + i"), "rank": f"'{Rank.STAFF.value}'",
            "title": "''", "since": load.day(FIRST, "0"),
            "org_id": " ".join(("CASE", *(_whose(at, org) for at, org in enumerate(orgs)), "END")),
        })  # fmt: skip
    return first


def _whose(at: int, org: int) -> str:
    return f"WHEN i / {STAFF - 1} = {at} THEN {org}"


def _owner(windows: list[int], first: int, turn: str) -> str:
    """Whose a matter is: in turn those of its county's window and of the others there."""
    other = f"{first} + i % {len(windows)} * {STAFF - 1} + ({turn}) % {STAFF} - 1"
    return f"CASE WHEN ({turn}) % {STAFF} = 0 THEN {_numbers(windows)} ELSE {other} END"


def _beside(rows: int, base: int, said: dict[str, str]) -> None:
    at, org, owner = said["at"], said["org_id"], said["by_id"]
    step = {
        "entry_id": said["entry_id"], "at": at, "was": "''", "org_id": org, "by_id": owner,
        "text": "'当面告诉职工，已经受理'", "told": _no(),
    }  # fmt: skip
    for event, label in (("registered", "登记"), ("accepted", "受理"), ("replied", "答复")):
        load.rows("cases_casestep", rows, {
            "case_id": f"{base} + i", "event": f"'{event}'", "label": f"'{label}'", "state": said["state"], **step,
        })  # fmt: skip
    load.rows("cases_caseclock", rows, {
        "case_id": f"{base} + i", "rule": "'contact'", "label": "'联系职工'", "holder": "'unit'", "round": "1",
        "began": at, "amount": "2", "unit": "'workday'", "first": "'next'", "extended": "0", "extra": "0",
        "extra_unit": "''", "due": said["due"], "lines": load.words("[]"),
        "met": f"CASE WHEN {said['open']} THEN NULL ELSE {at} END",
    })  # fmt: skip
    load.rows("cases_part", rows, {
        "case_id": f"{base} + i", "officer_id": owner, "role": "'owner'", "since": said["since"], "reason": "''",
    })  # fmt: skip


def _words(words: tuple[str, ...]) -> str:
    told = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE (i / 7) % {len(words)} {told} END"


def _numbers(numbers: list[int]) -> str:
    told = " ".join(f"WHEN {place} THEN {number}" for place, number in enumerate(numbers))
    return f"CASE i % {len(numbers)} {told} END"


def _moment(first: str, plus: str) -> str:
    day = load.day(first, plus)
    return f"CAST({day} AS timestamptz)" if connection.vendor == "postgresql" else f"({day} || ' 00:00:00')"


def _no() -> str:
    return "FALSE" if connection.vendor == "postgresql" else "0"


def _new(made: Province, by: Officer) -> NewCase:
    said = {"kind": "petition", "title": TITLES[0], "channel": "window", "name": "刘桂英", "reply_way": "code"}
    return NewCase(Case(org=by.org, first_org=by.org, **said), "13900001111", TEXT)


def form(who: Officer) -> dict[str, Any]:
    """What a window sends when somebody comes."""
    said = {"asker": "self", "people": "1", "title": TITLES[0], "text": TEXT}
    employer, key = firm(who.org_id), uuid.uuid4()
    other = next(PEOPLE)  # another person each time: the same one is asked whether it is the same
    return {
        **said,
        "name": f"职工{other}",
        "phone": f"139{other:08d}",
        "key": str(key),
        "channel": "window",
        "reply_way": "code",
        "employer": employer,
    }


@cache
def firm(org: int) -> int:
    """An enterprise of a county."""
    return Employer.objects.filter(org=org).order_by("pk").values_list("pk", flat=True)[0]


def pages(clerk: Officer) -> dict[str, str]:
    """The lists and the page that are looked at, by what they are called."""
    mine = Case.objects.filter(owner=clerk).order_by("-pk").values_list("pk", flat=True)[0]
    return {
        "未办结 open": "/cases/",
        "全部 all": "/cases/?state=all",
        "已办结 closed": "/cases/?state=closed",
        "已超期 late": "/cases/?when=late",
        "一类 one kind": "/cases/?state=all&kind=legal_aid",
        "我承办的 mine": "/cases/?whose=mine&state=all",
        "我参与的 part": "/cases/?whose=part&state=all",
        "等人认领 queue": "/cases/?whose=queue",
        "一件 detail": f"/cases/{mine}/",
    }


def counted(clerk: Officer) -> Iterator[Figure]:
    """Statements: none may grow with rows."""
    client, sent = browser(clerk), form(clerk)

    def send() -> None:
        calendar.forget()
        if (answer := client.post(REGISTER, sent)).status_code != 302:
            raise RuntimeError(answer.content.decode())

    yield at_most("登记诉求的语句 statements of registering", len(statements(send)), MOST_REGISTER, "SQL")
    for name, path in pages(clerk).items():
        most = MOST_PAGE if "detail" in name else MOST_LIST
        yield at_most(f"诉求 {name}, 语句 statements", len(statements(_look(client, path))), most, "SQL")


def _look(client: Any, path: str) -> Callable[[], None]:
    def look() -> None:
        calendar.forget()
        if (answer := client.get(path)).status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return look


def looked_at(made: Province, clerk: Officer, port: int) -> Iterator[Figure]:
    """Lists and pages, seen from the region and from one county."""
    for where, who in (("自治区 region", made.leader), ("一个县 county", clerk)):
        reader = Browser(port, session_of(who.account))
        for name, path in pages(clerk).items():
            reader.get(path)
            times = [reader.timed(path) for _ in range(TIMES)]
            yield at_most(f"诉求 {name}, {where}, p95", high(times), 100)


def registered(clerk: Officer, port: int, floor: Browser) -> Iterator[Figure]:
    """Registering beside the floor, in many short turns: what disturbs a machine disturbs few of them."""
    window = Browser(port, session_of(clerk.account))
    window.open_form(REGISTER)
    floor.open_form("/notes/new/")
    rates = rate.beside(
        lambda: window.post(REGISTER, form(clerk)), lambda: floor.post("/notes/new/", visiting.NOTE), TURNS, SECONDS
    )
    yield rate.figure("登记诉求 registering a matter", rates)


def at_once(hands: list[Officer], port: int, floor: Callable[[], Browser]) -> Iterator[Figure]:
    """Eight windows at once, without a pause: looking at list and matter, then registering among it; none may fail.

    Beside them the page of the floor with its one empty form, looked at in the same way: how fast the machine is today.
    What is told of the slowest of twenty is the middle of several rounds: others work on the same machine.
    """
    sessions = [(who, session_of(who.account)) for who in hands[:HANDS]]
    with ThreadPoolExecutor(HANDS) as pool:
        # the first round composes, in each process, what is composed once
        rounds = [list(pool.map(lambda each: _reader(port, *each), sessions)) for _ in range(1 + ROUNDS)][1:]
        plain = [each for part in pool.map(lambda _: _plain(floor()), sessions) for each in part]
        times = [each for part in pool.map(lambda each: _window(port, *each), sessions) for each in part]
    for name, place in (("列表 list", 0), ("一件 detail", 1)):
        spent = [[each for part in looks for each in part[place]] for looks in rounds]
        usual, fast = middle([middle(each) for each in spent]), middle(plain)
        yield Figure(f"{HANDS} 人同时 at once, {name}, p50", usual, floor=fast, ratio=usual / fast)
        yield at_most(f"{HANDS} 人同时 at once, {name}, p95", middle([high(each) for each in spent]), 100)
    yield Figure(f"{HANDS} 人同时登记 registering at once, requests", len(times), "次")
    yield Figure(f"{HANDS} 人同时登记 registering at once, p50", middle(times))
    yield Figure(f"{HANDS} 人同时登记 registering at once, p95", high(times))


def give_back() -> None:
    """Give this thread's connection back: eight readers and whoever measures are more than the driver keeps."""
    connection.close()


def _reader(port: int, who: Officer, key: str) -> tuple[list[float], list[float]]:
    reader, lists, pages = Browser(port, key), [], []
    own = list(Case.objects.filter(owner=who).order_by("-pk").values_list("pk", flat=True)[:LOOKS])
    give_back()
    for pk in own:
        lists.append(reader.timed("/cases/"))
        pages.append(reader.timed(f"/cases/{pk}/"))
    return lists, pages


def _plain(reader: Browser) -> list[float]:
    return [reader.timed("/notes/new/") for _ in range(2 * LOOKS)]


def _window(port: int, who: Officer, key: str) -> list[float]:
    window, times = Browser(port, key), []
    window.open_form(REGISTER)
    firm(who.org_id)
    give_back()
    for _ in range(15):
        began = perf_counter()
        slip = window.post(REGISTER, form(who))
        times += [1000 * (perf_counter() - began), window.timed(slip.removesuffix("slip/")), window.timed("/cases/")]
    return times


def found(made: Province, rows: int) -> Iterator[Figure]:
    """Search their texts, from the region and from a county."""
    with search.in_bulk():
        part = []
        there = SearchRow.objects.filter(kind="case").values("thing_id")
        for case in Case.objects.exclude(pk__in=there).order_by("pk")[:rows].iterator(chunk_size=2000):
            part.append(findable.of_case(case))
            if len(part) == search.PART:
                search.put_new(part)
                part = []
        search.put_new(part)
    for where, unit in (("region", made.root.pk), ("county", made.counties[0].pk)):
        for how, words in WORDS.items():
            times = [_searched(unit, word) for word in words for _ in range(6)]
            yield at_most(f"检索诉求 search, {where}, {how}, p95", high(times), 150)


def _searched(unit: int, word: str) -> float:
    from bench.finding import _asker

    began = perf_counter()
    results.search(_asker([unit]), word)
    return 1000 * (perf_counter() - began)
