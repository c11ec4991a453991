"""YAML's own error messages in plain Chinese, with what the clerk most likely did."""

from typing import Any

# part of the message of libyaml or PyYAML → what to tell the person; first match wins.
_SAID = (
    (
        "mapping values are not allowed",
        "冒号的位置不对。常见原因：上一行的键后面写了中文冒号“：”，或一行里有两个“: ”（那就用引号把值括起来）",
    ),
    ("could not find expected ':'", "这一段缺少英文冒号。键后面要写英文冒号加空格，如 title: 走访"),
    ("',' or ']'", "方括号 [ ] 没有配对，或少了英文逗号"),
    ("',' or '}'", "大括号 { } 没有配对，或少了英文逗号"),
    ("unexpected end of stream", "引号没有收尾，或文件在这里断了"),
    ("cannot start any token", "这个符号不能放在开头（如 @ ` %）。请把整个值用引号括起来"),
    ("unknown escape", "双引号里的 \\ 有特殊含义。请改用单引号"),
    ("alphabetic or numeric", "* 和 & 开头有特殊含义，这里不能用。请把整个值用引号括起来"),
    ("directive", "以 % 开头的行不能用。请删去它"),
    ("tag", "以 ! 开头有特殊含义，这里不能用。请把整个值用引号括起来"),
    ("'-' indicator", "缩进不齐，或列表的一项少了开头的“- ”"),
    ("expected key", "缩进不齐：同一级的键要从同一列开始"),
    ("block end", "缩进不齐：同一级的键要从同一列开始"),
    ("indent", "缩进不齐：同一级的键要从同一列开始"),
    ("special characters", "有看不见的控制字符，请删去"),
    ("control characters", "有看不见的控制字符，请删去"),
    ("maximum", "层次太深"),
)


def explain(error: Any, text: str) -> tuple[int, int, str]:
    """Return line, column (from 1) and a Chinese sentence for a YAML error raised while reading `text`."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = " ".join(str(part) for name in ("context", "problem", "reason") if (part := getattr(error, name, None)))
    if mark is None:
        line, column = _at(text, getattr(error, "position", 0))
    else:
        line, column = mark.line + 1, mark.column + 1
    reason = next((words for part, words in _SAID if part in said), "这里的写法读不懂")
    return line, column, f"格式有误：{reason}。"


def _at(text: str, position: int) -> tuple[int, int]:
    """Turn a reader's position (in bytes for libyaml, in characters for PyYAML) into line and column."""
    odd = next((i for i, char in enumerate(text) if not (char.isprintable() or char in "\n\r\t\u3000")), None)
    index = position if odd is None else odd
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
