"""Who may open what: every page × person × unit × method, against an oracle that knows only roles and parents.

Those who hold a page's permission share out the rows: each asks about half of them, one of their own among these, and
every row is asked about by half of them; with `TIEXIN_EVERY_TEST=1` by all.
A new page needs no line here: it is found through the URL resolver. A new model in an address needs one line,
in `tests/matrix/samples.py`; the first test says which.
"""

import logging
import os
import re
from itertools import product

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from tests.matrix import found, oracle, world
from tests.matrix.oracle import PRIVATE, Person, Sample, may, may_read
from tests.matrix.samples import MAKERS, MARK, SEARCH
from tests.matrix.world import ANONYMOUS, NOBODY, PEOPLE, rows, tables
from tiexin.cases import before, holding, queries
from tiexin.cases.agency import queries as agency
from tiexin.cases.delays import part as delays
from tiexin.cases.leads import queries as leads
from tiexin.cases.leads.models import LeadDue
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.linking import queries as linking
from tiexin.cases.models import Case, CaseStep, Offer
from tiexin.cases.papers import part as papers
from tiexin.cases.rates import part as rates
from tiexin.cases.rates.models import AnswerReminder
from tiexin.cases.reporting import queries as reporting
from tiexin.cases.reporting.models import Report
from tiexin.cases.stages import queries as stages
from tiexin.orgs import calendar
from tiexin.orgs.scope import needs, open_to
from tiexin.orgs.tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.house]
PAGES = found.find()
EVERY = bool(os.environ.get("TIEXIN_EVERY_TEST"))
VISITED = {
    "key": "6f1a44f0-8f0e-4c58-9c43-000000000001",
    "on": str(cast.TODAY),
    "methods": ["hear"],
    "met": [{"name": "王大山", "role": "front_line"}],
}
NOW = f"{cast.TODAY}T00:00"
SENT = {  # what a willing writer would send: a page that forgot its check would write it
    "visit-void": {"reason": "写错了"},
    "messages-settings": {"way": "sms", "phone": "13800138000", "quiet_from": "21:00", "quiet_until": "08:00"},
    "problem-step": {"move": "explain", "text": "解释过了"},
    "step_problem": {"move": "explain", "text": "解释过了"},
    "problem-separate": {"text": "不是一回事"},
    "proposal-new": {"title": "设周转金", "text": "五家都有", "body": "政府", "sent": cast.TODAY},
    "proposal-answer": {"verdict": "accepted", "text": "同意", "day": cast.TODAY},
    "proposal-effect": {"text": "已设立", "day": cast.TODAY},
    "proposal-close": {"reason": "已有规定"},
    "opinion-new": {"opinion": "供热饭", "opinion_from": "front_line"},
    "opinion-settle": {"end": "set_aside", "text": "另有安排"},
    "announcement-new": {"day": cast.TODAY, "purpose": "看看生产"},
    "announcement-answer": {"day": cast.TODAY, "said_by": "钱经理"},
    "announcement-cancel": {"reason": "企业停产"},
    "problem-reply": {"text": "下月补发", "said_by": "钱经理", "day": cast.TODAY},
    "deed-new": {"title": "修澡堂", "serves": "职工", "promised": cast.TODAY, "due": cast.TODAY},
    "deed-finish": {"result": "修好了", "day": cast.TODAY},
    "deed-give-up": {"reason": "企业搬迁"},
    "activity-new": {"kind": "lecture", "on": cast.TODAY, "title": "条例宣讲", "place": "一车间", "lecturer": "周教授"},
    "activity-void": {"reason": "登记重了"},
    "case-new": {"title": "拖欠工资", "name": "刘桂英", "asker": "self", "channel": "window", "reply_way": "code"},
    "register_case": {"key": VISITED["key"], "kind": "petition", "title": "拖欠工资", "name": "刘桂英"},
    "step_case": {"move": "accept", "text": "受理了"},
    "note_case": {"text": "打过电话"},
    "offer_case": {"org": 1, "reason": "属市里管"},
    **{each: {"officer": 1, "reason": "熟悉情况"} for each in ("assign_case", "lead_case", "add_case_helper")},
    **{each: {"reason": "不归我们管"} for each in ("return_case", "recuse_case")},
    "name_default_owner": {"org": 1, "kinds": ["dispute"], "officer": 1},
    "classify_case": {"cls": "complex", "reason": "涉及多个工地"},
    "call_case_back": {"reached": False},
    "stop_case_clock": {"reason": "papers", "text": "补工资条"},
    "extend_case_clock": {"amount": 5, "text": "复杂"},
    "case-paper-drop": {"reason": "传错了"},
    "case-link": {"number": "1", "kind": "group", "place": "head", "reason": "同一件事"},
    "case-judge": {"cls": "solve", "reason": "属实"},
    "case-mandate": {"principal": "刘桂英", "powers": "submit", "until": cast.TODAY},
    "mandate-sign": {"signed": cast.TODAY, "way": "fingerprint"},
    "mandate-withdraw": {"reason": "自己去说"},
    "case-errand": {
        "body": "信访局",
        "power": "submit",
        "text": "递交",
        "sent": cast.TODAY,
        "kind": "office",
        "apart": "on",
    },
    "letter-delivered": {"day": cast.TODAY, "way": "hand"},
    "deliver_a_letter": {"day": str(cast.TODAY), "way": "post"},
    "letter-answer": {"day": cast.TODAY, "answer": "正在改"},
    "answer_a_letter": {"day": str(cast.TODAY), "answer": "正在改"},
    "errand-answer": {"day": cast.TODAY, "answer": "转办了"},
    "errand-extend": {"amount": 10, "told": cast.TODAY, "notice": "信延〔2012〕8号"},
    "case-speaker": {"name": "马兰"},
    "speaker-end": {"reason": "调走了"},
    "case-members": {"lines": "马兰"},
    "case-relate": {"reason": "本人说的"},
    "member-answer": {"way": "met"},
    "member-strike": {"reason": "调走了"},
    "case-report": {"happened": NOW, "known": NOW, "known_by": "马兰", "text": "厂门口六十人"},
    "case-coordinate": {"at": NOW, "text": "到场"},
    "report-pass": {"text": "转报"},
    "report-end": {"reason": "平息"},
    "case-unlink": {"reason": "两回事"},
    "case-step": {"move": "accept", "text": "受理了"},
    "case-note": {"text": "打过电话"},
    "case-stage": {"stage": "mediate"},
    "case-offer": {"reason": "属市里管"},
    "case-assign": {"reason": "熟悉情况"},
    "case-lead": {"reason": "集体事项"},
    "case-helper": {"reason": "查工资表"},
    "case-helper-drop": {},
    "case-classify": {"cls": "complex", "reason": "涉及多个工地"},
    "clock-stop": {"reason": "papers", "text": "补工资条"},
    "clock-extend": {"amount": "5", "text": "复杂"},
    "clock-ask-stop": {"reason": "papers", "text": "补工资条"},
    "clock-ask-extend": {"amount": "5", "text": "复杂"},
    "delay-decide": {"agrees": "no", "text": "证据齐了"},
    "attendance-drop": {"reason": "点错了"},
    "exclusion-decide": {"granted": "yes", "answer": "法院已经立案"},
    "slot-new": {"day": cast.TODAY, "begins": "9:00", "ends": "10:00", "place": "谈心室"},
    "case-exclude": {"reason": "court", "why": "已经起诉"},
    "recheck": {"reached": "yes", "solved": "yes", "answer": "satisfied"},
    "room-change": {"name": "群众工作室", "address": "二楼"},
    "room-hours": {"day1": "8:30-17:30"},
    "room-close": {"day": cast.TODAY, "reason": "搬迁"},
    "roomlink-end": {"day": cast.TODAY, "reason": "调离"},
    "reception-new": {
        "key": "6f1a44f0-8f0e-4c58-9c43-000000000009",
        "about": "问工资",
        "end": "answered",
        "answer": "答了",
        "on": cast.TODAY,
    },
    "reception-answer": {"answer": "答了"},
    "centre-change": {"name": "职工服务中心", "address": "街2号"},
    "centre-function": {"function": "dispute", "place": "一楼", "hours": "工作日", "outside": "律师"},
    "function-drop": {"reason": "没有场地"},
    "agent-end": {"day": cast.TODAY, "reason": "调岗"},
    "call-mark": {"what": "request"},
    "call-undo": {"why": "按错了"},
    "line-mend": {"what": "close", "why": "输错了"},
    "call-back": {"reached": "no"},
    "line-seat": {"number": "1"},
    "callscore": {"reply": "线路断了"},
    "knowledge-new": {"question": "问", "answer": "答", "sources": "C143：七项服务", "valid_until": "2012-12-01"},
    "knowledge-edit": {"question": "问", "answer": "答", "sources": "C143：七项服务", "valid_until": "2012-12-01"},
    "knowledge-retire": {"reason": "法律改了"},
    "knowledge-wrong": {"text": "期限不对"},
    "knowledge-answer": {"answer": "right", "reply": "就是这样"},
    "guidance-new": {"on": cast.TODAY, "room": "群众工作室", "subject": "准备", "advice": "先培训"},
    "guidance-answer": {"state": "taken", "text": "办了"},
    "guidance-void": {"reason": "登记重了"},
    "assessment-decide": {"outcome": "kept", "text": "评价有据"},
    "example-decide": {"accept": "yes", "reason": "做法实在"},
    "example-withdraw": {"reason": "情况有变"},
    "example-take-up": {"on": cast.TODAY, "what": "每月一场"},
    "stay-move": {"start": cast.TODAY, "end": cast.TODAY, "reason": "企业停产"},
    "stay-cancel": {"reason": "企业停产"},
    "stay-day": {"together": "eat"},
    "stay-begin": {"reason": "雪天路不通"},
    "stay-paper-new": {"kind": "report"},
    "stay-paper-write": {"edition": 1, "problems": "加班"},
    "stay-paper-return": {"reason": "太短"},
    "breach": {"state": "unfounded", "answer": "没有"},
    "worker-new": {"name": "张三", "role": "front_line"},
    "tag-new": {"tag": "halted", "since": cast.TODAY, "reason": "停产"},
    "account-open": {"username": "newcomer"},
    "dispatch-start": {"day": cast.TODAY},
    "dispatch-withdraw": {"reason": "日子记错了"},
    "start_dispatch": {"day": str(cast.TODAY)},
    "withdraw_dispatch": {"reason": "日子记错了"},
    "own-target": {"low": "5", "minutes": "主席办公会定"},
    "draw-exclude": {"reason": "已停产"},
    "draw-arrange": {"arranged_by": "市总工会", "reason": "重点企业"},
    "draw-seed": {"words": "黄河水从天上来"},
    "draw-value": {"what": "双色球", "known_on": cast.TODAY},
    "draw-replace": {"reason": "已停产"},
    "draw-cancel": {"reason": "名册有误"},
    "inspection-new": {"on": cast.TODAY, "way": "hear", "heard": "汇报", "sheet": "面对面心贴心活动督查表"},
    "inspection-sheet": {"started": "yes"},
    "shortcoming-new": {"text": "启动不及时", "due": cast.TODAY},
    "shortcoming-answer": {"text": "补了"},
    "shortcoming-recheck": {"passed": "yes", "text": "看过了"},
    "ask": {"came": "yes", "way": "phone", "on": cast.TODAY},
    "score-new": {"publish": ""},
    "score-appeal": {"text": "停产"},
    "appeal-decide": {"upheld": "no", "reason": "属实"},
    "check-reply": {"text": "去了"},
    "oddity-explain": {"text": "三家都谈"},
    "survey-new": {"kind": "recognition", "since": cast.TODAY, "until": cast.TODAY},
    "survey-body-new": {"body": "party", "name": "区委"},
    "survey-ask": {"answer": "satisfied"},
    "survey-withdraw": {"reason": "问重了"},
    "check-decide": {"upheld": "yes", "reason": "没有去"},
    "create_visit": VISITED,
    "field_sync": {"device": VISITED["key"], "items": []},
    "mend_visit": {**VISITED, "reason": "写错了"},
    "visit-mend": {"key": VISITED["key"], "on": cast.TODAY, "methods": "hear", "name": "王大山", "reason": "写错了"},
}
SEARCHES = ({}, {"q": SEARCH}, {"q": SEARCH, "name": "org", "page": "1"})


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    logging.disable(logging.WARNING)  # thousands of refusals
    quick = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache")
    with quick, django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    calendar.forget()


# ── nothing escapes the matrix ──────────────────────────────────────────────────────────────────────────


def test_every_page_can_be_judged():
    assert found.complaints(PAGES, MAKERS) == []


def page(route, view):
    """The complaints about one page, as the resolver would show it."""
    return found.complaints(found.find(URLResolver(RegexPattern(""), [path(route, view, name="x")])), MAKERS)


def view(request):
    return HttpResponse()


def test_page_without_a_mark_is_named_with_what_to_write():
    (complaint,) = page("secrets/", view)
    assert complaint.startswith('/secrets/: write @needs("…")')


def test_permission_outside_the_table_is_named():
    def strange(request):
        return HttpResponse()

    strange.needs = "secrets.see"
    (complaint,) = page("secrets/", strange)
    assert 'add "secrets.see" to PERMISSIONS in src/tiexin/orgs/roles.py' in complaint


def test_number_that_names_no_model_is_named():
    (complaint,) = page("secrets/<int:pk>/", needs("today.see")(view))
    assert 'register("model")' in complaint


def test_model_without_a_sample_is_named():
    complaints = found.complaints(PAGES, set(MAKERS) - {"visit"})
    assert complaints
    assert all('add a line "visit": … to MAKERS' in complaint for complaint in complaints)


def test_words_in_an_address_are_for_open_pages_only():
    assert len(page("secrets/<str:key>/", needs("today.see")(view))) == 1
    assert page("secrets/<str:key>/", open_to("everybody")(view)) == []


def test_every_place_and_role_takes_part():
    assert {person.role for person in PEOPLE} == {"", *oracle.ROLES}
    for model in {model for each in PAGES for model in each.models} - {"str"}:
        assert model in MAKERS


# ── the matrix ──────────────────────────────────────────────────────────────────────────────────────────


def crossings(made, page):
    """Every crossing of samples in the address of a page that is not open to everybody."""
    return list(product(*(made.samples[model] for model in page.models))) if page.permission else []


def asked_about(made, person, page):
    """The crossings to ask somebody about: two rows, near and far, where no row would open the page to them."""
    every = crossings(made, page)
    holders = [each for each in PEOPLE if page.permission and oracle.holds(each, page.permission)]
    if page.permission and person not in holders:
        return [every[0], every[-1]] if every[1:] else every
    if EVERY or len(holders) < 2:
        return every
    turn = holders.index(person) % 2
    mine = next((at for at, each in enumerate(every) if may(person, page, each)), turn)
    return [each for at, each in enumerate(every) if at % 2 == turn or at == mine]


def test_every_row_is_asked_about_by_somebody_who_holds_the_permission(made):
    for page in PAGES:
        holders = [each for each in PEOPLE if page.permission and oracle.holds(each, page.permission)]
        asked = [list(map(str, each)) for person in holders for each in asked_about(made, person, page)]
        for row in crossings(made, page) if holders else ():
            assert list(map(str, row)) in asked, page


def willing(made, page):
    sent = SENT.get(page.name, {})
    visits = page.name in ("create_visit", "mend_visit", "visit-mend")
    return {**sent, "employer": made.corners["city"].get("employer").pk} if visits else sent


def wrong(page, person, chosen, method, status):
    """Say what an answer should have been, or nothing."""
    if person is ANONYMOUS:
        wanted = {401} if page.api else {302}
    elif may(person, page, chosen):
        wanted = {200, 201, 302, 405, 410, 422}
    elif oracle.holds(person, page.permission):
        wanted = {404, 405}  # 405: the page takes no such method from anybody, whatever the row
    else:
        wanted = {404}
    return "" if status in wanted else f"{method} {page} {list(map(str, chosen))}: {status}, not {wanted}"


def leaks(person, text, shown=()):
    """The samples whose words stand in an answer although the person may not read them.

    Who may read a record may also read the names of the units that it belongs to: `shown`.
    """
    marks = {(world.OWNERS.get(place, (place,)), model) for place, model in MARK.findall(text)}
    marks -= {((owner,), "org") for sample in shown for owner in sample.owners}
    return [f"{model}@{owners}" for owners, model in marks if not (person and may_read(person, model, owners))]


@pytest.mark.parametrize("person", [ANONYMOUS, *PEOPLE], ids=str)
def test_pages_answer_as_the_tables_say_and_refusals_write_nothing(made, person):
    counting, found_wrong = tables(), []
    before = rows(counting)
    for each in PAGES:
        for chosen in asked_about(made, person, each):
            for method in each.methods:
                found_wrong += judge(made, person, each, chosen, method)
        if (after := rows(counting)) != before:
            found_wrong, before = [*found_wrong, f"{each}: a refused request left other numbers of rows"], after
    assert found_wrong == []


OFFERS_AGENTS = {"case-mandate"}


def judge(made, person, page, chosen, method):
    """Ask one question; return what is wrong with the answer. A refusal is not undone: it has nothing to undo."""
    address = page.path(*(sample.pk for sample in chosen))
    sent = willing(made, page) if method != "GET" else {}
    refused = person is ANONYMOUS or not may(person, page, chosen)
    way = world.ask if refused else world.try_out
    answer = way(made.visitors[person], method, address, sent, page.api)
    problems = [wrong(page, person, chosen, method, answer.status_code)]
    shown = leaks(person, answer.words, () if refused else chosen)
    if page.name in OFFERS_AGENTS and not refused:  # of the matter's unit and of all above it, in both trees
        shown = [leak for leak in shown if not leak.startswith("agent@")]
    problems += [f"{method} {address} shows {leak}" for leak in shown]
    if refused:
        problems += [f"{method} {address} wrote: {sql}" for sql in answer.wrote]
    if answer.status_code == 302 and person is ANONYMOUS and not answer["Location"].startswith("/login/?"):
        problems.append(f"{address} leads to {answer['Location']}")
    return [problem for problem in problems if problem]


@pytest.mark.parametrize("person", [ANONYMOUS, *PEOPLE], ids=str)
def test_lists_searches_and_open_pages_show_nothing_of_strangers(made, person):
    visitor, found_wrong = made.visitors[person], []
    for each in PAGES:
        if set(each.models) <= {"str"} and "GET" in each.methods:
            for asked in SEARCHES:
                answer = world.ask(visitor, "GET", each.path("nothing"), asked)
                assert answer.status_code < 500, each
                found_wrong += [f"{each}?{asked} shows {leak}" for leak in leaks(person, answer.words)]
    assert found_wrong == []


def test_every_sample_is_seen_by_somebody(made):
    """A mark that nobody ever sees would prove nothing."""
    seen = set()
    for person in PEOPLE:
        for each in (page for page in PAGES if "GET" in page.methods):
            for chosen in crossings(made, each):
                if all("city" in sample.owners for sample in chosen) and may(person, each, chosen):
                    path = each.path(*(sample.pk for sample in chosen))
                    seen |= set(MARK.findall(world.ask(made.visitors[person], "GET", path, {}).words))
    silent = {
        "entry",
        "gauge",
        "holding",
        "spell",
        "membership",
        "pick",
        "attendance",
        "caseclock",
        "roomlink",
        "line",
        "shift",
        "callback",
        "delay",
        "exclusion",  # read by the unit above alone
        "knowledgemiss",  # words without numbers or names
        "appointment",
    }  # these hold no words of their own
    assert {model for place, model in seen if place == "city"} == set(MAKERS) - silent - PRIVATE
    assert (world.ELSEWHERE, "visit") in seen


def test_a_stranger_cannot_tell_a_foreign_row_from_no_row(made):
    """Byte for byte the same page, whichever model, apart from the token of the form that logs out."""
    visitor = made.visitors[Person("office", "city")]
    for each in PAGES:
        if each.permission and each.models and "GET" in each.methods:
            foreign = [next(s.pk for s in made.samples[m] if s.owners == ("other_city",)) for m in each.models]
            theirs = world.ask(visitor, "GET", each.path(*foreign), {})
            absent = world.ask(visitor, "GET", each.path(*(10**9 for _ in foreign)), {})
            assert theirs.status_code == absent.status_code, each
            assert same(theirs.words) == same(absent.words), each


BESIDE = {
    "offers": queries.offer_of,
    "helpers": queries.helpers_of,
    "delays": lambda case: [clock for clock in _asked_about(case) if clock.asked],
    "papers": lambda case: papers._papers(case.pk),
    "links": lambda case: linking._near(case.pk),
    "leads_due": lambda case: leads._due(case.pk),
    "reports": lambda case: Report.objects.filter(case=case),
    "judgements": lambda case: agency._judgements(case.pk),
    "speakers": lambda case: agency._speakers(case.pk),
    "letters": lambda case: stages._letters(case.pk),
    "undelivered": lambda case: CaseLetter.objects.undelivered().filter(case=case),
    "exclusions": lambda case: rates._exclusion_of(case.pk),
    "reminders": lambda case: rates._reminders(case.pk),
    "above": lambda case: reporting.units_above(case, case.org),
    "same_worker": lambda case: case.worker_id and before._of_worker(case.worker_id, case.pk),
    "same_phone": lambda case: case.phone_index and before._of_phone(bytes(case.phone_index), case.pk),
}


EXACT = ("above", "same_worker", "same_phone")  # what is said without being read must be true both ways


def _asked_about(case):
    clocks = queries.clocks_of(case)
    delays.mark(clocks)
    return clocks


def test_the_page_of_a_matter_reads_whatever_is_there(made):
    """It asks once which tables hold anything of it: none that does is left out, and none is asked for nothing."""
    assert {f"has_{name}" for name in BESIDE} == set(holding.held())
    seen, first = set(), made.samples["case"][0].pk
    with transaction.atomic():
        step = CaseStep.objects.filter(case=first).exclude(by=None).first()
        said = {"case_id": first, "org": step.org}
        Offer.objects.create(**said, step=step, by=step.by, reason="请市里协调", at=step.at)
        AnswerReminder.objects.create(case_id=first, round=9, on=cast.TODAY)
        same = [each.pk for each in made.samples["case"][:2]]
        Case.objects.filter(pk__in=same).update(worker=made.samples["worker"][0].pk)
        LeadDue.objects.create(**said, round=9, rule="group", since=cast.TODAY, due=cast.TODAY)
        for case in Case.objects.annotate(**holding.held()):
            for name, read in BESIDE.items():
                said = getattr(case, f"has_{name}")
                seen.add((name, said))
                assert said or not read(case), (case, name)
                assert name not in EXACT or said == bool(read(case)), (case, name)
        transaction.set_rollback(True)
    assert seen == {(name, said) for name in BESIDE for said in (True, False)}


def same(text):
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="\w+"', "", text)


def test_nobody_has_nothing(made):
    """An account without a post opens no page at all."""
    assert not [each for each in PAGES for chosen in crossings(made, each) if may(NOBODY, each, chosen)]


def test_oracle_itself():
    officer = Person("officer", "city")
    visit = found.Page("", "visit", needs("visits.see")(view), ())
    assert may(officer, visit, (Sample("visit", 1, ("enterprise",)),))
    assert may(officer, visit, (Sample("visit", 1, ("industry", "city")),))
    for place in ("province", "other_city", "other_county", "industry"):
        assert not may(officer, visit, (Sample("visit", 1, (place,)),))
        assert may(officer, visit, (Sample("plan", 1, (place,)),)) == (place == "province")
    assert may(Person("officer", "industry"), visit, (Sample("visit", 1, ("enterprise",)),))
    assert not may(Person("audit", "province"), visit, (Sample("visit", 1, ("city",)),))
