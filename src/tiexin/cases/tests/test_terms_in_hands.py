"""What a transfer does to terms, worked out by hand: whoever takes a matter takes it with what is left of them.

10 May 2012 is a Thursday; it is offered on Monday 14 May and taken, or returned, on the 16th. What ran runs on to the
day that it had; only the term for taking it begins with the offer, five working days, and is met by the answer.
"""

from datetime import date

import pytest

from tiexin.cases.actions import offering
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import DAY, clocks, moved, registered, stage
from tiexin.orgs.tests import cast as c

OFFERED, ANSWERED = c.TODAY + 4 * DAY, c.TODAY + 6 * DAY
RETURN = date(2012, 5, 21)  # 15, 16, 17, 18 and 21 May
ROWS = [
    ("petition", (), "contact", date(2012, 5, 15), False),  # 11, 14 and 15 May
    ("petition", (), "notify", date(2012, 5, 25), False),  # fifteen days
    ("petition", ("accept",), "contact", date(2012, 5, 15), True),
    ("petition", ("accept",), "notify", date(2012, 5, 25), True),
    ("petition", ("accept",), "conclude", date(2012, 7, 9), False),  # sixty days
    ("dispute", (), "contact", date(2012, 5, 15), False),
    ("dispute", (), "mediate", date(2012, 5, 25), False),  # fifteen days
    ("dispute", ("accept",), "mediate", date(2012, 5, 25), False),
    ("suggestion", (), "contact", date(2012, 5, 17), False),  # 11, 14, 15, 16 and 17 May
    ("suggestion", ("accept",), "conclude", date(2012, 6, 11), False),  # thirty days, the last a Saturday
]


@pytest.fixture
def cast(db):
    return stage()


def handed(cast, kind, moves, answer):
    case = moved(registered(cast, kind), *moves, by=cast.author)
    before = clocks(case)
    offering.offer_case(case, NewOffer(cast.city, None, "属市里管"), by=cast.author, on=OFFERED)
    during = clocks(case)
    taker = cast.people["city_office"]
    if answer == "take":
        offering.take_offer(case, by=taker, on=ANSWERED)
    else:
        offering.return_offer(case, "县里的事县里办", by=taker, on=ANSWERED)
    return before, during, clocks(case)


@pytest.mark.parametrize("answer", ["take", "return"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{len(row[1])}-{row[2]}")
def test_a_term_ends_on_its_own_day_in_whosever_hands(cast, row, answer):
    kind, moves, rule, day, met = row
    before, during, after = handed(cast, kind, moves, answer)
    assert [found[rule] for found in (before, during, after)] == [(day, met, False)] * 3
    assert (during["return"], after["return"]) == ((RETURN, False, False), (RETURN, True, False))
    assert set(after) == {*before, "return"}
    found = Case.objects.get()
    who = cast.people["city_office"] if answer == "take" else cast.author
    assert (found.owner, found.org) == (who, cast.city if answer == "take" else cast.county)


@pytest.mark.parametrize("kind", ["petition", "dispute", "suggestion"])
def test_the_next_term_of_the_matter_is_the_same_before_and_after(cast, kind):
    case = registered(cast, kind)
    first = Case.objects.get().due
    offering.offer_case(case, NewOffer(cast.city, None, "属市里管"), by=cast.author, on=OFFERED)
    offering.take_offer(case, by=cast.people["city_office"], on=ANSWERED)
    assert Case.objects.get().due == first
