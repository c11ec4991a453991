"""Writes the province: units in two trees, officers, employers, workers, and what was recorded."""

from datetime import date

from bench.grand import load
from bench.grand.shape import CITIES, COUNTIES, INDUSTRIES, MET_TOGETHER, Shape
from tiexin.core.days import now
from tiexin.evidence import rules
from tiexin.evidence.models import Tag, TagSet
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Officer, Org, OrgLink, Post, Tree

FOUNDED, TODAY = date(2000, 1, 1), date(2012, 6, 30)
FIRST, DAYS = "2012-03-01", 122
METHODS = ("hear", "seminar", "interview", "home", "service")
ROLES = ("front_line", "front_line", "front_line", "manager", "union_cadre")
KINDS = ("private", "state", "joint_stock", "collective", "foreign", "public_body", "new_organisation")
SETS = len(METHODS) * len(ROLES) * len(KINDS)
MIX = 7_919  # a prime: neighbours in one list are strangers in the next
BIG = (
    "evidence_fact",
    "evidence_entry",
    "registry_worker",
    "registry_employer",
    "orgs_officer",
    "orgs_under",
    "visits_visit",
)


def make(shape: Shape) -> None:
    """Fill an empty installation; the same rows for the same shape."""
    orgs.set_installation(demo=False, clock=TODAY, note="")
    upper(shape)
    tags()
    with load.unwatched(*BIG):
        enterprises(shape)
        closure()
        people(shape)
        registers(shape)
        recorded(shape)
    orgs.open_account(Officer.objects.get(pk=1), "leader", by=None, on=TODAY, now=now())


def upper(shape: Shape) -> None:
    """Everything above the basic unions, by ordinary rows."""
    units = [Org(id=1, name="全国总工会", level="national", kind="territorial", opened=FOUNDED)]
    units.append(Org(id=2, name="某省总工会", level="province", kind="territorial", region="640000", opened=FOUNDED))
    above = {2: 1}

    def found(pk: int, name: str, level: str, parent: int, kind: str = "territorial") -> None:
        units.append(Org(id=pk, name=name, short_name=name[:40], level=level, kind=kind, opened=FOUNDED))
        above[pk] = parent

    for n in range(CITIES):
        found(shape.first_city + n, f"第{n + 1}市总工会", "city", 2)
    for n in range(COUNTIES):
        found(shape.first_county + n, f"第{n + 1}县总工会", "county", shape.first_city + n % CITIES)
    for n in range(shape.towns):
        found(shape.first_town + n, f"第{n + 1}镇工会", "township", shape.first_county + n % COUNTIES)
    for n in range(INDUSTRIES):
        found(shape.first_industry + n, f"第{n + 1}产业工会", "province", 2, "industry")
    for n in range(INDUSTRIES * CITIES):
        found(shape.first_local + n, f"第{n + 1}市产业工会", "city", shape.first_city + n % CITIES, "industry")
    Org.objects.bulk_create(units, batch_size=500)
    links = [OrgLink(tree=Tree.TERRITORY, child_id=c, parent_id=p, since=FOUNDED) for c, p in above.items()]
    links += [
        OrgLink(tree=Tree.INDUSTRY, child_id=shape.first_local + n, parent_id=_industry(shape, n), since=FOUNDED)
        for n in range(INDUSTRIES * CITIES)
    ]
    OrgLink.objects.bulk_create(links, batch_size=500)


def _industry(shape: Shape, local: int) -> int:
    return shape.first_industry + local // CITIES


def enterprises(shape: Shape) -> None:
    """The basic unions: under a town, and every third under an industry's union of its city as well."""
    first, town = shape.first_enterprise, f"n.i % {shape.towns}"
    names = {"name": load.text("企业工会", "n.i"), "short_name": "''", "level": "'enterprise'", "kind": "'enterprise'"}
    load.rows(
        "orgs_org", shape.enterprises, {"id": f"{first} + n.i", **names, "region": "''", "opened": f"'{FOUNDED}'"}
    )
    link = {"tree": "'territory'", "child_id": f"{first} + n.i", "since": f"'{FOUNDED}'"}
    load.rows("orgs_orglink", shape.enterprises, {**link, "parent_id": f"{shape.first_town} + {town}"})
    city = f"({town}) % {COUNTIES} % {CITIES}"
    local = f"{shape.first_local} + (n.i % {INDUSTRIES}) * {CITIES} + {city}"
    source = "(SELECT i * 3 AS i FROM n) AS n"
    third = (shape.enterprises + 2) // 3
    load.rows("orgs_orglink", third, {**link, "tree": "'industry'", "parent_id": local}, source)


def closure() -> None:
    """Who stands under whom, derived from the links step by step."""
    load.execute("DELETE FROM orgs_under")
    columns = "INSERT INTO orgs_under (tree, ancestor_id, org_id, depth) "
    load.execute(f"{columns} SELECT 'territory', id, id, 0 FROM orgs_org")
    load.execute(
        f"{columns} SELECT DISTINCT 'industry', each, each, 0 FROM (SELECT child_id AS each FROM orgs_orglink "
        "WHERE tree = 'industry' UNION SELECT parent_id FROM orgs_orglink WHERE tree = 'industry') AS units"
    )
    for depth in range(1, 6):
        load.execute(
            f"{columns} SELECT u.tree, u.ancestor_id, l.child_id, {depth} FROM orgs_under u "
            f"JOIN orgs_orglink l ON l.parent_id = u.org_id AND l.tree = u.tree WHERE u.depth = {depth - 1}"
        )


def people(shape: Shape) -> None:
    """Officers: one in eight at a county, one in eight at a town, the others at basic unions; the first lead above."""
    count, cities = shape.officers, shape.first_county - 2
    home = (
        f"CASE WHEN n.i < {cities} THEN 2 + n.i "
        f"WHEN n.i % 8 = 0 THEN {shape.first_county} + n.i / 8 % {COUNTIES} "
        f"WHEN n.i % 8 = 1 THEN {shape.first_town} + n.i / 8 % {shape.towns} "
        f"ELSE {shape.first_enterprise} + (n.i * {MIX}) % {shape.enterprises} END"
    )
    rank = "CASE WHEN n.i % 20 = 0 THEN 'leader' WHEN n.i % 5 = 0 THEN 'middle' ELSE 'staff' END"
    known = {"name": load.text("干部", "n.i"), "title": "'干部'", "since": f"'{FOUNDED}'"}
    load.rows("orgs_officer", count, {"id": "1 + n.i", **known, "org_id": home, "rank": rank})
    Post.objects.create(officer_id=1, org_id=2, role="leader", since=FOUNDED)
    Post.objects.create(officer_id=1, org_id=2, role="office", since=FOUNDED)


def registers(shape: Shape) -> None:
    """Employers of the basic unions, and their workers."""
    kind = " ".join(f"WHEN {place} THEN '{each}'" for place, each in enumerate(KINDS))
    org = f"{shape.first_enterprise} + n.i % {shape.enterprises}"
    known = {"name": load.text("企业", "n.i"), "credit_code": load.text("B", "100000000 + n.i"), "org_id": org}
    known |= {"kind": f"CASE n.i % {len(KINDS)} {kind} END", "industry": "'机械制造'", "headcount": "n.i % 900"}
    load.rows("registry_employer", shape.employers, {"id": "1 + n.i", **known})
    employer = f"n.i % {shape.employers}"
    role = " ".join(f"WHEN {place} THEN '{each}'" for place, each in enumerate(ROLES))
    worker = {"id": "1 + n.i", "key": load.key("n.i"), "name": load.text("职工", "n.i"), "team": "''"}
    worker |= {"org_id": f"{shape.first_enterprise} + {employer} % {shape.enterprises}"}
    worker |= {"employer_id": f"1 + {employer}", "role": f"CASE n.i % {len(ROLES)} {role} END"}
    load.rows("registry_worker", shape.workers, worker)


def tags() -> None:
    """Every set of tags that a talk may carry, under its number from 1 on."""
    sets = [
        (("method", method), ("place", "enterprise"), ("role", role), ("employer_kind", kind))
        for method in METHODS
        for role in ROLES
        for kind in KINDS
    ]
    TagSet.objects.bulk_create([TagSet(id=number) for number in range(1, len(sets) + 1)])
    rows = [Tag(set_id=number, key=k, value=v) for number, each in enumerate(sets, 1) for k, v in each]
    Tag.objects.bulk_create(rows, batch_size=200)
    assert len({rules.tag_set_id(each) for each in sets}) <= len(sets) == SETS


def recorded(shape: Shape) -> None:
    """Visits on which four workers were met each, then contacts of pairs, one entry for each."""
    at = "CURRENT_TIMESTAMP"
    entry = {"at": at, "thing_id": "1 + n.i", "on": load.day(FIRST, f"n.i % {DAYS}")}
    officer = f"1 + (n.i * {MIX}) % {shape.officers}"
    who = f"n JOIN orgs_officer o ON o.id = {officer}"
    by = {"by_id": "o.id", "org_id": "o.org_id"}
    visit = {**entry, **by, "verb": "'record_visit'", "thing": "'visits.visit'", "id": "1 + n.i"}
    load.rows("evidence_entry", shape.visits, visit, who)
    contact = {**entry, **by, "verb": "'contact'", "thing": "'links.contact'", "id": f"{1 + shape.visits} + n.i"}
    pair = f"n.i % {shape.pairs}"
    mine = f"n JOIN orgs_officer o ON o.id = 1 + ({pair}) % {shape.officers}"
    load.rows("evidence_entry", shape.contacts, contact, mine)
    _facts(shape, who, mine, pair)


def _facts(shape: Shape, who: str, mine: str, pair: str) -> None:
    on, employer = load.day(FIRST, f"n.i % {DAYS}"), f"(n.i * {MIX}) % {shape.employers}"
    at = f"{shape.first_enterprise} + {employer} % {shape.enterprises}"
    plain = {"qty": "1", "by_org_id": "o.org_id", "officer_id": "o.id"}
    firm = {"at_org_id": at, "employer_id": f"1 + {employer}"}
    tag = {"tag_set_id": f"1 + n.i % {SETS}"}
    visit = {"entry_id": "1 + n.i", "measure": "'visit'", "on": on, **plain, **firm, **tag}
    load.rows("evidence_fact", shape.visits, visit, who)
    none, one = load.words("[]"), load.words('["interview"]')
    told = {"id": "1 + n.i", "key": load.key("n.i"), "on": on, "org_id": "o.org_id", "author_id": "o.id"}
    told |= {"employer_id": f"1 + {employer}", "methods": one, "places": none, "companions": none}
    load.rows("visits_visit", shape.visits, {**told, "unnamed": "0", "said": "''", "void_reason": "''"}, who)
    met, entry = {**plain, **tag, "measure": "'talk'", "worker_id": "1 + n.i"}, f"n.i / {MET_TOGETHER}"
    of = f"n JOIN orgs_officer o ON o.id = 1 + (({entry}) * {MIX}) % {shape.officers}"
    home = f"n.i % {shape.employers}"
    met |= {"at_org_id": f"{shape.first_enterprise} + {home} % {shape.enterprises}", "employer_id": f"1 + {home}"}
    talk = {"entry_id": f"1 + {entry}", "on": load.day(FIRST, f"({entry}) % {DAYS}"), **met}
    load.rows("evidence_fact", shape.workers, talk, of)
    kept = {"worker_id": f"1 + {pair} % {shape.workers}", "pair_id": f"1 + {pair}"}
    kept |= {"at_org_id": "o.org_id", "entry_id": f"{1 + shape.visits} + n.i", "measure": "'contact'", "on": on}
    load.rows("evidence_fact", shape.contacts, {**plain, **kept, **tag}, mine)
