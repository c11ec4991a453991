"""The demo's 12351: a line that most counties joined, seats, a rota, a month of calls, some judged by lot."""

import uuid
from datetime import date, datetime, time, timedelta

from tiexin.boards.demo import pace
from tiexin.cases.actions import hotline as calls
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.hotline_scores import Judged, reply_to_score, score_call
from tiexin.cases.hotline.forms import Message
from tiexin.cases.hotline.models import Call, Line
from tiexin.cases.hotline.rules import Happened
from tiexin.cases.hotline.sheet import KIND, sheet
from tiexin.cases.models import Case
from tiexin.cases.rules import ENDED
from tiexin.core.days import aware
from tiexin.draws import actions as draws
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, Pick
from tiexin.orgs.models import Kind, Level, Officer, Org
from tiexin.orgs.scope import below
from tiexin.registry.models import Worker

FIRST, DAY = date(2012, 3, 20), timedelta(days=1)
LACKING = 2  # county unions that have not joined yet
SPAN = 30  # days of calls
WAITS = (3, 5, 8, 6, 11, 4, 9, 14, 7, 22)  # seconds until somebody answers
NIGHT, DAYTIME, EVENING = (0, 480), (480, 960), (960, 1440)
WORDS = {
    0: {"plain": "partly"},
    1: {"next": "no", "heard": "none"},
    2: {},
    3: {"greeting": "partly", "next": "partly"},
    4: {"right": "none"},
}
KNOWN = 900  # from which number on calls of people of the register are counted: no ninth among the first of them
ASKED = (("suggestion", "食堂晚上八点就关门"), ("dispute", "两个月的加班费没有发"), ("suggestion", "宿舍的热水又停了"))
ASKS: dict[str, dict[str, str]] = {"suggestion": {"topic": "welfare"}, "dispute": {"claim": "wages"}}
NOTES = ("讲得清楚，政策条文可以再说白一点", "没有说几天内回话", "", "称呼急了些", "")


def answer_calls(office: Officer) -> int:
    """Open the line and let a month of calls come; return how many."""
    clerk = Officer.objects.filter(posts__role="window", org=office.org).order_by("pk")[0]
    line = _open(office)
    counties = [joined.org for joined in line.joined.select_related("org").order_by("pk")]
    first = pace.TODAY - SPAN * DAY
    lines.take_seat(line.seats.order_by("pk")[0], aware(datetime.combine(first, time(7))), by=clerk, on=first)
    matters = iter(list(Case.objects.filter(channel="hotline", org__in=counties, calls=None).order_by("pk")))
    for number in range(SPAN):
        day = pace.TODAY - (SPAN - number) * DAY
        for place in range(3 + number % 3):
            call = _call(line, counties[(number * 5 + place * 3) % len(counties)], day, number * 7 + place)
            _see_to(call, number + place, day, matters, clerk)
    _known(line, clerk)
    _plan(clerk, office)
    _judge(clerk, office)
    return Call.objects.count()


def caller(number: int) -> str:
    """A number from which somebody calls; the simulated exchange calls from the same ones."""
    return f"139{number:08d}"


def _known(line: Line, clerk: Officer) -> None:
    """People of the register call: what is open of theirs stands beside the call when they ring again."""
    joined = set(below([each.org_id for each in line.joined.all()]).values_list("org", flat=True))
    people = Worker.objects.exclude(phone_index=None).select_related("employer__org").order_by("pk")
    firms = [(place, each, each.employer) for place, each in enumerate(people) if each.employer]
    calling = [each for each in firms if each[2].org_id in joined]
    for turn, (place, worker, firm) in enumerate(calling[: len(ASKED)]):
        kind, title = ASKED[turn]
        day = pace.TODAY - (turn + 1) * DAY
        call = _call(line, firm.org, day, KNOWN + turn, caller(place))
        said = {"worker": worker, "employer": firm, "channel": "hotline", "kind": kind, "title": title}
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"hotline {place}")
        case = Case(key=key, org=clerk.org, first_org=clerk.org, reply_way="call", **said)
        made = register_case(NewCase(case, caller(place), f"{title}，请工会帮着问一问", ASKS[kind]), by=clerk, on=day)
        calls.link_case(call, made, "request", by=clerk, on=day)


def _open(office: Officer) -> Line:
    line = lines.open_line(office.org, "12351", by=office, on=FIRST)
    counties = Org.objects.under(office.org).filter(level=Level.COUNTY, kind=Kind.TERRITORIAL, closed=None)
    joining = list(counties.filter(practice=False).order_by("region", "pk"))[:-LACKING]
    lines.join_unions(line, joining, by=office, on=FIRST)
    for number in "123":
        lines.open_seat(line, office.org, number, by=office, on=FIRST)
    return line


def _call(line: Line, county: Org, day: date, number: int, phone: str = "") -> Call:
    """Told like by a telephone system; each ninth caller hangs up before somebody answers."""
    began = aware(datetime.combine(day, time(8))) + timedelta(minutes=(number * 97) % 600)
    wait = WAITS[number % len(WAITS)]
    told = {"ringing": 0, "answered": wait, "hungup": wait + 120, "recording": wait + 121}
    if number % 9 == 4:
        told = {"ringing": 0, "hungup": 35}
    name = f"demo-{number}"
    for kind, after in told.items():
        recording = f"{day:%Y%m%d}-{number}.wav" if kind == "recording" else ""
        happened = Happened(f"{name}-{kind}", kind, began + timedelta(seconds=after), recording)
        seat = "1" if kind == "answered" else ""
        call = calls.take_event(
            Message(name, line.number, happened, phone or f"139095{number:05d}", county.region, seat), by=None, on=day
        )
    return call


def _see_to(call: Call, number: int, day: date, matters: object, clerk: Officer) -> None:
    """Most are answered at once, some become matters, some wait; who was not answered is called back."""
    if call.state == "abandoned":
        if day < pace.TODAY - 3 * DAY:
            at = call.at + timedelta(minutes=10 + number % 30)
            calls.call_back(call, number % 4 != 0, at, by=clerk, on=day)
        return
    if number % 5 < 3:
        calls.answer_question(call, by=clerk, on=day)
    elif (case := next(matters, None)) is not None:  # type: ignore[call-overload]
        calls.link_case(call, case, ("request", "difficulty")[number % 2], by=clerk, on=day)
        if case.state in ENDED:
            calls.keep_promise(case, by=clerk, on=pace.TODAY)
    elif number % 5 == 3:
        calls.mark_call(call, ("request", "difficulty")[number % 2], by=clerk, on=day)
    else:
        calls.answer_question(call, by=clerk, on=day)


def _plan(clerk: Officer, office: Officer) -> None:
    """This week and the next: the clerk by day, two of the office in the evening and at night."""
    others = Officer.objects.filter(posts__role="office", org=office.org).order_by("-pk")[:2]
    monday = pace.TODAY - pace.TODAY.weekday() * DAY
    for who, (start, end) in zip((clerk, *others), (DAYTIME, EVENING, NIGHT), strict=False):
        hours = lines.Hours(office.org, who, monday, start, end, monday + 13 * DAY)
        lines.plan_shifts(hours, by=office, on=monday)


def _judge(clerk: Officer, office: Officer) -> None:
    """Six calls of the month by lot, five of them judged; the clerk speaks about one."""
    leader = Officer.objects.filter(posts__role="leader", org=office.org).order_by("pk")[0]
    on = {"on": pace.TODAY}
    how = Rules(each=6, since=str(pace.TODAY - SPAN * DAY))
    new = draws.NewDraw(office.org, "四月热线通话抽查", office.org, how, KIND)
    draw: Draw = draws.freeze_draw(draws.open_draw(new, by=office, **on), by=office, **on)
    for step in (draws.commit_seed, draws.reveal_seed):
        step(draw, "沙坡头的沙子会唱歌", by=leader, **on)
        step(draw, "六盘山上红旗漫卷西风", by=office, **on)
    draws.run_draw(draw, by=office, **on)
    picks = Pick.objects.filter(draw=draw).order_by("place")
    for number, pick in enumerate(picks[: len(WORDS)]):
        answers = {**dict.fromkeys(sheet().keys, "yes"), **WORDS[number]}
        score = score_call(pick, Judged(answers, NOTES[number]), by=office, **on)
        if number == 1:
            reply_to_score(score, "职工自己先挂了，后来回拨时说了", by=clerk, **on)
