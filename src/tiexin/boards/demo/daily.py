"""What the stay teams prepared, told of their days and wrote: the four things together, each of C088–C090 once."""

from datetime import date, timedelta

from tiexin.evidence.actions import NewPaper
from tiexin.orgs.models import Officer
from tiexin.visits.actions import plan_stay
from tiexin.visits.actions.days import tell_day
from tiexin.visits.actions.preparing import begin_stay, file_material, pledge
from tiexin.visits.actions.writing import accept_paper, begin_paper, submit_paper
from tiexin.visits.day_queries import days_of, members
from tiexin.visits.day_rules import DONE, TOGETHER, DaySaid
from tiexin.visits.models import Stay
from tiexin.visits.preparing_rules import MATERIALS

PDF = b"%PDF-1.4\n% a paper of the demo\n"
WHY = "本批先进驻，缺的随后补齐"
REPORT = {
    "done": "在{employer}住了一周，下车间、进班组，和职工同吃同住同学习同劳动。",
    "heard": "职工最盼的是活儿稳、工资按时，最急的是加班多、休息少，也有人担心转岗。",
    "problems": "反映的问题都已登记，有人负责、有期限；能在企业解决的已经在办。",
    "advice": "建议把倒班安排提前一周公布，建议上级工会牵头和几家企业一起谈工资。",
}
BOARD = 1500  # fen a day
NOTES = (
    "随早班下车间，班前会上讲了安全规程。",
    "在食堂和大家一起吃饭，听到不少家里的难处。",
    "晚上住在职工宿舍，聊到很晚。",
)


def prepare(office: Officer, today: date) -> None:
    """File the region's three materials; each team pledges and begins, the first ones before they were trained."""
    first = Stay.objects.standing().order_by("start").first()
    ready = min(first.start, today) - timedelta(days=10) if first else today
    for kind, label in MATERIALS.items():
        file_material(office.org, kind, NewPaper(PDF, f"{label}.pdf"), by=office, on=ready)
    stays = Stay.objects.standing().filter(start__lte=today + timedelta(days=1))
    for stay in stays.select_related("team__org").order_by("pk"):
        team = members(stay)
        for member in team:
            if not stay.team.pledges.filter(officer=member.officer).exists():
                pledge(stay.team, by=member.officer, on=stay.start)
        begin_stay(stay, WHY, may_waive=True, by=team[0].officer, on=min(stay.start, today))


def plan_next(office: Officer, today: date) -> None:
    """The second batch: every team that stayed goes once more in the week after next, to where it was first."""
    monday = today + timedelta(days=14 - today.weekday())
    first = {stay.team_id: stay for stay in Stay.objects.standing().select_related("team").order_by("-start")}
    for _, stay in sorted(first.items()):
        new = Stay(team=stay.team, employer=stay.employer, start=monday, end=monday + timedelta(days=4), batch=2)
        plan_stay(new, by=office, on=today)


def write(today: date) -> int:
    """Each team that has left hands in its report; the region's office accepts all but the last. Return how many."""
    gone = Stay.objects.standing().filter(end__lt=today).select_related("team__org", "employer").order_by("pk")
    for place, stay in enumerate(gone):
        author = members(stay)[0].officer
        text = {key: said.format(employer=stay.employer) for key, said in REPORT.items()}
        paper = begin_paper(stay, "report", text, by=author, on=stay.end)
        submit_paper(paper, by=author, on=stay.end)
        judge = Officer.objects.filter(org=stay.team.org).exclude(pk=author.pk).order_by("pk").first()
        if judge is not None and place != len(gone) - 1:
            accept_paper(paper, by=judge, on=min(stay.end + timedelta(days=3), today))
    return len(gone)


def tell(today: date) -> int:
    """Tell the days of all stays up to a day; the last member still owes the last one. Return how many."""
    told = 0
    for stay in Stay.objects.standing().exclude(begun=None).select_related("team").order_by("pk"):
        team, days = members(stay), days_of(stay, today)
        for place, member in enumerate(team):
            mine = [day for day in days if member.holds_on(day)]
            for n, day in enumerate(mine[:-1] if place == len(team) - 1 else mine):
                tell_day(stay, day, _said(stay, n, place), by=member.officer, on=day)
                told += 1
    return told


def _said(stay: Stay, n: int, place: int) -> DaySaid:
    """The n-th day of one of the team: nobody does everything every day."""
    together = tuple(name for at, name in enumerate(TOGETHER) if (at + n + place) % 5)
    done = tuple(DONE)[n : n + 1]
    receipt = f"{stay.pk:03}-{place + 1}{n + 1:02}"
    return DaySaid(together, done, BOARD, 0, receipt, NOTES[n % len(NOTES)] if place == 0 else "")
