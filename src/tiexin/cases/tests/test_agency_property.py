"""Whatever happens to an authorisation, in whatever order: steps stand only on days on which it held."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.cases.agency import rules
from tiexin.cases.agency.bodies import bare, without_places
from tiexin.cases.agency.norms import norms, read
from tiexin.cases.models import CaseClock, CaseStep, Errand, Judgement, Mandate, Part
from tiexin.cases.tests.agency_scene import drafted, judged, petition, sent, signed, stage, withdrawn
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

ACTS = st.lists(
    st.tuples(st.sampled_from(["sign", "withdraw", "send", "send", "judge"]), st.integers(0, 3)), max_size=12
)


class Lives(TestCase):
    """One authorisation of ten days, acts on it one after another, some days apart."""

    @settings(deadline=None, max_examples=min(30, settings().max_examples))
    @given(ACTS)
    def test_steps_stand_only_where_it_held(self, acts):
        cache.clear()
        cast = stage()
        case, today = petition(cast), c.TODAY
        judged(cast, case)
        mandate = drafted(cast, case, until=c.TODAY + timedelta(days=10))
        signed_on = withdrawn_on = None
        steps, offers = 0, True
        for act, later in acts:
            today += timedelta(days=later)
            open_now = signed_on is not None and withdrawn_on is None and today <= mandate.until
            if act == "sign":
                done = self.tried(lambda day=today: signed(cast, mandate, on=day))
                assert done == (signed_on is None and withdrawn_on is None and offers and today <= mandate.until)
                signed_on = today if done else signed_on
            elif act == "withdraw":
                done = self.tried(lambda day=today: withdrawn(cast, mandate, on=day))
                assert done == (withdrawn_on is None)
                withdrawn_on = withdrawn_on or today
            elif act == "send":
                done = self.tried(lambda day=today: sent(cast, mandate, on=day))
                assert done == open_now
                steps += done
            else:
                offers = not offers
                judged(cast, case, "solve" if offers else "explain", on=today)
        self.check(case, steps, signed_on, withdrawn_on)
        calendar.forget()

    def tried(self, act):
        try:
            act()
        except Refused:
            return False
        return True

    def check(self, case, steps, signed_on, withdrawn_on):
        assert Errand.objects.count() == CaseClock.objects.filter(holder="other").count() == steps
        assert CaseStep.objects.filter(case=case, event="sent_outside").count() == steps
        assert Judgement.objects.current().filter(case=case).count() == 1
        assert Mandate.objects.values_list("signed", "withdrawn").get() == (signed_on, withdrawn_on)
        held = signed_on is not None and withdrawn_on is None
        assert Part.objects.filter(role="agent", until=None).exists() == held
        for each in Errand.objects.select_related("mandate"):
            assert rules.Force(signed_on, each.mandate.until, None).state(each.sent) == "open"


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=4))
def test_a_body_is_taken_as_written_or_refused_beside_its_field(body, hidden):
    try:
        taken = rules.check_body(body, hidden)
    except Refused as refusal:
        assert refusal.field == "body"
    else:
        assert taken == body.strip() and 0 < len(taken) <= rules.BODY
        assert not any(without_places(bare(name)) and bare(name) in bare(taken) for name in hidden)


@pytest.mark.parametrize(("most", "there", "right"), [(3, 2, True), (3, 3, False), (7, 5, True), (7, 7, False)])
def test_the_number_is_what_the_data_says(monkeypatch, most, there, right):
    from tiexin.cases.agency import norms as data

    changed = read(data.DATA.read_text(encoding="utf-8").replace("petition: {most: 5", f"petition: {{most: {most}"))
    assert [each.speakers["petition"].most for each in (changed, norms())] == [most, 5]
    monkeypatch.setattr(rules, "norms", lambda: changed)
    names = [f"代表{number}" for number in range(there)]
    if right:
        rules.check_speaker(names, "新代表", 30, "petition")
    else:
        with pytest.raises(Refused, match=f"代表最多{most}人"):
            rules.check_speaker(names, "新代表", 30, "petition")
