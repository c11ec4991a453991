"""Unions in two trees, the people who work for them, and the posts that give rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from tiexin.orgs.roles import ADMIN_ROLES, ROLES
from tiexin.orgs.scope import ScopedQuerySet


class Level(models.TextChoices):
    NATIONAL = "national", "全国"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇（街道）"
    ENTERPRISE = "enterprise", "企业"


class Kind(models.TextChoices):
    TERRITORIAL = "territorial", "地方总工会"
    INDUSTRY = "industry", "产业工会"
    DIRECT = "direct", "直属基层工会"
    ENTERPRISE = "enterprise", "企业工会"


class Tree(models.TextChoices):
    TERRITORY = "territory", "地区"
    INDUSTRY = "industry", "产业"


class OrgQuerySet(ScopedQuerySet["Org"]):
    scope_fields = ("id",)

    def open_on(self, day: date) -> OrgQuerySet:
        """Units that exist on `day`: opened on or before it, not yet closed."""
        return self.filter(Q(opened__lte=day), Q(closed__isnull=True) | Q(closed__gt=day))

    def under(self, org: Org, tree: str = Tree.TERRITORY) -> OrgQuerySet:
        """`org` itself and everything below it in one tree."""
        below = Under.objects.filter(tree=tree, ancestor=org).values("org")
        return self.filter(id__in=below)

    def above(self, org: Org, tree: str = Tree.TERRITORY) -> OrgQuerySet:
        """`org` itself and everything above it, the highest first."""
        up = Under.objects.filter(tree=tree, org=org).order_by("-depth").values("ancestor")
        depth = Under.objects.filter(tree=tree, org=org, ancestor=OuterRef("pk")).values("depth")
        return self.filter(id__in=up).annotate(up=Subquery(depth)).order_by("-up")

    def top_of(self, org_ids: Sequence[int]) -> Org:
        """The one of the units that stands highest; of several the first."""
        depth = Under.objects.filter(tree=Tree.TERRITORY, org=OuterRef("pk")).order_by("-depth").values("depth")
        return self.filter(pk__in=org_ids).annotate(up=Subquery(depth[:1])).order_by("up", "pk")[0]

    def in_order(self) -> OrgQuerySet:
        """By region code, which is the order of administrative divisions; of one region the older first."""
        return self.order_by("region", "pk")

    def parents(self, org: Org, tree: str = Tree.TERRITORY) -> OrgQuerySet:
        """The unit one step above, if there is one."""
        return self.filter(id__in=Under.objects.filter(tree=tree, org=org, depth=1).values("ancestor"))

    def children(self, org: Org, tree: str = Tree.TERRITORY) -> OrgQuerySet:
        """The units one step below."""
        below = Under.objects.filter(tree=tree, ancestor=org, depth=1).values("org")
        return self.filter(id__in=below)


class Org(models.Model):
    """A union or union organ. It never moves by being edited: its place is in `OrgLink`.

    `practice` marks the tree in which people practise; it is inherited from the parent, and nothing joins the two.
    """

    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.TERRITORIAL)
    region = models.CharField("行政区划代码", max_length=12, blank=True)
    opened = models.DateField("成立日期")
    closed = models.DateField("撤销日期", null=True, blank=True)
    practice = models.BooleanField("练习", default=False, db_default=False, editable=False)

    objects = OrgQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(closed__gt=F("opened")), name="org_closes_after_opening"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["level", "kind"], name="org_level_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def is_open(self, day: date) -> bool:
        """Tell whether the unit exists on `day`."""
        return self.opened <= day and (self.closed is None or day < self.closed)


class OrgLink(models.Model):
    """History of who hangs under whom in a tree; `Under` is derived from the open links."""

    tree = models.CharField(max_length=12, choices=Tree.choices)
    child = models.ForeignKey(Org, models.PROTECT, related_name="links_up")
    parent = models.ForeignKey(Org, models.PROTECT, related_name="links_down")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tree", "child"], condition=Q(until__isnull=True), name="one_parent_in_a_tree"
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="not_under_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} ⊂ {self.parent_id}"


class Under(models.Model):
    """Closure table: `org` is `ancestor` (depth 0) or stands `depth` steps below it in `tree`."""

    tree = models.CharField(max_length=12, choices=Tree.choices)
    ancestor = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)  # begins `under_down`
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)  # begins `under_of`
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tree", "ancestor", "org"], name="under_once"),
        ]
        indexes: ClassVar = [
            # whether a unit stands below another is asked for each of many units: never by reading all of a root's
            models.Index(fields=["org", "ancestor"], name="under_of"),
            models.Index(fields=["org", "tree", "depth"], name="under_up"),
            models.Index(fields=["ancestor", "depth", "tree"], name="under_down"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} ⊂ {self.ancestor_id} ({self.depth})"


class AccountManager(BaseUserManager["Account"]):
    """Lookup by log-in name; accounts are made by `actions.open_account` only."""


class Account(AbstractBaseUser):
    """A log-in. It has no password until its owner sets one through a one-time activation link."""

    username = models.CharField("登录名", max_length=40, unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.username


class Session(AbstractBaseSession):
    """Somebody's browser that has come in, or somebody who has not logged in yet; read together with the account."""

    account = models.ForeignKey(Account, models.CASCADE, null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads this table."""
        from tiexin.orgs.sessions import SessionStore

        return SessionStore


class Activation(models.Model):
    """A one-time link by which an account's owner sets a password; only its hash is stored."""

    account = models.ForeignKey(Account, models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"activation of {self.account_id}"


class Rank(models.TextChoices):
    LEADER = "leader", "领导"
    MIDDLE = "middle", "中层"
    STAFF = "staff", "干部"


class OfficerQuerySet(ScopedQuerySet["Officer"]):
    scope_fields = ("org",)

    def serving(self, day: date) -> OfficerQuerySet:
        """People in office on `day`."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


class Officer(models.Model):
    """A person who works for a union. `org` is the home unit; rights come from posts alone.

    `practises_for` makes it somebody's double in the practice tree: no account, never more than one.
    """

    name = models.CharField("姓名", max_length=40)
    org = models.ForeignKey(Org, models.PROTECT, related_name="officers", verbose_name="单位")
    rank = models.CharField("职级", max_length=8, choices=Rank.choices, default=Rank.STAFF)
    title = models.CharField("职务", max_length=60, blank=True)
    account = models.OneToOneField(Account, models.PROTECT, null=True, blank=True, related_name="officer")
    since = models.DateField("任职日期")
    until = models.DateField("离任日期", null=True, blank=True)
    practises_for = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="double")

    objects = OfficerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="officer_leaves_after_start"
            ),
            models.CheckConstraint(
                condition=Q(practises_for__isnull=True) | Q(account__isnull=True), name="double_has_no_account"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(ScopedQuerySet["Post"]):
    scope_fields = ("org",)


class Post(models.Model):
    """An officer holds a role at a unit for a time; the role's rights reach everything below the unit."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="posts")
    org = models.ForeignKey(Org, models.PROTECT, related_name="posts")
    role = models.CharField("角色", max_length=16)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer", "org", "role"], condition=Q(until__isnull=True), name="post_once"
            ),
            # 三员分立: one account never joins two of system, security and audit (GB/T 22239-2019)
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(role__in=ADMIN_ROLES, until__isnull=True),
                name="one_administrator_post",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["officer", "until"], name="post_of_officer")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} @ {self.org_id}"

    def holds_on(self, day: date) -> bool:
        """Tell whether the post gives rights on `day`."""
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def role_label(self) -> str:
        """The role's name on screen."""
        return ROLES[self.role].label


class Installation(models.Model):
    """The one row about this installation: whether it is a demo, and the day it pretends to be."""

    demo = models.BooleanField(default=False)
    clock = models.DateField("演示日期", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return "demo" if self.demo else "installation"


from tiexin.orgs import absences, organs, structure  # noqa: E402, F401 - tables of their own files
