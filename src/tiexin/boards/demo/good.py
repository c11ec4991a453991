"""The practical things that unions of the demo promised their workers (C167–C169): some in every state."""

from datetime import date

from tiexin.orgs.models import Officer
from tiexin.visits.actions import deeds as actions
from tiexin.visits.actions.deeds import Confirmation
from tiexin.visits.deeds import Deed

PROMISED, DUE, DONE, CONFIRMED = date(2012, 3, 8), date(2012, 6, 20), date(2012, 4, 10), date(2012, 4, 20)
PLANS = (
    ("给井口和班组装上直饮水", "井下和一线班组职工", "二十六个班组都通了水，检测合格"),
    ("补发拖欠的防暑降温费", "露天和高温岗位职工", "企业分两批补发到人，工资条可查"),
    ("把职工书屋开到晚上九点", "倒班职工", "三处书屋延长开放，值班由各厂轮流"),
    ("给困难职工子女办一期暑期托管", "双职工家庭", ""),
)
GIVEN_UP = "场地消防验收没有通过，改为送课到厂"


def do_good() -> int:
    """Promise a thing or two in every county and city that has somebody to see to it; return how many."""
    rows = Officer.objects.filter(posts__role="officer", org__level__in=["city", "county"], org__closed=None)
    owners = {officer.org_id: officer for officer in rows.order_by("-pk").distinct()}
    for number, org in enumerate(sorted(owners)):
        for place in (number % len(PLANS), (number + 1) % len(PLANS)):
            _promise(place, owners[org])
    return Deed.objects.count()


def _promise(place: int, owner: Officer) -> None:
    title, serves, result = PLANS[place]
    new = Deed(org=owner.org, owner=owner, title=title, serves=serves, promised=PROMISED, due=DUE)
    deed = actions.promise_deed(new, by=owner, on=PROMISED)
    if place == 0:
        return
    if not result:
        actions.give_up_deed(deed, GIVEN_UP, by=owner, on=CONFIRMED)
        return
    actions.finish_deed(deed, result, DONE, by=owner, on=DONE)
    if place == 1:
        actions.confirm_deed(deed, Confirmation(3, CONFIRMED, "班组长和两名职工"), by=owner, on=CONFIRMED)
