"""Inspections of units: what was heard and checked, whom drawn records name, what was found and put right."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.draws.models import Draw
from tiexin.duties.models import Clause
from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.registry.models import Worker
from tiexin.supervision.check_rules import CAME, CHECK_STATES
from tiexin.supervision.judged import JudgedQuerySet
from tiexin.supervision.patterns import KINDS
from tiexin.supervision.patterns import STATES as ODD_STATES
from tiexin.supervision.rules import ANSWERS, STATES, TEXT, WAYS, is_late
from tiexin.supervision.score_rules import APPEALS
from tiexin.visits.models import Visit


class InspectionQuerySet(JudgedQuerySet):
    scope_fields = ("org", "unit")


class Inspection(models.Model):
    """One inspection of a unit by its own or a higher one.

    `sheet` are the lines of the check sheet as they stood that day, `sheet_hash` says which they were. `draw` is the
    draw of visits whose drawn records are asked about.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="督查单位")
    unit = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="被督查单位")
    on = models.DateField("日期")
    way = models.CharField("方式", max_length=8, choices=list(WAYS.items()))
    inspectors = models.ManyToManyField(Officer, related_name="+", verbose_name="督查人员")
    heard = models.TextField("听取的情况", blank=True)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="inspections", verbose_name="抽签")
    sheet_name = models.CharField("检查表", max_length=60)
    sheet_hash = models.CharField(max_length=64)
    sheet = models.JSONField(default=list)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-on", "-id"], name="inspection_by_day")]

    def __str__(self) -> str:
        return f"督查{self.unit}"


class SheetAnswer(models.Model):
    """The answer to one line of an inspection's check sheet."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="answers", db_index=False)
    line = models.CharField(max_length=40)
    answer = models.CharField("结果", max_length=4, choices=list(ANSWERS.items()))
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "line"], name="sheet_line_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.answer}"


class ShortcomingQuerySet(JudgedQuerySet):
    scope_fields = ("inspection__org", "unit")
    judge = "inspection__org"

    def late(self, day: date) -> ShortcomingQuerySet:
        """Those that wait for the unit although their day has passed; the day itself is in time."""
        return self.filter(state="open", due__lt=day)


class Shortcoming(models.Model):
    """What an inspection found wanting: who puts it right by which day, and how far that is."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="shortcomings", verbose_name="督查")
    unit = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="整改单位")
    text = models.CharField("问题", max_length=TEXT)
    line = models.CharField("检查表的哪一条", max_length=40, blank=True)
    clause = models.CharField("依据的条款", max_length=80, blank=True)
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="整改负责人")
    due = models.DateField("期限")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="open")
    closed = models.DateField("销号日期", null=True)

    objects = ShortcomingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "due", "id"], name="shortcoming_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="closed", closed__isnull=False) | Q(~Q(state="closed"), closed=None),
                name="shortcoming_closed_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_late(self, day: date) -> bool:
        """Tell whether its day has passed while the unit has not answered."""
        return is_late(self.state, self.due, day)


class ShortcomingStep(models.Model):
    """One step about a shortcoming, never changed: to which state, in what words, until when."""

    shortcoming = models.ForeignKey(Shortcoming, models.PROTECT, related_name="steps")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()))
    due = models.DateField("期限")
    text = models.CharField("情况", max_length=TEXT, blank=True)

    def __str__(self) -> str:
        return f"{self.shortcoming_id} {self.state}"


class RecordCheckQuerySet(JudgedQuerySet):
    scope_fields = ("inspection__org", "inspection__unit", "visit__org")
    judge, judged = "inspection__org", "inspection__unit"


class RecordCheck(models.Model):
    """A drawn record under check: people whom it names are asked, its author replies, the inspector decides.

    `due` is the author's day for the reply; None while nobody was asked to reply, or while the calendar of that year
    is not published.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="checks", db_index=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks")
    state = models.CharField("进度", max_length=10, choices=list(CHECK_STATES.items()), default="asking")
    due = models.DateField("请登记人说明的期限", null=True)
    reply = models.CharField("登记人的说明", max_length=TEXT, blank=True)
    reason = models.CharField("结论的理由", max_length=200, blank=True)

    objects = RecordCheckQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "visit"], name="visit_checked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} @ {self.inspection_id}"


class AskQuerySet(JudgedQuerySet):
    scope_fields = ("check_of__inspection__org",)
    judge = "check_of__inspection__org"


class Ask(models.Model):
    """Somebody whom a drawn record names, in the seed's order: did anybody come, what was promised?"""

    check_of = models.ForeignKey(RecordCheck, models.PROTECT, related_name="asks", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+", verbose_name="职工")
    place = models.PositiveSmallIntegerField("次序")
    came = models.CharField("有没有人来过", max_length=12, choices=list(CAME.items()), blank=True)
    promised = models.CharField("答应了什么", max_length=TEXT, blank=True)
    way = models.CharField("怎么问的", max_length=8, choices=list(TAGS["way"].items()), blank=True)
    on = models.DateField("哪天问的", null=True)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁问的")

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_of", "worker"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(came="") | Q(on__isnull=False, by__isnull=False), name="asked_by_somebody"
            ),
        ]
        ordering: ClassVar = ["check_of", "place"]

    def __str__(self) -> str:
        return f"{self.worker_id} @ {self.check_of_id}"


class ScoreQuerySet(JudgedQuerySet):
    scope_fields = ("org", "unit")


class Score(models.Model):
    """A unit's score by a plan's assessment sheet, as it was published: `lines` are its whole arithmetic, frozen.

    `earned` of `full` are the points of the lines that could be judged, `result` is that as a part of `total`; all in
    hundredths. `corrects` is the score that this one stands for after an appeal: it stays readable.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="公布单位")
    unit = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="被考核单位")
    sheet = models.ForeignKey(Clause, models.PROTECT, related_name="scores", verbose_name="考核表")
    on = models.DateField("公布日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁公布的")
    basis = models.CharField("依据", max_length=120)
    lines = models.JSONField("各项")
    earned = models.PositiveIntegerField("得分")
    full = models.PositiveIntegerField("可评的分")
    total = models.PositiveIntegerField("总分")
    result = models.PositiveIntegerField("折算得分")
    appeal_to = models.CharField("向谁申诉", max_length=60, blank=True)
    appeal_by = models.DateField("申诉期限", null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction", verbose_name="更正")

    objects = ScoreQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-on", "unit"], name="score_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet", "unit", "on"], condition=Q(corrects=None), name="score_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.sheet.title}"


class AppealQuerySet(JudgedQuerySet):
    scope_fields = ("score__org", "score__unit")
    judge, judged = "score__org", "score__unit"


class Appeal(models.Model):
    """A unit's objection to its score, and how it was decided."""

    score = models.OneToOneField(Score, models.PROTECT, related_name="appeal")
    text = models.CharField("申诉的理由", max_length=TEXT)
    on = models.DateField("申诉日期")
    state = models.CharField("状态", max_length=8, choices=list(APPEALS.items()), default="open")
    reason = models.CharField("决定的理由", max_length=200, blank=True)

    objects = AppealQuerySet.as_manager()

    def __str__(self) -> str:
        return f"appeal of {self.score_id}"


class OddityQuerySet(JudgedQuerySet):
    scope_fields = ("org",)


class Oddity(models.Model):
    """Records of one author that are seldom so (`patterns`): first the author is asked, then inspectors may read it.

    `key` is the same whenever the same is found again, so nobody is asked twice. `due` is None while the calendar of
    that year is not published.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="查看的单位")
    kind = models.CharField("什么少见", max_length=8, choices=list(KINDS.items()))
    author = models.ForeignKey(Officer, models.PROTECT, related_name="oddities", verbose_name="登记人")
    visits = models.JSONField("走访")
    told = models.CharField("情况", max_length=100)
    key = models.CharField(max_length=64, unique=True)
    on = models.DateField("日期")
    due = models.DateField("请登记人说明的期限", null=True)
    state = models.CharField("进度", max_length=10, choices=list(ODD_STATES.items()), default="asked")
    reply = models.CharField("登记人的说明", max_length=TEXT, blank=True)

    objects = OddityQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-on", "-id"], name="oddity_by_day")]

    def __str__(self) -> str:
        return self.told


from tiexin.supervision import surveys  # noqa: E402, F401 - tables of their own file
