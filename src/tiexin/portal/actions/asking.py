"""Asking for something on the portal: a matter without an officer behind it, kept in the account if there is one."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.papers import NewFile
from tiexin.cases.models import Case
from tiexin.cases.rules import ENDED
from tiexin.portal.actions.accounts import keep_matter
from tiexin.portal.actions.adding import bring_papers
from tiexin.portal.models import PortalAccount


@transaction.atomic
def ask(new: NewCase, account: PortalAccount | None, files: Sequence[NewFile] = (), *, on: date) -> Case:
    """Register a matter that waits in its unit's queue, and keep it in the account through which it was asked.

    Files come with it, all or nothing; what belongs elsewhere takes none.
    """
    case = register_case(new, by=None, on=on)
    if files and case.state not in ENDED:
        bring_papers(case, files, on=on)
    if account is not None:
        keep_matter(account, case, on=on)
    return case
