"""A week's number is what the facts up to its Sunday say; each is counted while it may change, then left alone."""

from datetime import date, timedelta

from tiexin.duties import weeks
from tiexin.duties.definition import Do
from tiexin.duties.models import Slice, State, Total, Week
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import fact, note, publish, tally
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

SUNDAYS = [date(2012, 3, 4) + timedelta(days=7 * n) for n in range(18)]


def numbers(node):
    return dict(Week.objects.filter(node=node).order_by("on").values_list("on", "n"))


@kept.fixture
def talks():
    """Sums at a county and another city: 3 and 1 in April, 2 on a Monday."""
    cast = c.units()
    publish(cast.province, tally(Do(measure="talk", count="sum"), counted="below", low=9))
    note(fact(cast.county, qty=3), fact(cast.other_city), fact(cast.county, qty=2, on=date(2012, 4, 9)))
    scene.settle()
    return cast, Slice.objects.get()


def test_weeks_end_on_sundays_within_the_days_of_the_slice(talks):
    _, piece = talks
    assert list(weeks.sundays(piece, date(2013, 1, 1))) == SUNDAYS[:17]
    assert list(weeks.sundays(piece, date(2012, 3, 11))) == [date(2012, 3, 4)]
    assert list(weeks.sundays(piece, date(2012, 3, 1))) == []


def test_a_week_counts_what_was_done_up_to_its_sunday_at_every_node_above(talks):
    cast, piece = talks
    for sunday in (date(2012, 4, 1), date(2012, 4, 8), date(2012, 4, 15)):
        weeks.fill(piece, sunday, c.TODAY)
    days = [date(2012, 4, 1), date(2012, 4, 8), date(2012, 4, 15)]
    expected = {cast.province: [0, 4, 6], cast.city: [0, 3, 5], cast.county: [0, 3, 5], cast.other_city: [0, 1, 1]}
    for node, found in expected.items():
        assert numbers(node) == dict(zip(days, found, strict=True))
    assert Total.objects.get(node=cast.province).n == 6


def test_different_things_are_counted_once_in_a_week_too(db):
    cast = c.units()
    firm = c.employer(cast.county, "甲企业")
    publish(cast.province, tally(Do(measure="visit", count="employer"), counted="below", low=9))
    note(*(fact(unit, measure="visit", employer=firm.pk) for unit in (cast.county, cast.city, cast.other_city)))
    scene.settle()
    weeks.fill(Slice.objects.get(), date(2012, 4, 8), c.TODAY)
    assert [numbers(node)[date(2012, 4, 8)] for node in (cast.province, cast.city, cast.other_city)] == [1, 1, 1]


def test_only_units_down_to_the_county_have_weeks(talks):
    cast, piece = talks
    weeks.fill(piece, date(2012, 4, 8), c.TODAY)
    nodes = {week.node_id for week in Week.objects.all()}
    assert nodes == set(Org.objects.exclude(pk__in=[cast.enterprise.pk, cast.closed.pk]).values_list("pk", flat=True))


def test_every_week_is_counted_once_the_latest_first_and_the_last_again_each_day_for_a_week(talks):
    _, piece = talks
    day = date(2012, 3, 20)  # a Tuesday
    assert [(found, on) for found, on in weeks.due(day)] == [(piece, on) for on in reversed(SUNDAYS[:3])]
    taken = []
    while weeks.fill_next(day):
        taken.append(Week.objects.order_by("-id").first().on)
    assert taken == list(reversed(SUNDAYS[:3]))
    for later, left in ((1, [SUNDAYS[2]]), (5, [SUNDAYS[2]]), (6, [SUNDAYS[3]]), (13, [SUNDAYS[4], SUNDAYS[3]])):
        assert [on for _, on in weeks.due(day + timedelta(days=later))] == left


def test_a_late_record_changes_a_week_within_seven_days_and_no_more(talks):
    cast, _ = talks
    monday = date(2012, 4, 9)
    while weeks.fill_next(monday):
        pass
    before = numbers(cast.province)
    note(fact(cast.county, on=date(2012, 3, 30)))  # belongs to every week from 1 April on
    scene.settle()
    while weeks.fill_next(monday + timedelta(days=1)):
        pass
    assert numbers(cast.province) == {**before, date(2012, 4, 8): before[date(2012, 4, 8)] + 1}


def test_what_is_owed_by_each_for_itself_and_a_plan_out_of_force_have_no_weeks(talks):
    cast, _ = talks
    own = publish(cast.province, tally("visit", low=1))
    assert {piece.measure for piece, _ in weeks.due(c.TODAY)} == {"talk"}
    assert own[0].definition["counted"] != "below"
    version = Slice.objects.get(measure="talk").terms.get().duty.clause.version
    type(version).objects.filter(pk=version.pk).update(state=State.SUPERSEDED)
    assert list(weeks.due(c.TODAY)) == []
    assert weeks.fill_next(c.TODAY) is False
