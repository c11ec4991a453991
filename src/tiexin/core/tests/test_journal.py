"""The port through which the rooms below the trail leave their entries."""

from datetime import date

import pytest

from tiexin.core import journal
from tiexin.core.journal import Act, Claim
from tiexin.evidence.actions import record_claims
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Level, Org

DAY = date(2012, 5, 10)


@pytest.fixture
def writers(monkeypatch):
    """A list of writers of its own, so that the real one stays registered."""
    own = [lambda act, claims: "first"]
    monkeypatch.setattr(journal, "_writers", own)
    return own


def act(thing=None, **more):
    return Act("found", thing or Org(pk=7), None, DAY, 7, **more)


def test_evidence_is_the_one_writer():
    assert journal._writers == [record_claims]


def test_the_last_to_register_writes_alone(writers):
    seen = []
    journal.register(lambda act, claims: seen.append((act, claims)) or "second")
    told = act()
    claim = Claim("organ_founded", DAY, Org(pk=7))
    assert journal.write(told, [claim]) == "second"
    assert (seen, len(writers)) == ([(told, [claim])], 1)


def test_an_act_cannot_be_changed_after_it_was_told():
    with pytest.raises(AttributeError):
        act().verb = "close"


@pytest.mark.django_db
def test_what_is_written_is_an_entry():
    org = Org.objects.create(name="某市总工会", level=Level.CITY, opened=DAY)
    entry = journal.write(Act("found", org, None, DAY, org.pk, source="import:1"))
    stored = Entry.objects.get()
    assert stored == entry
    told = (stored.verb, stored.thing, stored.thing_id, stored.by, stored.on, stored.org, stored.source)
    assert told == ("found", "orgs.org", org.pk, None, DAY, org, "import:1")
