"""What an officer does with the newest matter, by the actions: `python -m tests.e2e.portal_officer claim accept`."""

import sys

import django

django.setup()

from tiexin.cases.actions.cases import Step, move_case  # noqa: E402
from tiexin.cases.actions.offering import assign_case  # noqa: E402
from tiexin.cases.models import Case  # noqa: E402
from tiexin.orgs.calendar import day_of  # noqa: E402
from tiexin.orgs.models import Installation, Officer  # noqa: E402

WORDS = {"accept": "收到了，明天到厂里去", "reply": "调解成了，五月底前补发"}


def main(*steps: str) -> None:
    """Claim it, and take the moves that were named."""
    case, today = Case.objects.latest("pk"), day_of(Installation.objects.get())
    officer = Officer.objects.serving(today).filter(org=case.org).exclude(account=None).order_by("pk")[0]
    for step in steps:
        if step == "claim":
            case = assign_case(case, officer, "熟悉情况", by=officer, on=today)
        else:
            outcome = {"agreement": "reached"} if step == "reply" else {}
            case = move_case(case, Step(step, WORDS[step], None, outcome), by=officer, on=today)


if __name__ == "__main__":
    main(*sys.argv[1:])
