"""Two people press 再发一次 at the same moment: the text waits once, one entry says who pressed."""

import pytest
from django.db import connection

from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import one_wins
from tiexin.outbox.actions import send_text_again
from tiexin.outbox.models import Message
from tiexin.outbox.tests.telling import phoned

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


def test_two_presses_at_once_send_it_once(transactional_db):
    cast = c.stage()
    text = phoned(cast.county)
    Message.objects.filter(pk=text.pk).update(state="failed")
    hands = (cast.people["office"], cast.people["city_office"], cast.people["system"])
    refused = one_wins(*(lambda by=by: send_text_again(text, by=by, on=c.TODAY) for by in hands))
    assert {str(each) for each in refused} == {"只有没有发成的才能再发，刚才可能已有人点过"}
    assert Message.objects.values_list("state").get(pk=text.pk) == ("waiting",)
    assert Entry.objects.filter(verb="send_text_again").count() == 1
