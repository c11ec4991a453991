"""How often somebody may try, hour by hour and day by day; what the door keeps, and for how long."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions.cases import NewCase
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import ASKED, SAID, registered
from tiexin.core.days import aware, moment, opening
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.actions.accounts import enter_code, keep_matter, leave, send_code
from tiexin.portal.actions.asking import ask
from tiexin.portal.actions.counting import check_pace, count_try
from tiexin.portal.actions.sweeping import KEPT, sweep
from tiexin.portal.models import PhoneCode, PortalAccount, PortalMatter, PortalSession, Tally
from tiexin.portal.rules import Pace, limits
from tiexin.portal.tests.portal_scene import PHONE, digits_sent, stage
from tiexin.portal.tokens import code_hash, hash_of, new_token

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
AT = datetime.fromisoformat("2012-05-10T00:00:00")
OTHER = "13900002222"
KINDS = ("follow", "ask", "text", "enter", "add")


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


@pytest.fixture
def account(cast):
    assert enter_code(send_code(PHONE, on=c.TODAY), digits_sent(), on=c.TODAY)
    return PortalAccount.objects.get()


def filled(kind, who, count, on=c.TODAY):
    """As many tries as `count` in this stretch."""
    count_try(kind, who, on=on)
    Tally.objects.filter(kind=kind).update(count=count)


def as_bytes(kept):
    return bytes(kept) if isinstance(kept, bytes | memoryview) else b""


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_allowed_try_passes_and_the_next_is_refused(cast, kind):
    pace = limits().pace[kind]
    filled(kind, "x", pace.most - 1)
    check_pace(kind, "x", on=c.TODAY)
    with pytest.raises(Refused) as caught:
        check_pace(kind, "x", on=c.TODAY)
    assert str(caught.value).startswith(pace.say) and "12351" in str(caught.value)
    assert "GB/T 22239" in caught.value.clause
    check_pace(kind, "y", on=c.TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_stretch_begins_at_nothing(cast, kind):
    filled(kind, "x", limits().pace[kind].most)
    check_pace(kind, "x", on=c.TODAY + DAY)
    Tally.objects.filter(since__gte=opening(c.TODAY + DAY)).delete()
    Tally.objects.update(since=opening(c.TODAY) - timedelta(hours=limits().pace[kind].hours))
    check_pace(kind, "x", on=c.TODAY)


@given(
    st.datetimes(AT, AT + 300 * DAY),
    st.integers(0, 3 * 86_400),
    st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]),
)
def test_two_moments_share_a_stretch_when_less_than_it_parts_them_on_one_side_of_its_edge(at, seconds, hours):
    later, pace = at + timedelta(seconds=seconds), Pace(1, hours, "")
    same = pace.window(at) == pace.window(later)
    assert same is (later < pace.window(at) + timedelta(hours=hours))


def test_the_fourth_code_in_an_hour_is_not_sent_to_this_number_alone(cast):
    tickets = [send_code(PHONE, on=c.TODAY) for _ in range(4)]
    assert len(set(tickets)) == 4 and {len(each) for each in tickets} == {43}
    assert PhoneCode.objects.count() == Message.objects.texts().count() == 3
    assert not PhoneCode.objects.filter(ticket_hash=hash_of(tickets[3])).exists()
    send_code(OTHER, on=c.TODAY)
    assert PhoneCode.objects.count() == 4


def test_six_codes_a_day_and_the_day_after_again(cast):
    for _ in range(8):
        Tally.objects.filter(kind="number_hour").delete()  # an hour later
        send_code(PHONE, on=c.TODAY)
    assert PhoneCode.objects.count() == limits().pace["number_day"].most == 6
    send_code(PHONE, on=c.TODAY + DAY)
    assert PhoneCode.objects.count() == 7


@pytest.mark.parametrize("written", ["139-0000-1111", "139 0000 1111", "+8613900001111", " 13900001111\t"])
def test_another_spelling_is_not_another_number(cast, written):
    for phone in (PHONE, PHONE, PHONE, written):
        send_code(phone, on=c.TODAY)
    assert PhoneCode.objects.count() == 3
    assert len({bytes(each.phone_index) for each in PhoneCode.objects.all()}) == 1


@pytest.mark.parametrize(
    "phone", ["", "1390000111", "139000011112", "23900001111", "１３９００００１１１１", "a" * 11, "\0"]
)
def test_no_number_no_code_and_nothing_counted(cast, phone):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        send_code(phone, on=c.TODAY)
    assert caught.value.field == "phone"


def test_a_number_that_has_enough_may_still_use_the_code_it_has(cast):
    ticket = send_code(PHONE, on=c.TODAY)
    digits = digits_sent()
    for _ in range(5):
        send_code(PHONE, on=c.TODAY)
    assert enter_code(ticket, digits, on=c.TODAY) != ""


def test_each_code_is_for_its_own_ticket(cast):
    one = send_code(PHONE, on=c.TODAY)
    first = digits_sent()
    two = send_code(PHONE, on=c.TODAY)
    PhoneCode.objects.filter(ticket_hash=hash_of(two)).update(code_hash=code_hash(two, "000000"))
    PhoneCode.objects.filter(ticket_hash=hash_of(one)).update(code_hash=code_hash(one, "111111"))
    assert (enter_code(one, "000000", on=c.TODAY), enter_code(two, "111111", on=c.TODAY)) == ("", "")
    assert first.isdigit() and not PortalSession.objects.exists()
    assert enter_code(two, "000000", on=c.TODAY) and enter_code(one, "111111", on=c.TODAY)
    assert PortalAccount.objects.count() == 1


@pytest.mark.parametrize(("left", "opens"), [(1, True), (0, False), (-1, False)])
def test_a_code_is_good_until_its_last_minute(cast, left, opens):
    ticket = send_code(PHONE, on=c.TODAY)
    PhoneCode.objects.update(until=moment(c.TODAY) + left * timedelta(minutes=1))
    assert bool(enter_code(ticket, digits_sent(), on=c.TODAY)) is opens
    assert PortalAccount.objects.exists() is opens


@pytest.mark.parametrize(("wrong", "opens"), [(0, True), (1, True), (4, True), (5, False), (9, False)])
def test_so_many_wrong_tries_leave_the_right_one(cast, wrong, opens):
    ticket = send_code(PHONE, on=c.TODAY)
    digits = digits_sent()
    for _ in range(wrong):
        assert enter_code(ticket, f"{(int(digits) + 1) % 10**6:06d}", on=c.TODAY) == ""
    assert bool(enter_code(ticket, digits, on=c.TODAY)) is opens
    assert PhoneCode.objects.get().tries == min(wrong + 1, limits().tries)


@pytest.mark.parametrize("ticket", ["", "x", "0" * 64, new_token()], ids=["none", "short", "zeros", "another"])
def test_a_ticket_that_was_never_given_opens_nothing_and_costs_nobody_a_try(cast, ticket):
    send_code(PHONE, on=c.TODAY)
    with c.nothing_written():
        assert enter_code(ticket, digits_sent(), on=c.TODAY) == ""
    assert PhoneCode.objects.get().tries == 0


def test_the_hash_of_a_ticket_is_no_ticket(cast):
    ticket = send_code(PHONE, on=c.TODAY)
    assert enter_code(hash_of(ticket), digits_sent(), on=c.TODAY) == ""
    assert enter_code(PhoneCode.objects.get().ticket_hash, digits_sent(), on=c.TODAY) == ""


def test_what_is_kept_of_an_account_names_nobody(account):
    entry = Entry.objects.get(verb="open_portal_account")
    assert PHONE not in " ".join(str(each) for row in Entry.objects.values_list() for each in row)
    assert (str(account), entry.on) == (f"portal account {account.pk}", c.TODAY)
    kept = [
        row.values() for model in (PortalAccount, PhoneCode, PortalSession, Tally) for row in model.objects.values()
    ]
    assert [each for row in kept for each in row if PHONE in str(each) or PHONE.encode() in as_bytes(each)] == []


def test_the_same_phone_has_another_seal_and_another_index_in_each_place(account, cast):
    case, code = registered(cast, phone=PHONE), PhoneCode.objects.get()
    assert len({bytes(each.phone_sealed) for each in (account, code, case)}) == 3
    assert bytes(account.phone_index) == bytes(code.phone_index) != bytes(case.phone_index)


def test_leaving_ends_this_session_alone(account):
    token = enter_code(send_code(PHONE, on=c.TODAY), digits_sent(), on=c.TODAY)
    for other in ("", "x", hash_of(token)):
        leave(other)
    assert PortalSession.objects.count() == 2
    leave(token)
    assert PortalSession.objects.count() == 1
    assert not PortalSession.objects.filter(token_hash=hash_of(token)).exists()


def test_a_matter_that_is_refused_is_not_kept_in_the_account(account, cast):
    case = Case(
        **{**SAID, "kind": "dispute", "channel": "web", "org": cast.county, "first_org": cast.county, "title": ""}
    )
    with c.nothing_written(), pytest.raises(Refused):
        ask(NewCase(case, details=ASKED["dispute"]), account, on=c.TODAY)


@pytest.mark.parametrize("kept", [True, False])
def test_a_matter_asked_is_kept_where_there_is_an_account(account, cast, kept):
    case = Case(**{**SAID, "kind": "dispute", "channel": "web", "org": cast.county, "first_org": cast.county})
    made = ask(NewCase(case, details=ASKED["dispute"]), account if kept else None, on=c.TODAY)
    assert list(PortalMatter.objects.values_list("account", "case", "since")) == (
        [(account.pk, made.pk, c.TODAY)] if kept else []
    )


def test_kept_again_later_it_is_kept_since_the_first_day(account, cast):
    case = registered(cast)
    for day in range(3):
        keep_matter(account, case, on=c.TODAY + day * DAY)
    assert PortalMatter.objects.get().since == c.TODAY


@pytest.mark.parametrize(("before", "stays"), [(SECOND, False), (timedelta(0), True), (-SECOND, True)])
@pytest.mark.parametrize("what", ["code", "session", "tally"])
def test_swept_is_what_ended_before_the_day_before_yesterday_began(account, what, before, stays):
    count_try("follow", "x", on=c.TODAY)
    edge = opening(c.TODAY - KEPT) - before
    rows = {"code": PhoneCode.objects.all(), "session": PortalSession.objects.all(), "tally": Tally.objects.all()}
    field = "since" if what == "tally" else "until"
    Tally.objects.exclude(kind="follow").delete()
    rows[what].update(**{field: edge})
    counts = {name: each.count() for name, each in rows.items()}
    assert sweep(on=c.TODAY) == (0 if stays else counts[what])
    left = {name: each.all().count() for name, each in rows.items()}
    assert left == {**counts, what: counts[what] if stays else 0}


def test_sweeping_leaves_accounts_and_what_belongs_to_them(account, cast):
    keep_matter(account, registered(cast), on=c.TODAY)
    entries = Entry.objects.count()
    sweep(on=c.TODAY + 400 * DAY)
    assert (PortalAccount.objects.count(), PortalMatter.objects.count()) == (1, 1)
    assert not any(model.objects.exists() for model in (PhoneCode, PortalSession, Tally))
    assert Entry.objects.count() == entries


def test_a_stretch_is_kept_by_the_clocks_of_the_place(cast):
    count_try("add", "x", on=c.TODAY)
    assert Tally.objects.get().since == aware(AT) == opening(c.TODAY)
