"""What reports put on the page of a matter: who knew when, whether it should have been reported by now."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.models import Case
from tiexin.cases.queries import rights
from tiexin.cases.reporting import queries
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.rules import numbers
from tiexin.cases.rules import ENDED
from tiexin.core.days import moment
from tiexin.core.prepared import Prepared
from tiexin.orgs.asking import today
from tiexin.orgs.standing import Standing


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """The chain, what is owed, and whether the person may report."""
    there = rights(request, found)
    made = there.has_reports
    rows = _seen(Standing(request), found.pk) if made else []
    for each in rows:
        each.said, each.ending = found.as_read(each.words), found.as_read(each.answer_text)
    may_report = "owner" in roles and found.state not in ENDED
    serious, ended = not made and queries.owes_report(found, linked=there.has_links), found.state in ENDED
    above = (serious or may_report) and there.has_above
    return {
        "chain": queries.chain(rows, found) if found.named else [],
        "reports": rows if found.named else [],
        "report_owed": serious and above and not ended,
        "report_missing": serious and above and ended,
        "report_until": found.at + numbers().report,
        "report_late": found.at + numbers().report < moment(today(request)),
        "report_source": numbers().source,
        "may_report": may_report and above,
        "may_coordinate": may_report and _uncoordinated(found, rows, alone=serious and not above),
    }


def _uncoordinated(found: Case, rows: list[Report], *, alone: bool) -> bool:
    """Whether it is still to be written down that somebody was there; beside a report, or at the highest unit alone."""
    return rows[0].coordinated is None if rows else alone and not queries.coordinated_alone(found)


_seen = Prepared(
    lambda person, case: queries.shown(Report.objects.for_request(person, "cases.see").filter(case=case)).order_by("pk")
)
