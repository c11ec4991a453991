"""The figures of all databases as one plain table."""

import unicodedata
from collections.abc import Iterable
from typing import Any

HEAD = ("项目 figure", "数值 value", "底线 floor", "比 ratio", "目标 target", "")
NOTE = (
    "底线 floor：同一次运行、同样的服务器和数据库，裸 Django（会话、CSRF、登录）一张表单写三行；"
    "有倍数的行，底线是数据少时的同一页。\n"
    "floor: in the same run, with the same server and database, a bare logged-in Django form of three inserts; "
    "for a page with more rows, the same page with fewer."
)


def of(found: dict[str, list[dict[str, Any]]]) -> str:
    """Return the table."""
    rows = [HEAD]
    for database, figures in found.items():
        rows += [("", "", "", "", "", ""), (f"—— {database} ——", "", "", "", "", ""), *map(line, figures)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join([*(_joined(row, widths) for row in rows), "", NOTE])


def line(figure: dict[str, Any]) -> tuple[str, ...]:
    """Return one figure's cells."""
    verdict = ("不足 short" if figure["short"] else "达到 ok") if figure["target"] else ""
    value = f"{number(figure['value'])} {figure['unit']}"
    return (figure["name"], value, number(figure["floor"]), number(figure["ratio"]), figure["target"], verdict)


def number(value: float | None) -> str:
    """Return a number with as many digits as say something."""
    if value is None:
        return ""
    return f"{value:.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"


def width(text: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _joined(row: Iterable[str], widths: list[int]) -> str:
    return "  ".join(text + " " * (room - width(text)) for text, room in zip(row, widths, strict=True)).rstrip()
