"""How busy each union has been: what makes the gauges of the demo stand in every state."""

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import is_workday

FIRST, KICKOFF, TODAY = date(2012, 2, 27), date(2012, 2, 29), date(2012, 4, 27)
SETUP = date(2012, 2, 20)
FOUNDED = date(2012, 2, 24)


@dataclass(frozen=True)
class Pace:
    """Enterprises on the roster; different enterprises and workers met; visits; days out of each leader; groups."""

    firms: int
    reach: int
    workers: int
    visits: int
    leader_days: tuple[int, ...]
    groups: int = 1


# county code: six have kept the promise, nine are on the way, six are behind, one has not begun
COUNTIES = {
    "640104": Pace(40, 26, 300, 100, (30, 24), 3),
    "640105": Pace(27, 13, 104, 52, (18, 13), 2),
    "640106": Pace(36, 24, 262, 90, (26, 22), 3),
    "640121": Pace(25, 12, 96, 48, (15, 14), 2),
    "640122": Pace(25, 14, 122, 54, (21, 16), 2),
    "640181": Pace(26, 13, 110, 52, (16, 9), 2),
    "640202": Pace(28, 18, 128, 62, (19, 17), 2),
    "640205": Pace(18, 4, 30, 14, (7, 5)),
    "640221": Pace(24, 10, 74, 42, (14, 13), 1),
    "640302": Pace(32, 22, 236, 84, (27, 18), 2),
    "640303": Pace(14, 3, 22, 9, (5, 3), 0),
    "640323": Pace(20, 9, 66, 38, (14, 8), 1),
    "640324": Pace(16, 5, 40, 18, (9, 6)),
    "640381": Pace(24, 11, 88, 46, (17, 15), 2),
    "640402": Pace(30, 20, 204, 80, (25, 21), 2),
    "640422": Pace(20, 9, 70, 40, (15, 13), 1),
    "640423": Pace(15, 4, 26, 12, (6, 4)),
    "640424": Pace(12, 0, 0, 0, (0, 0), 0),
    "640425": Pace(15, 5, 36, 16, (8, 7)),
    "640502": Pace(24, 11, 84, 46, (17, 14), 2),
    "640521": Pace(25, 17, 172, 70, (22, 20), 2),
    "640522": Pace(14, 4, 28, 13, (7, 2), 0),
}
CITIES = {
    "640100": Pace(0, 15, 132, 62, (24, 19, 16), 3),
    "640200": Pace(0, 3, 24, 10, (9, 6, 4), 1),
    "640300": Pace(0, 8, 70, 34, (17, 15, 11), 2),
    "640400": Pace(0, 11, 82, 44, (20, 16, 14), 2),
    "640500": Pace(0, 5, 46, 24, (15, 10, 8), 1),
}
REGION_PACE = Pace(0, 64, 420, 110, (27, 27, 18, 14, 12, 10, 7, 6, 4, 3), 0)
DIRECT_PACES = (Pace(3, 3, 30, 9, (10,)), Pace(3, 2, 18, 6, (7,)), Pace(3, 1, 7, 3, (4,), 0))
INDUSTRY_PACE = Pace(3, 3, 30, 20, (15,))
ALWAYS = 99  # the leader comes along every time
# region group: enterprises, workers, visits; the third goes once to an enterprise that is not in trouble
GROUPS = {
    1: Pace(0, 7, 70, 19, (ALWAYS,)),
    2: Pace(0, 5, 56, 15, (ALWAYS,)),
    3: Pace(0, 6, 48, 10, (ALWAYS,)),
    4: Pace(0, 5, 34, 7, (ALWAYS,)),
    5: Pace(0, 3, 24, 5, (ALWAYS,)),
    6: Pace(0, 2, 14, 3, (ALWAYS,)),
    7: Pace(0, 4, 31, 6, (ALWAYS,)),
    8: Pace(0, 1, 6, 1, (ALWAYS,)),
    9: Pace(0, 3, 20, 4, (ALWAYS,)),
    10: Pace(0, 0, 0, 0, ()),
}
STRAY = 3  # the group that once went astray


def days() -> list[date]:
    """The working days of the campaign so far, by the calendar of public holidays."""
    span = [FIRST + timedelta(n) for n in range((TODAY - FIRST).days + 1)]
    return [day for day in span if is_workday(day)]


def scaled(pace: Pace, scale: float) -> Pace:
    """A smaller demo of the same shape."""
    if scale == 1:
        return pace
    firms, reach, workers, visits = (
        max(1, round(n * scale)) if n else 0 for n in (pace.firms, pace.reach, pace.workers, pace.visits)
    )
    return Pace(firms, reach, workers, visits, pace.leader_days, pace.groups)
