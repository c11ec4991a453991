"""Reads of learning: closed matters as examples, what was learned, whether it may speak, what is alike, what rises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from tiexin.cases import reading
from tiexin.cases.catalogue import catalogue
from tiexin.cases.learning import rules, store, words
from tiexin.cases.learning.models import Learned, LearnSwitch
from tiexin.cases.learning.norms import limits
from tiexin.cases.learning.training import Example
from tiexin.cases.models import Case
from tiexin.cases.rules import DONE
from tiexin.core.days import opening
from tiexin.orgs.models import Org
from tiexin.search import queries as search
from tiexin.search.kinds import KINDS

KIND, UNIT = "kind", "org"
CANDIDATES, ALIKE = 30, 5  # open matters that are compared, and shown


def closed() -> QuerySet[Case]:
    """Matters that may be learned from: closed, in the clear, about nobody of the house, no practice."""
    return Case.objects.filter(state__in=DONE, sealed=False, about=None, about_org=None, org__practice=False)


def examples() -> list[Example]:
    """The newest closed matters in the order of time, with their service and the unit that ended them."""
    rows = closed().order_by("-at", "-pk").values_list("title", "text", "kind", "org")[: limits().most_cases]
    return [Example(f"{title}。{text}", {KIND: kind, UNIT: str(org)}) for title, text, kind, org in reversed(rows)]


def last_learned() -> Learned | None:
    """The newest training that left a model."""
    return Learned.objects.exclude(sha256="").order_by("-pk").first()


def is_on() -> bool:
    """Whether somebody let suggestions be shown; off until then."""
    last = LearnSwitch.objects.order_by("-pk").first()
    return last is not None and last.shown


def model() -> rules.Model | None:
    """The model that may speak; None while it is off, when there is none, or when its file is not what was learned."""
    learned = last_learned() if is_on() else None
    if learned is None or learned.cases < limits().least_cases:
        return None
    return store.load(learned.sha256)


@dataclass(frozen=True)
class Suggested:
    """What a text looks like: a service, a unit, each with its words; open matters that are alike."""

    kind: rules.Guess | None = None
    label: str = ""
    unit: rules.Guess | None = None
    org: Org | None = None
    alike: Sequence[Case] = ()


def suggest(request: HttpRequest, text: str) -> Suggested:
    """What a new text looks like; silent below the confidence that is stated. Nothing follows from it by itself."""
    learned = model() if text.strip() else None
    if learned is None:
        return Suggested()
    kind, unit = (_sure(rules.guess(learned, name, text, limits().read)) for name in (KIND, UNIT))
    service = catalogue().get(kind.name) if kind else None
    kind = kind if service else None
    org = Org.objects.filter(pk=int(unit.name), closed=None).first() if unit else None
    near = alike(request, learned, text, kind.words if kind else ())
    return Suggested(kind, service.label if service else "", unit if org else None, org, near)


def _sure(said: rules.Guess | None) -> rules.Guess | None:
    return said if said is not None and said.confidence >= limits().confidence else None


def alike(request: HttpRequest, learned: rules.Model, text: str, said: Sequence[str]) -> list[Case]:
    """Open matters within reach that a text is like: found by its words in the index, ordered by how alike."""
    kind = KINDS["case"]
    found = {pk for word in said for pk in search.find(request, [kind], [word], CANDIDATES).get(kind.name, [])}
    things = [row.thing_id for row in search.rows_of(sorted(found)).values()]
    rows = reading.named(request).open().filter(pk__in=things, sealed=False)
    mine = rules.vector(learned, rules.plain(text, limits().read))
    near = [(_likeness(learned, mine, row), row) for row in rows.select_related("org").order_by("-pk")[:CANDIDATES]]
    kept = sorted((each for each in near if each[0] >= limits().alike), key=lambda each: (-each[0], -each[1].pk))
    return [row for _, row in kept[:ALIKE]]


def _likeness(learned: rules.Model, mine: dict[int, float], case: Case) -> float:
    stretches = rules.plain(f"{case.title}。{case.text}", limits().read)
    return rules.cosine(mine, rules.vector(learned, stretches))


@dataclass(frozen=True)
class Topic:
    """Something asked for more often: what, where, how often in each time; `link` narrows the list of matters."""

    what: str
    where: str
    recent: int
    before: int
    link: dict[str, str]

    @property
    def query(self) -> str:
        """What narrows the list of matters to these."""
        return f"?{urlencode({'state': 'all', **self.link})}"


def within(request: HttpRequest, day: date) -> QuerySet[Case]:
    """Matters in reach of both times, none that is sealed or withdrawn."""
    span = timedelta(days=limits().topics.recent_days + limits().topics.before_days)
    rows = Case.objects.for_request(request, "cases.see").filter(sealed=False).exclude(state="withdrawn")
    return rows.filter(at__gte=opening(day - span + timedelta(days=1)), at__lt=opening(day + timedelta(days=1)))


def rising(request: HttpRequest, day: date) -> list[Topic]:
    """Services by place and by enterprise, asked for clearly more often than before; most first."""
    rows = within(request, day)
    by_place = _counted(rows, day, "org__name")
    by_firm = _counted(rows.exclude(employer=None), day, "employer__name")
    topics = [Topic(_label(k), w, r, b, {"kind": k, "unit": w}) for k, w, r, b in by_place]
    topics += [Topic(_label(k), w, r, b, {"kind": k, "q": w}) for k, w, r, b in by_firm]
    return sorted((each for each in topics if _rises(each)), key=lambda each: (-each.recent, each.where, each.what))


def _label(kind: str) -> str:
    service = catalogue().get(kind)
    return service.label if service else kind


def _counted(rows: QuerySet[Case], day: date, place: str) -> list[tuple[str, str, int, int]]:
    edge = _edge(day)
    recent, before = Count("pk", filter=Q(at__gte=edge)), Count("pk", filter=Q(at__lt=edge))
    found = rows.order_by().values_list("kind", place).annotate(recent=recent, before=before)
    return list(found.filter(recent__gte=limits().topics.least).values_list("kind", place, "recent", "before"))


def _edge(day: date) -> object:
    """The first moment of the recent days, the day itself among them."""
    return opening(day - timedelta(days=limits().topics.recent_days - 1))


def _rises(topic: Topic) -> bool:
    rise = limits().topics
    return rules.rises(topic.recent, topic.before, rise.least, rise.factor, rise.before_days / rise.recent_days)


def rising_words(request: HttpRequest, day: date) -> list[Topic] | None:
    """Words of titles in clearly more matters than before; None when there are too many matters to be read here."""
    most = limits().topics.most_cases
    rows = list(
        within(request, day).filter(reading.reads(request)).order_by("-at").values_list("title", "at")[: most + 1]
    )
    if len(rows) > most:
        return None
    texts = [rules.plain(title, limits().read) for title, _ in rows]
    known, edge = words.learned(texts, words.lexicon()), _edge(day)
    recent, before = Counter[str](), Counter[str]()
    for text, (_, at) in zip(texts, rows, strict=True):
        said = {phrase for stretch in text for phrase in words.phrases(stretch, known)}
        (recent if at >= edge else before).update(said)  # type: ignore[operator]
    topics = {said: Topic(said, "", count, before[said], {"q": said}) for said, count in recent.items()}
    rising = {said: topic.recent for said, topic in topics.items() if _rises(topic)}
    return sorted((topics[said] for said in words.whole(rising)), key=lambda each: (-each.recent, each.what))
