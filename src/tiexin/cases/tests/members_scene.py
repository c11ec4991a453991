"""A matter of many with its list, for its tests."""

from tiexin.cases import codes
from tiexin.cases.actions.members import list_members
from tiexin.cases.members.rules import read_lines
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

LINES = "马兰 13900005551\n丁小军\n白玉梅，13900005553"
NAMES = ["马兰", "丁小军", "白玉梅"]


def crowd(cast, people=30, **changes):
    return registered(cast, "petition", asker="group", people=people, title="班车停了", **changes)


def listed(cast, case=None, lines=LINES, *, by=None, on=c.TODAY):
    """The people on the list of a matter, by their names."""
    case = case or crowd(cast)
    made = list_members(case, read_lines(lines), by=by or cast.author, on=on)
    return {each.name: each for each in made}


def answered(cast, case):
    """The matter, answered."""
    return moved(Case.objects.get(pk=case.pk), "accept", "begin", "reply", by=cast.author)


def code(member):
    return codes.code_of(member.key)


def texts(source):
    """The numbers to which texts of an occasion go, sorted."""
    return sorted(each.address for each in Message.objects.texts().filter(source__startswith=source))
