"""What stands in the lists of units, people, posts and organs when they are taken out."""

from tiexin.core.exports import Column, joined
from tiexin.orgs.forms import ACCOUNT_STATES

UNITS = (
    Column("单位", lambda unit: unit.name),
    Column("层级", lambda unit: unit.get_level_display()),
    Column("类别", lambda unit: unit.get_kind_display()),
    Column("行政区划代码", lambda unit: unit.region),
    Column("下级单位", lambda unit: unit.below or 0),
    Column("成立", lambda unit: unit.opened),
    Column("撤销", lambda unit: unit.closed),
)
OFFICERS = (
    Column("姓名", lambda officer: officer.name),
    Column("职务", lambda officer: officer.title or officer.get_rank_display()),
    Column("岗位", lambda officer: joined(f"{post.role_label}（{post.org}）" for post in officer.held)),
    Column("任职", lambda officer: officer.since),
)
ACCOUNTS = (
    Column("姓名", lambda officer: officer.name),
    Column("单位", lambda officer: officer.org.name),
    Column("职务", lambda officer: officer.title),
    Column("登录名", lambda officer: officer.account.username if officer.account else ""),
    Column("账号", lambda officer: ACCOUNT_STATES[officer.state]),
)
POSTS = (
    Column("干部", lambda post: post.officer.name),
    Column("所在单位", lambda post: post.officer.org.name),
    Column("角色", lambda post: post.role_label),
    Column("任职单位", lambda post: post.org.name),
    Column("起", lambda post: post.since),
)
ABSENCES = (
    Column("谁不在", lambda absence: absence.officer.name),
    Column("单位", lambda absence: absence.officer.org.name),
    Column("谁代理", lambda absence: absence.deputy.name),
    Column("代理人单位", lambda absence: absence.deputy.org.name),
    Column("起", lambda absence: absence.since),
    Column("止", lambda absence: absence.until),
    Column("提前回来", lambda absence: absence.ended),
    Column("事由", lambda absence: absence.reason),
)
LEAVERS = (
    Column("姓名", lambda officer: officer.name),
    Column("单位", lambda officer: officer.org.name),
    Column("职务", lambda officer: officer.title),
    Column("离任", lambda officer: officer.until),
    Column("由哪里调来", lambda officer: "" if officer.until else officer.came_from),
)
ORGANS = (
    Column("名称", lambda organ: organ.name),
    Column("类别", lambda organ: organ.get_kind_display()),
    Column("设在", lambda organ: str(organ.parent or "")),
    Column("成立", lambda organ: organ.since),
    Column("撤销", lambda organ: organ.until),
    Column("任职", lambda organ: joined(_seat(seat) for seat in organ.seats.all() if seat.present or seat.by_post)),
)
HOLDINGS = (
    Column("职务", lambda holding: holding.seat.title),
    Column("干部", lambda holding: holding.officer.name),
    Column("单位", lambda holding: holding.officer.org.name),
    Column("兼任", lambda holding: "兼" if holding.concurrent else ""),
    Column("从哪里抽调", lambda holding: str(holding.seconded_from or "")),
    Column("起", lambda holding: holding.since),
    Column("止", lambda holding: holding.until),
)
CHANGES = (
    Column("生效", lambda told: told.change.since),
    Column("调整", lambda told: told.change.get_kind_display()),
    Column("内容", lambda told: told.text),
    Column("依据和理由", lambda told: told.change.reason),
    Column("登记人", lambda told: str(told.change.by or "系统")),
    Column("登记", lambda told: told.change.on),
    Column("撤销调整", lambda told: "已撤销" if told.undone else ""),
)


def _seat(seat: object) -> str:
    names = [f"{each.officer.name}{'（兼）' if each.concurrent else ''}" for each in seat.present]  # type: ignore[attr-defined]
    return f"{seat}：{'，'.join([*names, *filter(None, [seat.by_post])])}"  # type: ignore[attr-defined]
