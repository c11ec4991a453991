"""Who owns a new matter first: who of the unit serves with the title that the catalogue looks for."""

from tiexin.cases import queries
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import ASKED, DAY, SAID, registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message


@kept.fixture
def cast():
    found = stage()
    found.mediator = c.officer("沈和平", found.county, "officer", title="调解员")
    return found


def first(cast, kind="dispute", org=None, on=c.TODAY):
    return queries.proposed(catalogue()[kind], org or cast.county, on)


def told(case):
    rows = Message.objects.filter(source=f"case/{case.pk}/queue").select_related("officer")
    return [each.officer for each in rows]


def test_the_one_with_the_title_comes_first(cast):
    assert first(cast) == cast.mediator
    assert first(cast, "legal_aid") is None
    assert first(cast, org=cast.city) is None
    assert first(cast, "suggestion") is None  # looks for no title


def test_who_is_not_in_office_or_handles_nothing_does_not_count(cast):
    assert first(cast, on=c.FOUNDED) is None
    cast.mediator.posts.update(until=c.TODAY)
    assert first(cast) is None
    cast.mediator.posts.update(until=c.TODAY + DAY)
    assert first(cast) == cast.mediator
    type(cast.mediator).objects.filter(pk=cast.mediator.pk).update(until=c.TODAY)
    assert first(cast) is None
    c.officer("林法", cast.county, title="法律部干部")
    assert first(cast, "legal_aid") is None


def test_what_waits_in_the_queue_is_told_to_them(cast):
    case = queue(cast, "dispute")
    assert told(case) == [cast.mediator]
    assert told(queue(cast, "petition")) == [queries.backstop(cast.county, c.TODAY)]


def queue(cast, kind):
    case = Case(**SAID, kind=kind, org=cast.county, first_org=cast.county)
    return register_case(NewCase(case, "", "没有发", ASKED.get(kind, {})), by=None, on=c.TODAY)


def test_of_what_is_sealed_only_who_decides_hears(cast):
    c.officer("苏静", cast.county, "officer", title="心理咨询师")
    assert told(queue(cast, "counselling")) == [queries.backstop(cast.county, c.TODAY)]


def test_what_is_offered_to_their_unit_is_told_to_them(cast):
    case = registered(cast, by=cast.people["enterprise"], org=cast.enterprise, offer=cast.county)
    offer = case.offers.get()
    rows = Message.objects.filter(source=f"case/{case.pk}/offer/{offer.pk}")
    assert [each.officer for each in rows] == [cast.mediator] and offer.officer is None


def test_assigning_proposes_them(cast, client):
    case = queue(cast, "dispute")
    page = c.enter(client, cast.chief).get(f"/cases/{case.pk}/assign/").content.decode()
    assert "服务目录先找：沈和平（调解员）" in page
    assert "服务目录先找" not in c.enter(client, cast.chief).get(f"/cases/{case.pk}/lead/").content.decode()
    petition = queue(cast, "petition")
    assert "服务目录先找" not in c.enter(client, cast.chief).get(f"/cases/{petition.pk}/assign/").content.decode()
