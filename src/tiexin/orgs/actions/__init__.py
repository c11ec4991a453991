"""Every write of units, people, accounts and posts."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tiexin.core import findable as found
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import calendar, findable, regions, restructuring, rules
from tiexin.orgs.actions.trees import locked
from tiexin.orgs.models import (
    Account,
    Activation,
    Installation,
    Kind,
    Level,
    Officer,
    Org,
    OrgLink,
    Post,
    Tree,
    Under,
)
from tiexin.orgs.roles import ADMIN_ROLES, ROLES

LINK_LIFE = timedelta(days=3)


@dataclass(frozen=True)
class NewOrg:
    """A unit to be founded; `parent` None only for the root of the territorial tree.

    `practice` is asked of a root only: below it is inherited.
    """

    name: str
    level: Level
    opened: date
    parent: Org | None = None
    kind: Kind = Kind.TERRITORIAL
    short_name: str = ""
    region: str = ""
    practice: bool = False


@transaction.atomic
def found_org(new: NewOrg, *, by: Officer | None, on: date) -> Org:
    """Found a unit and hang it under its parent in the territorial tree.

    Refused, with nothing written: an unknown region, a level or kind that cannot stand there, a parent that was not
    open that day.
    """
    regions.check(new.region)
    if new.parent is not None:
        locked(new.parent)  # a move of it waits, or is waited for
    if new.parent is not None and not new.parent.is_open(new.opened):
        raise Refused(f"上级“{new.parent}”在{zh_date(new.opened)}不存在", field="opened")
    restructuring.check_founding(new.name, new.level, new.kind, new.parent)
    org = Org.objects.create(
        name=new.name,
        short_name=new.short_name,
        level=new.level,
        kind=new.kind,
        region=new.region,
        opened=new.opened,
        practice=new.practice if new.parent is None else new.parent.practice,
    )
    Under.objects.create(tree=Tree.TERRITORY, ancestor=org, org=org, depth=0)
    if new.parent is not None:
        hang_under(org, new.parent, since=new.opened)
    found.announce(findable.of_org(org))
    journal.write(Act("found", org, by, on, org.id))
    return org


def hang_under(org: Org, parent: Org, *, since: date, tree: str = Tree.TERRITORY) -> None:
    """Open the link and write the closure rows of a unit that has nothing below it yet."""
    rules.check_sides(org, parent, "parent")
    OrgLink.objects.create(tree=tree, child=org, parent=parent, since=since)
    for unit in (parent, org):
        Under.objects.get_or_create(tree=tree, ancestor=unit, org=unit, depth=0)
    above = Under.objects.filter(tree=tree, org=parent)
    Under.objects.bulk_create(
        Under(tree=tree, ancestor_id=row.ancestor_id, org=org, depth=row.depth + 1) for row in above
    )


@transaction.atomic
def close_org(org: Org, *, closed: date, by: Officer | None, on: date) -> Org:
    """Close a unit from `closed` on; refused while an open unit stands below it."""
    org = Org.objects.select_for_update().get(pk=org.pk)
    if org.closed is not None:
        raise Refused(f"“{org}”已于{zh_date(org.closed)}撤销", field="closed")
    if closed <= org.opened:
        raise Refused("撤销日期应晚于成立日期", field="closed")
    if Org.objects.under(org).exclude(pk=org.pk).open_on(closed).exists():
        raise Refused(f"“{org}”还有未撤销的下级，请先处理下级", field="closed")
    org.closed = closed
    org.save(update_fields=["closed"])
    found.announce(findable.of_org(org))
    journal.write(Act("close", org, by, on, org.id))
    return org


@transaction.atomic
def appoint_officer(officer: Officer, *, by: Officer | None, on: date) -> Officer:
    """Enter a new (unsaved) officer on the roster of a unit that is open that day."""
    if not officer.org.is_open(officer.since):
        raise Refused(f"“{officer.org}”在{zh_date(officer.since)}不存在", field="since")
    officer.save(force_insert=True)
    found.announce(findable.of_officer(officer))
    journal.write(Act("appoint", officer, by, on, officer.org_id))
    return officer


@transaction.atomic
def open_account(officer: Officer, username: str, *, by: Officer | None, on: date, now: datetime) -> str:
    """Open an account without a password and return its one-time activation token (valid for three days)."""
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    if officer.practises_for_id is not None:
        raise Refused("练习用的人没有账号", clause=rules.SIDES, field="officer")
    if officer.account_id is None:
        officer.account = _new_account(username)
        officer.save(update_fields=["account"])
    journal.write(Act("open_account", officer, by, on, officer.org_id))
    return _new_link(officer.account, now)


def _new_account(username: str) -> Account:
    account = Account(username=username)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"登录名“{username}”已被使用", field="username") from error
    return account


def _new_link(account: Any, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    Activation.objects.filter(account=account, used=None).update(used=now)
    Activation.objects.create(account=account, token_hash=hash_token(token), expires=now + LINK_LIFE)
    return token


def hash_token(token: str) -> str:
    """Return what is stored of a one-time token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def activate(token: str, password: str, *, now: datetime) -> Account:
    """Set the owner's password; the link then stops working."""
    link = (
        Activation.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(token_hash=hash_token(token), used=None, expires__gt=now)
        .first()
    )
    if link is None:
        raise Refused("这个激活链接已用过或已过期，请向系统管理员要一个新的")
    try:
        validate_password(password, link.account)
    except ValidationError as error:
        why = "；".join(rules.WEAK_PASSWORD.get(str(each.code), str(each.message)) for each in error.error_list)
        raise Refused(why, field="password", clause=rules.ACCESS_LAW) from error
    link.account.set_password(password)
    link.account.save(update_fields=["password"])
    link.used = now
    link.save(update_fields=["used"])
    return link.account


@transaction.atomic
def grant_post(officer: Officer, org: Org, role: str, *, by: Officer | None, on: date) -> Post:
    """Give an officer a role at a unit; the three administrator posts exclude each other."""
    if role not in ROLES:
        raise Refused(f"没有“{role}”这个角色", field="role")
    officer = Officer.objects.select_for_update(of=("self",)).select_related("org").get(pk=officer.pk)
    rules.check_sides(officer.org, org, "org")
    rules.check_admin(role, org, ADMIN_ROLES)
    rules.check_tenure(officer, org, on)
    held = list(Post.objects.filter(officer=officer, until=None).values_list("org_id", "role"))
    rules.check_separation(role, [name for _, name in held], ADMIN_ROLES)
    if (org.id, role) in held:
        raise Refused(f"{officer}在“{org}”已有这个岗位", field="role")
    try:
        with transaction.atomic():
            post = Post.objects.create(officer=officer, org=org, role=role, since=on)
    except IntegrityError as error:  # a second grant at the same moment: the database decides
        raise Refused(f"{officer}的岗位刚被别人改动，请刷新后再试", field="role") from error
    journal.write(Act("grant", post, by, on, org.id))
    return post


@transaction.atomic
def end_post(post: Post, *, by: Officer | None, on: date) -> Post:
    """End a post from today on."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.until is not None:
        raise Refused(f"这个岗位已于{zh_date(post.until)}终止")
    post.until = on
    post.save(update_fields=["until"])
    journal.write(Act("end_post", post, by, on, post.org_id))
    return post


def set_installation(*, demo: bool, clock: date | None, note: str) -> Installation:
    """Say what this installation is; a demo has a clock of its own."""
    row, _ = Installation.objects.update_or_create(id=1, defaults={"demo": demo, "clock": clock, "note": note})
    calendar.forget()
    return row
