"""What is done in practice moves gauges there, is in the trail, and changes no number or list of a real unit."""

import re

import pytest

from tiexin.boards import doctor
from tiexin.boards.practice import actions
from tiexin.boards.tests.practising import KEY_SENT, VISITED, begin, gauges, practise, publish, visit
from tiexin.boards.tests.test_exports import sheet
from tiexin.core.refusal import Refused
from tiexin.duties import verify, weeks
from tiexin.duties.models import Gauge, PlanVersion, Seen, Standing, Total, Week
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.models import Post
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans.rules import PRACTICE
from tiexin.registry.actions import register_employer
from tiexin.registry.actions.imports import Upload, take_workbook
from tiexin.registry.models import Employer

pytestmark = pytest.mark.django_db


@kept.fixture
def begun():
    cast = c.stage()
    return cast, begin(cast)


@pytest.fixture
def cast(request, db):
    """Where somebody practises already, the cast that they belong to."""
    return request.getfixturevalue("begun")[0] if "double" in request.fixturenames else c.stage()


@pytest.fixture
def double(begun):
    return begun[1]


# ── what is written there ───────────────────────────────────────────────────────────────────────────────


def test_a_visit_moves_the_gauges_and_voiding_moves_them_back(cast, double, client):
    practise(client, cast.people["officer"])
    before = gauges(True)
    firm = Employer.objects.filter(org=double.org).order_by("-pk").first()
    made = visit(client, firm)
    assert (made.author, made.org) == (double, double.org)
    publish()
    moved = {key: value - before[key] for key, value in gauges(True).items() if value != before[key]}
    county = str(double.org)
    assert {(code, unit): n for (code, unit, _), n in moved.items()} == {
        ("L1", county): 2,
        ("L2", county): 1,
        ("L3", "练习市总工会"): 1,
        ("L4", "练习总工会"): 2,
    }
    assert client.post(f"/visits/{made.pk}/void/", {"reason": "写错了"}).status_code == 302
    publish()
    assert gauges(True) == before


def test_entries_name_the_double(cast, double, client):
    practise(client, cast.people["officer"])
    made = visit(client, Employer.objects.filter(org=double.org).first())
    entry = Entry.objects.get(thing="visits.visit", thing_id=made.pk)
    assert (entry.by, entry.by.practises_for, entry.org) == (double, cast.people["officer"], double.org)
    tags = {(tag.key, tag.value) for fact in entry.facts.all() for tag in fact.tag_set.tags.all()}
    assert ("practice", "yes") in tags
    assert not Fact.objects.filter(by_org__practice=False, tag_set__tags__key="practice").exists()


def test_the_auditor_of_the_one_behind_sees_what_was_practised(cast, double, client):
    practise(client, cast.people["officer"])
    made = visit(client, Employer.objects.filter(org=double.org).first())
    c.enter(client, cast.people["audit"])
    assert made.pk not in [line.entry.thing_id for line in client.get("/audit/?thing=visits.visit").context["lines"]]
    (line,) = client.get("/audit/?practised=yes&thing=visits.visit").context["lines"]
    assert (line.entry.thing_id, line.entry.by) == (made.pk, double)
    page = client.get(f"/audit/{line.entry.pk}/")
    assert "李秀兰（练习）" in page.text
    assert "本人 李秀兰（兴庆区" in page.text
    assert f"/visits/{made.pk}/" not in page.text


def test_real_codes_and_numbers_are_not_taken_and_nothing_is_told_of_them(cast, double, client):
    practise(client, cast.people["officer"], "office")
    new = {"name": "我的厂", "org": double.org_id, "kind": "private", "industry": "纺织"}
    for code in (cast.employer.credit_code, c.credit_code(777)):
        with c.nothing_written():
            answer = client.post("/employers/new/", {**new, "credit_code": code})
        assert answer.status_code == 422
        assert "练习中请用练习代码，例如 91000000LX0000901" in answer.text
        assert cast.employer.name not in answer.text
        assert "已登记" not in answer.text
    shown = re.search("91000000LX[0-9A-Z]{8}", answer.text)[0]
    assert client.post("/employers/new/", {**new, "credit_code": shown}).status_code == 302
    with c.nothing_written(), pytest.raises(Refused, match="这是练习用的代码"):
        wrong = Employer(name="真厂", org=cast.county, kind="private", industry="纺织", credit_code=shown)
        register_employer(wrong, by=None, on=c.TODAY)


@pytest.mark.parametrize(
    ("field", "number", "said"),
    [
        ("identity", c.identity(7), "练习中请不要写真的身份证号码"),
        ("phone", "13900001111", "练习中不登记电话和银行卡号"),
    ],
)
def test_numbers_of_real_people_are_not_kept(cast, double, client, field, number, said):
    practise(client, cast.people["officer"], "office")
    firm = Employer.objects.filter(org=double.org).first()
    with c.nothing_written():
        answer = client.post(
            f"/employers/{firm.pk}/workers/new/", {"name": "某人", "role": "front_line", field: number}
        )
    assert answer.status_code == 422
    assert said in answer.text


def test_no_workbook_comes_in(cast, double):
    with c.nothing_written(), pytest.raises(Refused, match="练习中不导入工作簿"):
        take_workbook(Upload(double.org, "employer", "企业.xlsx", b""), by=double, on=c.TODAY)


# ── never counted ───────────────────────────────────────────────────────────────────────────────────────

LISTS = ("/orgs/?q=总&", "/employers/?", "/workers/?", "/visits/?", "/teams/?", "/plans/received/?")
TEXTS = ("/", "/plans/", "/timeline/", "/search/?q=练习", "/search/?q=走访", "/orgs/pick/?q=总", "/seats/pick/?q=练")
APIS = ("/api/orgs?q=总", "/api/employers?q=厂", "/api/visits", "/api/plans", "/api/search?q=练习")
CHANGING = re.compile(r'(csrfmiddlewaretoken" value|csrf-token" content)="\w+"|name="key" value="[-\w]+"')


def picture(world, client):
    """Everything that real people see: boards, walls and lists as pages, the API, workbooks; and every number kept."""
    boards = [f"/board/{unit.pk}/" for unit in (world.cast.province, world.cast.city, world.cast.county)]
    seen = {}
    for name in ("leader", "office", "officer"):
        c.enter(client, world.cast.people[name])
        for address in (
            *TEXTS,
            *boards,
            *(f"{board}?wall=1" for board in boards),
            *(rows.rstrip("?&") for rows in LISTS),
        ):
            answer = client.get(address)
            seen[name, address] = answer.status_code, CHANGING.sub("", answer.text)
        for address in APIS:
            answer = client.get(address)
            seen[name, address] = answer.status_code, answer.text
        for address in LISTS:
            answer = client.get(f"{address}as=xlsx")
            seen[name, f"{address} xlsx"] = sheet(answer) if answer.status_code == 200 else answer.status_code
    return seen, numbers()


def numbers():
    """Every stored number of a real unit."""
    real = {"node__practice": False}
    plan = {"term__duty__clause__version__plan__issuer__practice": False}
    return {
        "gauges": list(Gauge.objects.filter(org__practice=False).order_by("pk").values_list()),
        "standings": list(Standing.objects.filter(**real).order_by("pk").values_list()),
        "totals": list(Total.objects.filter(**real).order_by("pk").values_list()),
        "weeks": list(Week.objects.filter(**real).order_by("pk").values_list("slice", "node", "on", "n")),
        "seen": list(Seen.objects.filter(org__practice=False).order_by("pk").values_list()),
        "of real plans": list(Gauge.objects.filter(**plan).order_by("pk").values_list()),
    }


def test_nothing_real_changes_by_a_letter_or_a_digit(world, client):
    officer = world.cast.people["officer"]
    while weeks.fill_next(c.TODAY):
        pass
    before = picture(world, client)
    assert sum(status == 200 for status, *_ in (v for v in before[0].values() if isinstance(v, tuple))) > 60
    double = actions.enter(officer, on=c.TODAY)
    publish()
    practise(client, officer)
    for firm in Employer.objects.filter(org=double.org):
        sent = {**VISITED, "key": KEY_SENT[:-6] + f"{firm.pk:06}", "employer": firm.pk}
        assert client.post("/visits/new/", sent).status_code == 302
    practise(client, officer, "office")
    firm = {"name": "凤凰练习厂", "org": double.org_id, "kind": "private", "industry": "纺织"}
    firm["credit_code"] = "91000000LX0000901" + "0"
    client.post("/employers/new/", firm)
    publish()
    while weeks.fill_next(c.TODAY):
        pass
    again = picture(world, client)
    assert {key for key in before[0] if before[0][key] != again[0][key]} == set()
    assert again[1] == before[1]
    assert verify.differences() == []
    slices = Seen.objects.filter(org__practice=True).values("slice")
    practised = PlanVersion.objects.get(plan__code=PRACTICE)
    ours = Total.objects.filter(slice__terms__duty__clause__version=practised)
    assert ours.exists()
    assert not ours.filter(node__practice=False).exists()
    assert Seen.objects.filter(slice__in=slices, slice__terms__duty__clause__version=practised).exists()
    assert not Seen.objects.filter(slice__terms__duty__clause__version=practised, org__practice=False).exists()
    assert set(Week.objects.filter(slice__terms__duty__clause__version=practised).values_list("node__practice")) <= {
        (True,)
    }


def test_the_doctor_says_what_is_joined(cast, double):
    assert (doctor.practice().well, doctor.practice().text) == (True, "与正式单位不相连")
    Post.objects.filter(officer=double, role="officer").update(org=cast.county)
    assert (doctor.practice().well, doctor.practice().text) == (False, "有 1 处与正式单位相连")
