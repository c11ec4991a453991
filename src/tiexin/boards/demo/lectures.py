"""What unions of the demo did for many at once: a corps on tour, cadres trained, a seminar, a firm helped."""

from datetime import date, timedelta

from tiexin.activities.actions import NewActivity, record_activity
from tiexin.activities.actions.people import Came, tick_people
from tiexin.activities.models import Activity
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.organs import Organ, OrganKind
from tiexin.registry.models import Employer, Worker
from tiexin.visits.models import Talk

TRAINED, TOUR, TODAY = date(2012, 2, 28), date(2012, 3, 6), date(2012, 4, 27)
WEEK = timedelta(days=7)
TITLES = ("工资集体协商条例宣讲", "劳动合同法与农民工权益", "女职工劳动保护特别规定")
TALK, HELP = "职工工资和生产情况座谈会", "帮企业联系技能培训和用工对接"
HELPED = "请人社部门到厂办了两期焊工班，三十二名职工拿到证书"
CROWD, STAY_AWAY = 12, 9  # workers at one table; every so many-th cadre has not been trained yet


def speak() -> int:
    """Let the region's corps tour, units train their cadres, sit down with workers and help; return how many."""
    officers = Officer.objects.filter(posts__role="officer", org__closed=None, org__practice=False)
    first = {each.org_id: each for each in officers.select_related("org").order_by("-pk").distinct()}
    for number, officer in enumerate(first[key] for key in sorted(first)):
        if officer.org.level in ("province", "city"):
            _train(officer)
        if officer.org.level in ("city", "county"):
            _at_work(number, officer)
    _tour(first)
    return Activity.objects.count()


def _record(new: Activity, givers: list[Officer], on: date) -> Activity:
    return record_activity(NewActivity(new, givers), by=new.author, on=on)


def _train(officer: Officer) -> None:
    """The unit trains its own cadres and those of the units below that were sent; some stayed away."""
    said = {"kind": "training", "on": TRAINED, "title": "下基层人员培训", "topics": ["duties"], "place": "机关会议室"}
    made = _record(Activity(org=officer.org, author=officer, audience=20, **said), [officer], TRAINED)
    people = Officer.objects.filter(org__in=Org.objects.under(officer.org).filter(level__in=_LEVELS[officer.org.level]))
    came = [each for each in people.serving(TRAINED).order_by("pk") if each.pk % STAY_AWAY]
    for start in range(0, len(came), 200):
        tick_people(made, Came(officers=came[start : start + 200]), by=officer, on=TRAINED)


_LEVELS = {"province": ("province",), "city": ("city", "county")}


def _at_work(number: int, officer: Officer) -> None:
    """A seminar, ticked from the roster; in some places help to the enterprise, and a consultation."""
    firms = Employer.objects.filter(org=officer.org).order_by("pk")
    employer = firms.first()
    if employer is None:
        return
    day, said = TOUR + number * timedelta(days=1), {"org": officer.org, "author": officer, "employer": employer}
    new = Activity(kind="seminar", on=day, title=TALK, topics=["opinions"], audience=CROWD, **said)
    made = _record(new, [], day)
    met = Talk.objects.filter(visit__employer=employer, visit__voided=None)  # so that nobody new is counted as met
    known = Worker.objects.filter(pk__in=met.values("worker"), employer=employer)
    people = list(known.order_by("pk")[:CROWD])
    if people:
        tick_people(made, Came(workers=people), by=officer, on=day)
    if number % 3 == 0:
        _record(Activity(kind="help", on=day, title=HELP, topics=["production"], note=HELPED, **said), [], day)
    if number % 3 == 1:
        new = Activity(kind="consultation", on=day, title="厂门口政策法规咨询", topics=["law", "doubts"], **said)
        _record(new, [officer], day)


def _tour(officers: dict[int, Officer]) -> None:
    """The corps goes to a city each week; the stops of the next weeks are planned."""
    corps = Organ.objects.filter(kind=OrganKind.LECTURE_CORPS).select_related("org").order_by("pk").first()
    speaker = officers.get(corps.org_id) if corps else None
    if corps is None or speaker is None:
        return
    cities = list(Org.objects.filter(level="city", kind="territorial", closed=None, practice=False).order_by("pk"))
    for number in range(12):
        day, city = TOUR + number * WEEK, cities[number % len(cities)]
        said = {"title": TITLES[number % len(TITLES)], "topics": ["policy", "law"], "place": f"{city}职工活动中心"}
        who = {"org": corps.org, "organ": corps, "author": speaker, "audience": 60 + 15 * number}
        new = Activity(kind="tour", on=day, audience_kind="front_line", **said, **who)
        _record(new, [speaker], min(day, TODAY))
