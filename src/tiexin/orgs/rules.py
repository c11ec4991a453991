"""Decisions about posts; plain values in, refusals out."""

from collections.abc import Iterable

from tiexin.core.refusal import Refused

SEPARATION = "三员分立：系统、安全、审计三个管理岗位不得由同一账号兼任（GB/T 22239-2019）"


def check_separation(role: str, held: Iterable[str], admin_roles: Iterable[str]) -> None:
    """Refuse an administrator post beside any other post, and any post beside an administrator post."""
    admins, held = set(admin_roles), set(held)
    if role in admins and held - {role}:
        raise Refused("管理岗位不能与其他岗位由同一人担任", clause=SEPARATION, field="role")
    if role not in admins and held & admins:
        raise Refused("此人担任管理岗位，不能再担任业务岗位", clause=SEPARATION, field="role")
