"""Decisions about posts; plain values in, refusals out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

if TYPE_CHECKING:
    from tiexin.orgs.models import Officer, Org

SEPARATION = "三员分立：系统、安全、审计三个管理岗位不得由同一账号兼任（GB/T 22239-2019）"

LOGIN, LOGIN_SAID = r"^[a-z][a-z0-9._-]{2,39}$", "用小写字母开头，3至40位字母、数字或 . _ -"
ACCESS_LAW = "GB/T 22239-2019 8.1.4.1：身份鉴别信息应有复杂度要求"
WEAK_PASSWORD = {
    "password_too_short": "密码至少10位",
    "password_too_common": "这个密码太常见，容易被猜到",
    "password_too_similar": "密码和登录名太相近",
}


SIDES = "练习规则：练习单位和正式单位互不相通"


def check_sides(one: Org, other: Org, field: str = "") -> None:
    """Refuse whatever would join the practice tree and the real one."""
    if one.practice != other.practice:
        raise Refused("练习单位和正式单位不能放在一起", clause=SIDES, field=field)


def check_tenure(officer: Officer, org: Org, on: date) -> None:
    """Refuse a post at a unit that does not exist that day, or for somebody who has left."""
    if not org.is_open(on):
        raise Refused(f"“{org}”在{zh_date(on)}不存在（尚未成立或已撤销）", field="org")
    if officer.until is not None and officer.until <= on:
        raise Refused(f"{officer}已于{zh_date(officer.until)}离任", field="officer")


def check_separation(role: str, held: Iterable[str], admin_roles: Iterable[str]) -> None:
    """Refuse an administrator post beside any other post, and any post beside an administrator post."""
    admins, held = set(admin_roles), set(held)
    if role in admins and held - {role}:
        raise Refused("管理岗位不能与其他岗位由同一人担任", clause=SEPARATION, field="role")
    if role not in admins and held & admins:
        raise Refused("此人担任管理岗位，不能再担任业务岗位", clause=SEPARATION, field="role")


def check_admin(role: str, org: Org, admin_roles: Iterable[str]) -> None:
    """Refuse an administrator post in the practice tree: there is nothing to administer."""
    if org.practice and role in set(admin_roles):
        raise Refused("练习单位没有管理岗位", clause=SIDES, field="role")


def check_login(username: str) -> None:
    """Refuse a log-in name that cannot be typed everywhere alike."""
    if not re.fullmatch(LOGIN, username):
        raise Refused(f"登录名“{username}”不行：{LOGIN_SAID}", field="username")


def check_apart(names: Iterable[str]) -> None:
    """Refuse the same person for two of the first posts; namesakes are told apart by a word behind the name."""
    seen: set[str] = set()
    for name in (each.strip() for each in names):
        if name in seen:
            told = f"“{name}”写了两次，请各写一个人；确是同名的，在姓名后面注明，如“{name}（二）”"
            raise Refused(told, clause=SEPARATION, field="name")
        seen.add(name)
