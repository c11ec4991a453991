"""Faults of a service's file beside the first ones: classes by themselves, what another service takes."""

CLASS, SAY = "class_if:\n  gold: ", "say: 快, source: {clause: C142}"

# as in `test_catalogue_lint`: what stands in the good file, what is written instead, rule, path, word
MORE = {
    "read by some alone without a rule": (
        "see: 负责单位里管服务卡的人",
        "see: 只给管服务卡的人看",
        "see",
        "see",
        "readers",
    ),
    "read by some alone with everybody among the readers": (
        "see: 负责单位里管服务卡的人",
        "see: 照片只有审核的人看得到\nreaders: [part, unit, lead]",
        "see",
        "see",
        "sealed",
    ),
    "somebody told at the same time without a rule": (
        "see: 负责单位里管服务卡的人",
        "see: 丢了的，同时告知信息安全负责人",
        "see",
        "see",
        "tell",
    ),
    "somebody told of a class that there is not": (
        "fields:\n  kind",
        "tell: {moon: security}\nfields:\n  kind",
        "class-key",
        "tell.moon",
        "urgent",
    ),
    "somebody told of what everything is at first": (
        "fields:\n  kind",
        "tell: {ordinary: security}\nfields:\n  kind",
        "class-key",
        "tell.ordinary",
        "urgent",
    ),
    "a role that there is not is told": (
        "fields:\n  kind",
        "tell: {urgent: secret}\nfields:\n  kind",
        "word",
        "tell.urgent",
        "security",
    ),
    "class by itself that there is not": (
        "fields:\n  kind",
        f"{CLASS}{{to: moon, groups: [needy], {SAY}}}\nfields:\n  kind",
        "class-if",
        "class_if.gold.to",
        "moon",
    ),
    "class by itself without a reason": (
        "fields:\n  kind",
        f"{CLASS}{{to: urgent, {SAY}}}\nfields:\n  kind",
        "class-if",
        "class_if.gold",
        "answers",
    ),
    "class by an answer that there is not": (
        "fields:\n  kind",
        f"{CLASS}{{to: urgent, answers: {{kind: [gold, moon]}}, {SAY}}}\nfields:\n  kind",
        "class-if",
        "class_if.gold.answers.kind[2]",
        "moon",
    ),
    "class by a group that there is not": (
        "fields:\n  kind",
        f"{CLASS}{{to: urgent, groups: [moon], {SAY}}}\nfields:\n  kind",
        "word",
        "class_if.gold.groups[1]",
        "migrant",
    ),
    "promised by nobody": (
        "say: 请找发卡的地方",
        "say: 这就按职工信访登记",
        "promise",
        "not_a_case.other.say",
        "service",
    ),
    "sent to no service": (
        'send_to: "", source',
        'send_to: "", service: moon, source',
        "sent-on",
        "not_a_case.other.service",
        "petition",
    ),
    "sent to itself": (
        'send_to: "", source',
        'send_to: "", service: lost_card, source',
        "sent-on",
        "not_a_case.other.service",
        "petition",
    ),
    "sent without what it insists on": (
        'send_to: "", source',
        'send_to: "", service: dispute, source',
        "given",
        "not_a_case.other",
        "claim",
    ),
    "sent with a choice that there is not": (
        'send_to: "", source',
        'send_to: "", service: dispute, given: {claim: moon}, source',
        "given",
        "not_a_case.other.given.claim",
        "dispute",
    ),
    "sent with what nobody asks": (
        'send_to: "", source',
        'send_to: "", service: petition, given: {moon: x}, source',
        "given",
        "not_a_case.other.given.moon",
        "petition",
    ),
}
