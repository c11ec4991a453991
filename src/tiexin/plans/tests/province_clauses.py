"""What the provincial plan and the essay on recuperation must count, written out."""

from tiexin.duties.definition import Definition, Do

# id → kind, target, low, high, per, what counts, over what (measure/how, then filters)
Row = tuple[str, str, int | None, int | None, str, str, str]

PROVINCE: dict[str, Row] = {
    "C078": ("tally", "at_least", 1, None, "campaign", "stay/times", ""),
    "C085": ("tally", "at_least", 7, None, "stay", "presence/day", ""),
    "C088": ("tally", "at_least", 1, None, "stay", "study_joined/times", ""),
    "C089": ("tally", "at_least", 1, None, "stay", "line_work/day", ""),
    "C090": ("tally", "at_least", 1, None, "stay", "reception_held/times", ""),
    "C091": ("rate", "at_least", 100, None, "stay", "talk/worker role=leader", "must_visit/worker role=leader"),
    "C092-cadres": (
        "rate",
        "at_least",
        100,
        None,
        "stay",
        "talk/worker role=union_cadre",
        "must_visit/worker role=union_cadre",
    ),
    "C092-levels": (
        "tally",
        "at_least",
        3,
        None,
        "stay",
        "talk/tag:place role=union_cadre place=enterprise|workshop|team",
        "",
    ),
    "C093": ("tally", "at_least", 1, None, "stay", "talk/worker role=front_line", ""),
    "C094": ("tally", "at_least", 50, None, "stay", "talk/worker role=front_line", ""),
    "C096": ("tally", "at_least", 1, None, "stay", "report_accepted/times", ""),
    "C107": ("tally", "measured", None, None, "campaign", "deed_done/times", ""),
    "C108-workers": ("tally", "at_least", 142000, None, "campaign", "needy_visited/worker", ""),
    "C108-households": ("rate", "at_least", 100, None, "campaign", "needy_visited/household", "needy_filed/household"),
    "C109": ("rate", "at_least", 100, None, "campaign", "needy_assigned/worker", "needy_filed/worker"),
    "C110": ("rate", "at_least", 100, None, "campaign", "help_plan/household", "needy_filed/household"),
    "C111": ("tally", "measured", None, None, "campaign", "help_project/times", ""),
    "C113": ("tally", "at_least", 3000, None, "campaign", "specialist_listed/times specialist=legal", ""),
    "C115": ("tally", "measured", None, None, "campaign", "legal_service/times", ""),
    "C116": ("tally", "at_least", 10000, None, "campaign", "specialist_listed/times specialist=arbitrator", ""),
    "C117": (
        "tally",
        "measured",
        None,
        None,
        "campaign",
        "dispute_screened/tag:place place=enterprise|workshop|team",
        "",
    ),
    "C119": ("tally", "at_least", 3000, None, "campaign", "specialist_listed/times specialist=bargaining", ""),
    "C122": ("rate", "at_least", 100, None, "campaign", "industry_bargained/times", "industry_listed/times"),
    "C123-workers": ("tally", "measured", None, None, "campaign", "culture_issued/worker", ""),
    "C124-visits": ("tally", "measured", None, None, "campaign", "venue_entered/times", ""),
    "C128-cadres": ("tally", "at_least", 59000, None, "campaign", "pair_linked/officer", ""),
    "C128-workers": ("tally", "at_least", 290000, None, "campaign", "pair_linked/worker", ""),
    "C129": ("rate", "at_least", 100, None, "month", "contact/pair", "pair_due/pair"),
    "C131": ("rate", "at_least", 100, None, "month", "contact/pair way=face", "pair_due/pair"),
    "C132": ("tally", "between", 1, 2, "year", "contact/times way=face", ""),
    "C133": ("rate", "at_least", 100, None, "year", "relief_given/worker", "needy_linked/worker"),
    "C138": ("rate", "measured", None, None, "campaign", "petition_closed/times", "petition_accepted/times"),
    "C140": ("tally", "at_least", 1, None, "campaign", "centre_converted/times", ""),
    "C144": ("tally", "at_least", 1, None, "campaign", "hotline_opened/times", ""),
    "C145": ("tally", "at_least", 1, None, "campaign", "hotline_joined/times", ""),
    "C146-connected": ("rate", "at_least", 100, None, "campaign", "call_connected/times", "call_received/times"),
    "C146-standard": ("rate", "at_least", 95, None, "campaign", "call_connected/times", "call_received/times"),
    "C146-answered": (
        "rate",
        "at_least",
        100,
        None,
        "campaign",
        "call_answered/times call=question",
        "call_received/times call=question",
    ),
    "C146-taken": (
        "rate",
        "at_least",
        100,
        None,
        "campaign",
        "call_taken/times call=request",
        "call_received/times call=request",
    ),
    "C146-helped": (
        "rate",
        "at_least",
        100,
        None,
        "campaign",
        "call_helped/times call=difficulty",
        "call_received/times call=difficulty",
    ),
    "C148-total": ("tally", "at_least", 82000, None, "campaign", "room_standardised/employer", ""),
    "C148-each": ("tally", "at_least", 1, None, "campaign", "room_standardised/employer", ""),
    "C150": ("tally", "at_least", 1, None, "year", "room_linked/times", ""),
    "C151": ("tally", "measured", None, None, "year", "room_guided/times", ""),
}

RECUPERATION: dict[str, Row] = {
    "C017": ("rate", "measured", None, None, "year", "recuperation/worker", "member_listed/worker"),
    "C032": ("tally", "increase", None, None, "year", "recuperation/worker", ""),
    "C043": ("tally", "measured", None, None, "year", "service_created/times", ""),
    "C048": ("rate", "at_least", 100, None, "year", "facility_classified/facility", "facility_listed/facility"),
    "C064": ("tally", "measured", None, None, "year", "recuperation/times care=model_training", ""),
    "C065": ("tally", "measured", None, None, "year", "recuperation/times care=model_check", ""),
    "C067": ("tally", "measured", None, None, "year", "recuperation/times care=protection|disease|injury", ""),
    "C068": ("tally", "measured", None, None, "year", "recuperation/times care=women|pregnancy|postnatal", ""),
    "C069": ("tally", "measured", None, None, "year", "recuperation/times care=retired_health|old_age", ""),
    "C070": ("tally", "measured", None, None, "year", "recuperation/employer care=enterprise_health", ""),
    "C071": ("rate", "measured", None, None, "year", "health_improved/worker", "health_checked/worker"),
}


def said(definition: Definition) -> Row:
    """A definition as a row of these tables."""
    bounds = (definition.kind, definition.target, definition.low, definition.high, definition.per)
    return *bounds, _phrase(definition.do), _phrase(definition.over)


def _phrase(do: Do | None) -> str:
    filters = "".join(f" {tag}={'|'.join(values)}" for tag, values in do.where.items()) if do else ""
    return f"{do.measure}/{do.count}{filters}" if do else ""
