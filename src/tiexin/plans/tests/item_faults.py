"""One fault each in sheets, clocks and votes: the text, where, what is said, what is accepted."""

from tiexin.plans.tests.desk import pack


def one(name: str, keys: str, more: str = "") -> str:
    """A pack with one member of a list; it stands on line 9, its own keys begin on line 10."""
    return pack(f"{name}:\n  - {{clause: C1, quote: 甲,\n    {keys}}}\n{more}")


def sheet(keys: str) -> str:
    return one("scoring", f"name: 考核, {keys}")


CLOCK = "clocks: [{clause: C9, quote: 办结, name: 时限, starts: 受理, limit: 15天}]\n"
S, Q = "scoring[C1]", "quorums[C1]"

ITEM_FAULTS = {
    "points that do not make the total": (
        sheet("total: 100, indicators: [{name: 满意率, points: 60}]"),
        9,
        5,
        S,
        "合计 60 分（满意率 60），总分写 100 分",
        ["total: 60"],
    ),
    "sheet of nothing": (sheet("total: 100"), 9, 5, S, "合计 0 分（没有一项）", ["total: 0"]),
    "more off than there is": (
        sheet("indicators: [{name: 率, points: 100, deduct: {points: 1, below: 95%, most: 101}}]"),
        10,
        89,
        f"{S}.indicators[1].deduct.most",
        "最多却扣 101 分",
        ["100"],
    ),
    "indicator of an unknown item": (
        sheet("indicators: [{name: 率, points: 100, item: C7}]"),
        10,
        57,
        f"{S}.indicators[1].item",
        "没有编号为 C7 的项",
        ["C1"],
    ),
    "appeal without a limit": (
        sheet("indicators: [{name: 率, points: 100}], appeal: {by: 单位}"),
        10,
        61,
        f"{S}.appeal.within",
        "缺少 within",
        ["within: 5个工作日"],
    ),
    "unknown sheet": (
        pack(
            "duties:\n  - {clause: C1, quote: 甲, of: {population: unions}, do: {measure: visit}, unit: 次,\n"
            "    weight: 10, score: 考核}\n"
        ),
        10,
        24,
        "duties[C1].score",
        "没有叫“考核”的考核表",
        [],
    ),
    "clock without an end": (
        one("clocks", "name: 时限, starts: 受理, limit: 尽快"),
        10,
        34,
        "clocks[C1].limit",
        "多长时间",
        ["15个工作日", "24小时"],
    ),
    "unknown offset": (
        one("clocks", "name: 时限, starts: 受理, limit: 3天, offset: 随时"),
        10,
        46,
        "clocks[C1].offset",
        "随时",
        ["次日起算", "当日起算", "收到时起算"],
    ),
    "unknown silence": (
        one("clocks", "name: 时限, starts: 受理, limit: 3天, silence: 默认"),
        10,
        47,
        "clocks[C1].silence",
        "默认",
        ["视为同意"],
    ),
    "suspension without a cap": (
        one("clocks", "name: 时限, starts: 受理, limit: 3天, suspension: {because: 鉴定}"),
        10,
        50,
        "clocks[C1].suspension.most",
        "缺少 most（累计最多停多久）",
        ["most: 30天"],
    ),
    "clock of an unknown item": (
        one("clocks", "name: 时限, starts: 受理, limit: 3天, members: [C1, C7]"),
        10,
        52,
        "clocks[C1].members[2]",
        "没有编号为 C7 的项",
        ["C1"],
    ),
    "clock named twice": (
        one(
            "clocks",
            "name: 时限, starts: 受理, limit: 3天",
            "  - {clause: C2, quote: 乙, name: 时限, starts: 甲, limit: 1天}\n",
        ),
        11,
        34,
        "clocks[C2].name",
        "“时限”在第 9 行已经有了",
        [],
    ),
    "reaction to no clock": (
        one("reactions", "name: 督办, clock: 期限, steps: [{late: 1天, action: 提醒}]", CLOCK),
        10,
        22,
        "reactions[C1].clock",
        "没有叫“期限”的时限",
        ["时限"],
    ),
    "steps out of order": (
        one(
            "reactions", "name: 督办, clock: 时限, steps: [{late: 5天, action: 通报}, {late: 1天, action: 提醒}]", CLOCK
        ),
        10,
        65,
        "reactions[C1].steps[2].late",
        "不晚于前一步的 5天",
        [],
    ),
    "no steps": (
        one("reactions", "name: 督办, clock: 时限, steps: []", CLOCK),
        10,
        33,
        "reactions[C1].steps",
        "至少一项",
        [],
    ),
    "second handling of nothing": (
        one("second_handling", "name: 重办, first: 期限, when: 不满意, limit: 5天", CLOCK),
        10,
        22,
        "second_handling[C1].first",
        "没有叫“期限”的时限",
        ["时限"],
    ),
    "quorum beyond the body": (
        one("quorums", "body: 会, members: 7, present_count: 9"),
        10,
        41,
        f"{Q}.present_count",
        "应到 7 人，却要 9 人到会",
        ["7"],
    ),
    "quorum said twice": (
        one("quorums", "body: 会, present: 2/3, present_count: 5"),
        10,
        43,
        f"{Q}.present_count",
        "只写一个",
        ["present"],
    ),
    "part beyond the whole": (
        one("quorums", "body: 会, present: 4/3"),
        10,
        23,
        f"{Q}.present",
        "不超过全部",
        ["2/3", "过半数"],
    ),
    "vote without a base": (
        one("quorums", "body: 会, vote: {part: 过半数}"),
        10,
        20,
        f"{Q}.vote.base",
        "缺少 base",
        ["base: 全体", "base: 到会"],
    ),
    "seats with a gap": (
        one("quorums", "body: 会, seats: [{from: 1, to: 99, seats: 3}, {from: 101, seats: 5}]"),
        10,
        51,
        f"{Q}.seats[2]",
        "中间有空档",
        ["from: 100"],
    ),
    "seats that overlap": (
        one("quorums", "body: 会, seats: [{from: 1, to: 99, seats: 3}, {from: 99, seats: 5}]"),
        10,
        51,
        f"{Q}.seats[2]",
        "中间有重叠",
        ["from: 100"],
    ),
    "seats after an open band": (
        one("quorums", "body: 会, seats: [{from: 1, seats: 3}, {from: 99, seats: 5}]"),
        10,
        43,
        f"{Q}.seats[2]",
        "只有最后一档可以不写 to",
        [],
    ),
    "seats upside down": (
        one("quorums", "body: 会, seats: [{from: 9, to: 1, seats: 3}]"),
        10,
        22,
        f"{Q}.seats[1]",
        "先写小数，再写大数",
        [],
    ),
    "decision nobody waits for": (
        one("decisions", "what: 人数, body: 组, members: C7"),
        10,
        33,
        "decisions[C1].members[1]",
        "没有编号为 C7 的项",
        ["C1"],
    ),
    "decision when": (
        one("decisions", "what: 人数, body: 组, by: 会前"),
        10,
        28,
        "decisions[C1].by",
        "“会前”是哪天没有写明",
        ["2-13"],
    ),
    "series with two numbers": (
        one("references", "name: 低保, unit: 元, values: [{year: 2012, value: 1}, {year: 2012, value: 2}]"),
        10,
        57,
        "references[C1].values[2]",
        "2012 年已经有数",
        [],
    ),
    "programme of an unknown item": (
        one("programmes", "name: 送温暖, members: [C8]"),
        10,
        26,
        "programmes[C1].members[1]",
        "没有编号为 C8 的项",
        ["C1"],
    ),
}
