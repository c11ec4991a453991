"""The list that is composed once shows what the list composed for one call would: for everybody, by every filter."""

from datetime import timedelta
from itertools import product

import pytest

from tiexin.cases import before, listed, queries, reading
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.offering import NewOffer, offer_case, withdraw_from_case
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.forms import WHEN, WHOSE
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import DAY, moved, registered, stage
from tiexin.cases.untold import untold
from tiexin.core.pages import page_of
from tiexin.orgs import scope
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

ASKED = (
    [{}, {"state": "all"}, {"state": "replied"}, {"kind": "dispute"}, {"state": "all", "channel": "hotline"}]
    + [{"state": "all", "whose": whose} for whose in WHOSE]
    + [{"when": when} for when in WHEN]
    + [{"state": "all", "whose": whose, "kind": "petition"} for whose in ("mine", "part", "queue")]
)


@kept.fixture
def cast():
    found = stage()
    found.away = c.officer("石岩", found.other_county, "officer")
    found.head = c.officer("高远", found.city, "leader", rank=Rank.LEADER, title="主席")
    found.boss = found.people["enterprise"]
    return found


@pytest.fixture
def cases(cast):
    """Matters of two counties in every state, sealed, hidden, offered, helped with, stepped back from, about one."""
    far = {"org": cast.other_county, "by": cast.away}
    moved(registered(cast, "petition"), "accept", "begin", "reply", by=cast.author)
    called = moved(registered(cast, "petition", title="食堂"), "accept", "begin", "reply", by=cast.author)
    call_back_case(called, Heard(True, "yes", "satisfied", "好了"), by=cast.mate, on=c.TODAY)
    registered(cast, "counselling")
    registered(cast, employer=cast.employer, hide_name=True)
    registered(cast, title="和同事有关的", about=cast.mate, about_org=cast.county)
    add_helper(registered(cast, **far), cast.author, "一起办", by=cast.away, on=c.TODAY)
    offer_case(registered(cast, **far), NewOffer(cast.county, None, "你们的企业"), by=cast.away, on=c.TODAY)
    withdraw_from_case(registered(cast, title="亲戚的事"), "是我亲戚", by=cast.author, on=c.TODAY)
    registered(cast, channel="hotline", reply_way="call", **far)
    Case.objects.filter(title="食堂").update(due=None)
    registered(cast, title="没有期限的")  # of those without a term the one that came later was written down first
    Case.objects.filter(title="没有期限的").update(due=None, at=Case.objects.earliest("at").at - timedelta(days=9))


def who_asks(rf, officer, needs="cases.see"):
    request = rf.get("/cases/")
    request.officer, request.today, request.needs = officer, c.TODAY, needs
    return request


def everybody(cast):
    return [cast.author, cast.mate, cast.chief, cast.away, cast.head, cast.boss, *cast.people.values()]


@pytest.mark.parametrize("wide", [False, True], ids=["a few units", "a whole city"])
def test_everybody_finds_the_same_by_every_filter(cast, cases, rf, monkeypatch, wide):
    monkeypatch.setattr(scope, "WIDE", known := {cast.province.pk, cast.city.pk, cast.county.pk} if wide else set())
    monkeypatch.setattr(listed, "WIDE", known)
    monkeypatch.setattr("tiexin.orgs.standing.WIDE", known)
    shown = set()
    for officer, said in product(everybody(cast), ASKED):
        request = who_asks(rf, officer)
        if not scope.may(request, "cases.see"):
            continue
        wanted = [row.pk for row in listed.whole(request, said)]
        found = listed.listed(request, said)
        assert isinstance(found, listed.Listed)
        assert [row[0] for row in listed._long.cut(0, 50, *found.given)] == wanted  # walked, as a list that goes on is
        assert (found.count_to(1001), len(found), found[0:50]) == (len(wanted), len(wanted), wanted)  # and read whole
        assert (found[1:3], found.count_to(2)) == (wanted[1:3], min(2, len(wanted)))
        shown |= set(wanted)
    assert shown == set(Case.objects.values_list("pk", flat=True))


def test_the_same_text_serves_another_county(cast, cases, rf, monkeypatch):
    listed.listed(who_asks(rf, cast.mate), {})[0:26]
    monkeypatch.setattr("tiexin.core.prepared._composed", lambda *_, **__: pytest.fail("composed twice"))
    found = listed.listed(who_asks(rf, cast.away), {})[0:26]
    assert found == [row.pk for row in listed.whole(who_asks(rf, cast.away), {})]
    assert found != []


def test_words_typed_and_days_asked_for_are_composed_for_the_call(cast, cases, rf):
    request = who_asks(rf, cast.author)
    for said in ({"q": "食堂", "state": "all"}, {"unit": "兴庆"}, {"rate": "solved", "since": c.TODAY - DAY}):
        assert not isinstance(listed.listed(request, said), listed.Listed)
    assert page_of(listed.listed(request, {"q": "食堂", "state": "all"}), request).total == 1


def test_what_one_reads_and_may_do_is_the_same_as_asked_for_each(cast, cases, rf):
    read = set()
    for officer in everybody(cast):
        request, rows = who_asks(rf, officer), list(Case.objects.order_by("pk"))
        reading.look(request, rows)
        wanted = {row.pk: (row.reads, row.unnamed) for row in reading.sighted(request, Case.objects.all())}
        assert {row.pk: (row.reads, row.unnamed) for row in rows} == {
            pk: (bool(reads), bool(unnamed)) for pk, (reads, unnamed) in wanted.items()
        }
        for row in rows:
            rights = queries.rights(request, row)
            sets = {
                "takes_part": queries.taking_part(request),
                "may_recuse": queries.named_in(request),
                "by_name": Case.objects.filter(queries.by_name(request)),
                "untold": untold(Case.objects.all()),
            }
            for name, found in sets.items():
                assert bool(getattr(rights, name)) == found.filter(pk=row.pk).exists(), (officer, name)
            assert queries.may_take(request, row.pk) == queries.offered_to(request).filter(pk=row.pk).exists()
            assert queries.may_claim(request, row.pk) == queries.claimable(request).filter(pk=row.pk).exists()
            one, near = before.seen(request, row.pk)
            if one:
                kept = [name for name in vars(rights) if name.startswith("has_") or name in (*sets, "works")]
                assert {name: getattr(one, name) for name in kept} == {name: getattr(rights, name) for name in kept}
                assert len(kept) == 21
            assert one == reading.overseen(request).filter(pk=row.pk).first()
            read |= {row.pk} if row.reads else set()
            assert {*near.open, *near.ended} <= set(reading.overseen(request))
    assert len(read) > 5
