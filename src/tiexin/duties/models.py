"""What is owed (plans, clauses, duties) and where it stands (gauges, totals)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from tiexin.evidence.models import File
from tiexin.orgs.models import Org, Under
from tiexin.orgs.scope import ScopedQuerySet, nodes, standing_below


class ReachQuerySet(ScopedQuerySet[Any]):
    """Plans speak to everyone below their issuer: a person reaches those issued above, at or below a post."""

    issuer = "issuer"

    def within(self, org_ids: list[int]) -> ReachQuerySet:
        """Rows whose issuer stands above, at or below one of the units."""
        above = Under.objects.filter(org__in=org_ids).values("ancestor")
        return self.filter(Q(**{f"{self.issuer}__in": above}) | standing_below(self.issuer, org_ids))


class PlanQuerySet(ReachQuerySet):
    issuer = "issuer"


class Plan(models.Model):
    """A union's plan, notice or system; its versions say what was owed when."""

    code = models.CharField("代号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.ForeignKey(Org, models.PROTECT, related_name="plans", verbose_name="印发单位")

    objects = PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class State(models.TextChoices):
    DRAFT = "draft", "待发布"
    PUBLISHING = "publishing", "发布中"
    LIVE = "live", "已发布"
    SUPERSEDED = "superseded", "已被新版替代"
    FAILED = "failed", "发布失败"


class VersionQuerySet(ReachQuerySet):
    issuer = "plan__issuer"

    def mine(self, request: HttpRequest, permission: str = "") -> VersionQuerySet:
        """Versions of plans issued at or below a post with the page's permission (or a named one)."""
        held = nodes(request, permission or request.needs)  # type: ignore[attr-defined]
        return self.filter(standing_below("plan__issuer", held))


class PlanVersion(models.Model):
    """One loaded pack. At most one version in the installation is being published at a time."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    year = models.PositiveSmallIntegerField("年份", null=True)
    year_mask = models.CharField("原文年份", max_length=8, blank=True)
    start = models.DateField("起")
    end = models.DateField("止")
    effective = models.DateField("起用日期", null=True)  # a change: governs the periods that end on or after this day
    cutoff = models.PositiveSmallIntegerField("截数天数", null=True)  # days after a period's end until it is closed
    issued = models.DateField("印发日期", null=True)
    pack = models.TextField("方案文件")
    document = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    head = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    heartbeat = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    published_on = models.DateField("发布日期", null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="publishing"), name="one_publishing_at_a_time"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="live"), name="one_live_version"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class Clause(models.Model):
    """One item of a pack: its sentence of the plan and the typed data it was turned into."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="clauses")
    item = models.CharField(max_length=60)
    code = models.CharField("条款", max_length=16)
    quote = models.CharField("原文", max_length=60, blank=True)
    section = models.CharField("章节", max_length=80, blank=True)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    strength = models.CharField(max_length=12, default="must")
    reading = models.CharField("读法", max_length=200, blank=True)
    line = models.PositiveIntegerField(default=0)
    order = models.PositiveSmallIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "item"], name="clause_item_once")]
        ordering: ClassVar = ["version", "order"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class DutyQuerySet(ReachQuerySet):
    issuer = "clause__version__plan__issuer"

    def live(self) -> DutyQuerySet:
        """Duties of the versions in force."""
        return self.filter(clause__version__state=State.LIVE)


class Duty(models.Model):
    """A clause that is counted. `definition` is a `duties.definition.Definition`; the SQL is compiled once."""

    clause = models.OneToOneField(Clause, models.PROTECT, related_name="duty")
    definition = models.JSONField()
    measure = models.CharField(max_length=32, blank=True, db_index=True)
    over_measure = models.CharField(max_length=32, blank=True)
    population = models.CharField(max_length=20)
    strength = models.CharField(max_length=12)
    unit = models.CharField(max_length=12)
    sql_all = models.TextField(blank=True)
    sql_some = models.TextField(blank=True)
    compiled_with = models.CharField(max_length=80, blank=True)
    built = models.BooleanField(default=False)  # its gauges stand; from then on the worker keeps them
    digest = models.CharField(max_length=32, default="")  # of definition and texts, see `known`
    moved_by = models.CharField(max_length=160, default="")  # measures and populations (`known.movers`); no row is read

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["built", "clause", "digest", "moved_by"], name="duty_kept")]

    def __str__(self) -> str:
        return str(self.clause)


class Slice(models.Model):
    """What is counted at every node: measure, filters, figure, basis and days, under a hash shared by duties."""

    hash = models.CharField(max_length=32, unique=True)
    measure = models.CharField(max_length=32, db_index=True)
    spec = models.JSONField()
    start = models.DateField()
    end = models.DateField()
    live = models.BooleanField(default=False)
    sql_all = models.TextField()
    sql_some = models.TextField()
    digest = models.CharField(max_length=32, default="")  # of what is counted and the texts, see `known`

    def __str__(self) -> str:
        return f"{self.measure} {self.start}–{self.end}"


class Term(models.Model):
    """One period of a duty; `asof` is the day on which its population is taken.

    `subject` is set where each subject has periods of its own (a stay, an own year). `before` and `before_end`
    are the stretch that an increase is measured against. A closed period keeps its numbers.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="terms")
    subject = models.BigIntegerField(null=True)
    label = models.CharField(max_length=40)
    start = models.DateField()
    end = models.DateField()
    due = models.DateField()
    asof = models.DateField()
    before = models.DateField(null=True)
    before_end = models.DateField(null=True)
    closed = models.DateField("封账日", null=True)
    slice = models.ForeignKey(Slice, models.PROTECT, null=True, related_name="terms")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "start", "end"], condition=Q(subject=None), name="term_once"),
            models.UniqueConstraint(
                fields=["duty", "subject", "start", "end"], condition=Q(subject__isnull=False), name="own_term_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Target(models.Model):
    """The bounds one cell (level × rank) owes in a duty; exactly one cell applies to a subject."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="targets")
    level = models.CharField(max_length=12)
    rank = models.CharField(max_length=12, blank=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "level", "rank"], name="one_cell")]

    def __str__(self) -> str:
        return f"{self.level} {self.rank}: {self.low}–{self.high}"


class OwnTarget(models.Model):
    """The number that a subject set for itself, with the minutes in which it was decided."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="own_targets")
    subject = models.BigIntegerField()
    low = models.BigIntegerField("自定数")
    minutes = models.CharField("会议纪要", max_length=200)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "subject"], name="own_target_once")]

    def __str__(self) -> str:
        return f"{self.duty_id}/{self.subject}: {self.low}"


class GaugeQuerySet(ScopedQuerySet["Gauge"]):
    scope_fields = ("org",)

    def live(self) -> GaugeQuerySet:
        """Gauges of the plan versions in force, and of the closed periods that earlier versions left."""
        told = Q(term__duty__clause__version__state=State.SUPERSEDED, term__closed__isnull=False)
        return self.filter(told | Q(term__duty__clause__version__state=State.LIVE))


class Gauge(models.Model):
    """One duty × one owing subject × one period: value, target, met. Nothing in it depends on today."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="gauges")
    subject = models.BigIntegerField()
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    value = models.BigIntegerField()
    base = models.BigIntegerField(null=True)  # a rate's denominator
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    met = models.SmallIntegerField(null=True)  # 1, 0, or NULL where nothing is owed

    objects = GaugeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "subject"], name="gauge_once")]
        indexes: ClassVar = [models.Index(fields=["org", "term"], name="gauge_of_org")]

    def __str__(self) -> str:
        return f"{self.term_id}/{self.subject}: {self.value}"


class Seen(models.Model):
    """Slice × key × unit while at least one live fact stands behind it; `n` is the unit's own sum for sums."""

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)
    n = models.BigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slice", "key", "org"], name="seen_once")]
        indexes: ClassVar = [models.Index(fields=["slice", "org"], name="seen_of_org")]

    def __str__(self) -> str:
        return f"{self.slice_id}/{self.key}@{self.org_id}"


class Total(models.Model):
    """A slice's exact number at a node: different keys (counted once) or the sum, for the whole subtree."""

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="totals", db_index=False)
    node = models.ForeignKey(Org, models.PROTECT, related_name="+")
    n = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slice", "node"], name="total_once")]

    def __str__(self) -> str:
        return f"{self.slice_id}@{self.node_id}: {self.n}"


class Week(models.Model):
    """A slice's total at a node from what was done up to the end of a week, as it was last counted (`weeks`)."""

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="weeks", db_index=False)
    node = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    n = models.BigIntegerField()
    counted = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slice", "node", "on"], name="week_once")]

    def __str__(self) -> str:
        return f"{self.slice_id}@{self.node_id} {self.on}: {self.n}"


class Standing(models.Model):
    """A duty's period rolled up at a node: how many owe, how many met, and the additive sums."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="standings", db_index=False)
    node = models.ForeignKey(Org, models.PROTECT, related_name="+")
    subjects = models.BigIntegerField(default=0)
    owed = models.BigIntegerField(default=0)
    met = models.BigIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    base = models.BigIntegerField(default=0)
    target = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "node"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.term_id}@{self.node_id}: {self.met}/{self.owed}"


class Correction(models.Model):
    """What a late record would change in a closed period; numbered, because the closed number stays as it was told."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="corrections")
    subject = models.BigIntegerField()
    number = models.PositiveIntegerField()
    told = models.BigIntegerField(null=True)
    now = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "number"], name="correction_number_once")]

    def __str__(self) -> str:
        return f"{self.term_id}/{self.subject} #{self.number}: {self.told} → {self.now}"


class WorkDay(models.Model):
    """Every day by two running numbers, so that SQL adds days by adding numbers.

    `cal_no` counts all days; `work_no` counts working days up to and including this one, NULL where the year's
    calendar is unknown.
    """

    day = models.DateField(primary_key=True)
    cal_no = models.IntegerField(unique=True)
    work_no = models.IntegerField(null=True, db_index=True)
    works = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.day)


class DispatchQuerySet(ScopedQuerySet["Dispatch"]):
    scope_fields = ("org",)


class Dispatch(models.Model):
    """A plan version sent to one unit of a class of addressees: signed for, then started with a day and an own plan."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="dispatches")
    org = models.ForeignKey(Org, models.PROTECT, related_name="dispatches", verbose_name="收文单位")
    addressee = models.CharField("收文类别", max_length=60)
    received = models.DateField("签收日期", null=True)
    started = models.DateField("启动日期", null=True)
    own_plan = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")

    objects = DispatchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "org"], name="dispatched_once"),
            models.CheckConstraint(
                condition=Q(started=None) | Q(received__isnull=False), name="received_before_started"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} → {self.org_id}"


class Heartbeat(models.Model):
    """When the worker's lanes were last seen alive, so that pages can say how fresh a number is."""

    lane = models.CharField(max_length=64, primary_key=True)  # `drain`, or the id of a jobs worker
    at = models.DateTimeField()
    drained = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.lane
