"""A second review that upholds ends a matter: it asks for what closing asks for."""

from dataclasses import replace

import pytest
from django.db import transaction

from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.cases.tests.test_reporting_actions import reported
from tiexin.cases.tests.test_review_orders import ASK, PAY, SECOND, claimed, decided
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = stage()
    found.above, found.top = found.people["city_office"], found.people["office"]
    return found


def test_a_second_review_ends_no_group_before_all_were_answered_and_it_was_reported(cast, client):
    """It ends a matter as closing does, where it upholds; what it overturns goes on, and asks for neither yet."""
    case = moved(registered(cast, "petition", people=15), "accept", "reply", by=cast.author)
    case = decided(move_own(case, ASK, on=c.TODAY), "answer_review", "upheld", by=cast.above)
    case = claimed(move_own(case, SECOND, on=c.TODAY), cast.top)
    told = Step("answer_second", "维持", None, {}, result="upheld", others="在会上当众答复，当场张贴")
    page = c.enter(client, cast.top).get(f"/cases/{case.pk}/step/?to=answer_second").context["form"]
    assert (page["others"].label, page["others"].field.required) == ("没有名单，这15人，是怎么答复到的", False)
    Case.objects.filter(pk=case.pk).update(org=cast.city)  # as one of a township: there is still a unit above
    for step, field in ((replace(told, others=""), "others"), (told, "move")):
        with c.nothing_written():
            refuse(field, lambda step=step: move_case(Case.objects.get(pk=case.pk), step, by=cast.top, on=c.TODAY))
    over = replace(told, result="revoked", others="", outcome=PAY)
    with transaction.atomic():
        assert move_case(Case.objects.get(pk=case.pk), over, by=cast.top, on=c.TODAY).state == "handling"
        transaction.set_rollback(True)
    reported(cast, case, cast.province, by=cast.top)
    assert move_case(Case.objects.get(pk=case.pk), told, by=cast.top, on=c.TODAY).state == "second_reviewed"
