"""三员分立 and the terms of a post, as truth tables."""

from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest

from tiexin.core.refusal import Refused
from tiexin.orgs import rules
from tiexin.orgs.roles import ADMIN_ROLES, PERMISSIONS, ROLES, roles_with

BUSINESS = [name for name in ROLES if name not in ADMIN_ROLES]


def refused(call, *args):
    try:
        call(*args)
    except Refused as refusal:
        return refusal
    return None


@pytest.mark.parametrize(("role", "held"), list(product(ROLES, ROLES)))
def test_two_roles_of_one_person(role, held):
    """Two business roles, or the same administrator role again, stand; everything else is refused by the rule."""
    stands = (role in BUSINESS and held in BUSINESS) or role == held
    refusal = refused(rules.check_separation, role, [held], ADMIN_ROLES)
    assert (refusal is None) == stands
    if refusal:
        assert (refusal.clause, refusal.field) == (rules.SEPARATION, "role")


@pytest.mark.parametrize("role", ROLES)
def test_first_role_always_stands(role):
    assert refused(rules.check_separation, role, [], ADMIN_ROLES) is None


def test_one_administrator_role_among_others_is_found():
    assert refused(rules.check_separation, "leader", ["officer", "audit"], ADMIN_ROLES)
    assert refused(rules.check_separation, "audit", ["officer", "leader"], ADMIN_ROLES)


OPEN, SHUT = (SimpleNamespace(is_open=lambda day, said=said: said) for said in (True, False))
DAY = date(2012, 5, 10)


@pytest.mark.parametrize(
    ("org", "until", "field"),
    [
        (OPEN, None, None),
        (OPEN, date(2012, 5, 11), None),
        (OPEN, DAY, "officer"),
        (OPEN, date(2012, 1, 1), "officer"),
        (SHUT, None, "org"),
        (SHUT, DAY, "org"),
    ],
)
def test_tenure(org, until, field):
    refusal = refused(rules.check_tenure, SimpleNamespace(until=until), org, DAY)
    assert (refusal.field if refusal else None) == field


def test_no_administrator_role_does_the_work_of_another():
    duties = {"accounts.manage", "posts.grant", "audit.see"}
    assert [ROLES[name].permissions & duties for name in ADMIN_ROLES] == [
        {"audit.see"},
        {"posts.grant"},
        {"accounts.manage"},
    ]
    assert not any(ROLES[name].permissions & duties for name in BUSINESS)


def test_permissions_and_roles_name_each_other():
    assert set(PERMISSIONS) == set().union(*(role.permissions for role in ROLES.values()))
    assert roles_with("visits.void") == ["office"]
    with pytest.raises(KeyError, match=r"visits\.fly"):
        roles_with("visits.fly")
