"""What the stay teams told of their days: the four things done together, and each of C088–C090 once."""

from datetime import date

from tiexin.visits.actions.days import tell_day
from tiexin.visits.day_queries import days_of, members
from tiexin.visits.day_rules import DONE, TOGETHER, DaySaid
from tiexin.visits.models import Stay

BOARD = 1500  # fen a day
NOTES = (
    "随早班下车间，班前会上讲了安全规程。",
    "在食堂和大家一起吃饭，听到不少家里的难处。",
    "晚上住在职工宿舍，聊到很晚。",
)


def tell(today: date) -> int:
    """Tell the days of all stays up to a day; the last member still owes the last one. Return how many."""
    told = 0
    for stay in Stay.objects.standing().select_related("team").order_by("pk"):
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
