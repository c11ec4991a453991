"""A name hidden from an employer is hidden from the union of that employer, too: its officers are its employees."""

from tiexin.cases.catalogue import Service
from tiexin.cases.models import Case
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Level, Org, Under

RULE = "职工请对单位隐去姓名：企业工会的人就是本单位的人"
UNKNOWN = "职工请对单位隐去姓名，还没有写明是哪家企业的：请先在“写明职工、企业”里写明，再交给企业工会"
PASSED = "职工请对单位隐去姓名，不转给本单位工会，由上一级工会办理"


def said(case: Case, service: Service) -> str:
    """What the step of registering says where the union of the employer would have been the first to own it."""
    first = service.owners[0].level if service.owners else ""
    if not case.hide_name or case.employer is None or first != Level.ENTERPRISE:
        return ""
    return PASSED if case.employer.org.level == Level.ENTERPRISE else ""


def check_union(case: Case, org: Org, field: str) -> None:
    """Refuse to give a matter to the union of the employer, or of its group, to whom the asker is not to be named.

    Where nobody has said yet which enterprise it is, no union of an enterprise gets it but the one that received it.
    """
    if not case.hide_name or org.level != Level.ENTERPRISE:
        return
    if case.employer is None:
        if org.pk != case.first_org_id:
            raise Refused(UNKNOWN, clause=RULE, field=field)
        return
    if Under.objects.filter(ancestor=org, org=case.employer.org_id).exists():
        raise Refused("职工请对单位隐去姓名，不能交给本单位工会", clause=RULE, field=field)
