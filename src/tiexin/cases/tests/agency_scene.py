"""A county's petition that an agent may carry: decided, authorised, taken to another body, for their tests."""

from datetime import timedelta

from django.core.cache import cache

from tiexin.cases.actions import agency as actions
from tiexin.cases.actions.agency import Longer, NewErrand, NewJudgement, NewMandate, NewSpeaker, Signing
from tiexin.cases.actions.centres import name_agent
from tiexin.cases.models import CaseStep
from tiexin.cases.rooms.models import Agent
from tiexin.cases.tests import case_scene
from tiexin.cases.tests.case_scene import registered
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

DAY = timedelta(days=1)
END = c.TODAY + 90 * DAY


def stage():
    cache.clear()
    return staged()


@kept.once
def staged():
    found = case_scene.stage()
    found.agent_officer = c.officer("云小燕", found.county, "officer")
    found.witness = c.officer("祁连山", found.county, "officer")
    found.agent = rostered(found, found.agent_officer)
    return found


def rostered(cast, officer, **changes):
    said = {"org": officer.org, "officer": officer, "fields": ["wages"], "since": c.TODAY - 30 * DAY, **changes}
    return name_agent(Agent(**said), by=cast.people["office"], on=c.TODAY)


def petition(cast, **changes):
    return registered(cast, "petition", **{"hide_name": False, **changes})


def judged(cast, case, cls="solve", reason="工资条对得上，欠薪属实", *, by=None, on=c.TODAY, seen=None):
    return actions.judge_case(case, NewJudgement(cls, reason, seen), by=by or cast.author, on=on)


def drafted(cast, case, *, by=None, on=c.TODAY, **changes):
    said = {"agent": cast.agent, "principal": "刘桂英", "powers": ["submit", "query"], "until": END, **changes}
    return actions.draft_mandate(case, NewMandate(**said), by=by or cast.author, on=on)


def signed(cast, mandate, *, by=None, on=c.TODAY, **changes):
    said = {"signed": on, "way": "fingerprint", **changes}
    return actions.sign_mandate(mandate, Signing(**said), by=by or cast.author, on=on)


def carried(cast, *, case=None, until=END, powers=("submit", "query"), **changes):
    """A matter decided to be reasonable, whose agent holds a signed authorisation."""
    case = case or petition(cast, **changes)
    if not case.judgements.exists():
        judged(cast, case)
    return signed(cast, drafted(cast, case, until=until, powers=list(powers)))


def withdrawn(cast, mandate, reason="自己去说", *, by=None, on=c.TODAY):
    return actions.withdraw_mandate(mandate, reason, by=by or cast.author, on=on)


def sent(cast, mandate, *, by=None, on=c.TODAY, **changes):
    said = {"body": "兴庆区信访局", "power": "submit", "text": "递交材料一份", "kind": "office", "sent": on, **changes}
    return actions.send_outside(mandate.case, NewErrand(mandate, **said), by=by or cast.agent_officer, on=on)


def answered(cast, errand, answer="已转区人社局", *, day=None, by=None, on=c.TODAY):
    return actions.answer_errand(errand, day or on, answer, by=by or cast.agent_officer, on=on)


def extended(cast, errand, amount=30, told=None, notice="信延〔2012〕8号", *, by=None, on=c.TODAY):
    return actions.extend_errand(errand, Longer(amount, told or on, notice), by=by or cast.agent_officer, on=on)


def spoken(cast, case, name="", worker=None, *, former=None, reason="", by=None, on=c.TODAY):
    return actions.name_speaker(case, NewSpeaker(worker, name, former, reason), by=by or cast.author, on=on)


def steps_of(case):
    return list(CaseStep.objects.filter(case=case).order_by("pk").values_list("event", "label", "text", "told"))
