"""What stands in the lists of draws when they are taken out."""

from tiexin.core.exports import Column
from tiexin.draws.definition import BY
from tiexin.draws.kinds import Kind

DRAWS = (
    Column("名称", lambda draw: draw.title),
    Column("抽签单位", lambda draw: draw.org.name),
    Column("范围", lambda draw: draw.place.name),
    Column("依据的条款", lambda draw: draw.basis),
    Column("进度", lambda draw: draw.get_state_display()),
    Column("发起", lambda draw: draw.opened),
    Column("封存", lambda draw: draw.frozen),
    Column("抽签", lambda draw: draw.drawn),
)
HEAD = (Column("编号", lambda item: item.key), Column("名称", lambda item: item.label))
TAIL = (
    Column("排除的理由", lambda item: item.excluded),
    Column("谁安排", lambda item: item.arranged_by),
    Column("为什么安排", lambda item: item.arranged_why),
)
PICKS = (
    Column("次序", lambda pick: pick.place),
    Column("层", lambda pick: pick.stratum),
    Column("编号", lambda pick: pick.item.key),
    Column("名称", lambda pick: pick.item.label),
    Column("怎样选出", lambda pick: pick.get_how_display()),
    Column("代替", lambda pick: pick.replaces.item.label if pick.replaces else ""),
    Column("更换的理由", lambda pick: pick.reason),
    Column("状态", lambda pick: "已换下" if pick.gone else ""),
)


def frame_columns(kind: Kind) -> tuple[Column, ...]:
    """The frame of a kind: its rows with the features that they carry."""
    marks = {**{by: BY[by] for by in kind.by}, **({"distressed": "经营困难"} if "focus" in kind.by else {})}
    features = (Column(label, lambda item, by=by: item.values[by]) for by, label in marks.items())  # type: ignore[misc]
    return (*HEAD, *features, *TAIL)
