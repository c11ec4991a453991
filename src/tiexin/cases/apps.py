from collections.abc import Iterable
from functools import partial

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tiexin.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        """Let the trail name matters, search find them, clocks follow the calendar."""
        from tiexin.cases import findable, leaving, numbers, reading, tasks
        from tiexin.cases.actions import hotline_tidy
        from tiexin.cases.appointments import part as appointments
        from tiexin.cases.knowledge import part as knowledge
        from tiexin.cases.learning import part as learning
        from tiexin.cases.owners import part as owners
        from tiexin.cases.rates import part as rates
        from tiexin.cases.rooms import part
        from tiexin.duties import fold, worker
        from tiexin.evidence import effort, names
        from tiexin.search import kinds

        names.register("cases.case", _names, "cases.see")
        hint = "什么事、情况、单位或者地点"
        kind = kinds.Kind("case", "诉求", "cases.see", "case", "talk", hint, findable.cases, readable=reading.findable)
        kinds.register(kind)
        kinds.lead(numbers.leads_to)
        kinds.follow("cases.case", findable.of_entries)
        fold.FOLLOWERS.append(tasks.follow)
        worker.DAILY.append(tasks.remind)
        worker.OFTEN.append(tasks.remind_by_hour)
        worker.OFTEN.append(hotline_tidy.tidy)
        _take_matters_from_calls()
        effort.register(effort.Form("case-new", "登记诉求", "case_taken"))
        effort.register(effort.Form("case-step", "办诉求的一步", "case_closed"))
        for thing in ("cases.line", "cases.linejoin", "cases.seat", "cases.shift", "cases.call", "cases.callscore"):
            names.register(thing, partial(_hotline_names, thing))
        part.begin()
        _let_calls_be_drawn()
        rates.begin()
        appointments.begin()
        knowledge.begin()
        learning.begin()
        owners.begin()
        leaving.begin()


def _names(ids: Iterable[int]) -> dict[int, str]:
    """The number alone: a title may say what somebody suffers from."""
    from tiexin.cases.models import Case

    return {case.pk: case.number for case in Case.objects.filter(pk__in=list(ids)).only("on")}


def _hotline_names(thing: str, ids: Iterable[int]) -> dict[int, str]:
    """Lines, seats and shifts by their own names; a call by the number that the telephone system gave it."""
    from django.apps import apps

    rows = apps.get_model(thing)._default_manager.filter(pk__in=list(ids))
    if thing in NAMED_WITH:
        rows = rows.select_related(*NAMED_WITH[thing])
    return {row.pk: str(row) for row in rows}


NAMED_WITH = {"cases.callscore": ("call",), "cases.linejoin": ("line", "org"), "cases.shift": ("officer",)}


def _let_calls_be_drawn() -> None:
    from tiexin.cases.hotline import sheet
    from tiexin.draws import kinds

    kinds.register(kinds.Kind(sheet.KIND, "热线通话", sheet.rows, sheet.BY, "个", dated=True))


def _take_matters_from_calls() -> None:
    """Let a matter be registered while its caller is on the line."""
    from tiexin.cases import origins
    from tiexin.cases.hotline import linking

    call = origins.Origin("call", "来电", "hotline", "call", linking.known, linking.link)
    origins.register(call)
