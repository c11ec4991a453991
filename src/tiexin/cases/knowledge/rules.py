"""What an entry must say and how long it holds, in plain values; what of a search may be kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tiexin.core.refusal import Refused

STATES = {"draft": "草稿", "published": "已发布", "retired": "已停用"}
ANSWERS = {"": "等负责人答复", "mended": "已经改过", "right": "没有错，维持原样"}
QUESTION, ANSWER, QUOTE, WORDS, LINK = 100, 2000, 600, 300, 300  # characters
MOST_SOURCES = 8
MISSED = 40  # characters of a search that found nothing
OWNED = "知识库规则：每条知识有依据、有负责人、有有效期"
LINE = re.compile(
    r"(?:(?P<clause>C\d{3})|《(?P<law>[^《》]{1,60})》\s*(?P<article>第[\d零一二三四五六七八九十百]{1,7}条(?:之[一二三四五六七八九十])?)?)"
    r"\s*[：:]\s*(?P<quote>.*?)\s*(?P<url>https://\S+)?"
)
DIGITS = "零一二三四五六七八九"
NUMBERED = re.compile(r"第(\d{1,3})条")
PERSONAL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|\d+[xX]?")
WORD = re.compile(r"[㐀-鿿a-z]{2,}")
NUMBERS = re.compile(r"\d[\d\- ]{5,}\d[xX]?")


def check_words(text: str, field: str, asks: str, longest: int) -> str:
    """Refuse words that are missing, too long or not to be kept; return them bare."""
    bare = text.strip()
    if not bare:
        raise Refused(f"请写明{asks}", field=field)
    if len(bare) > longest:
        raise Refused(f"请写在{longest}字以内（现在{len(bare)}字）", field=field)
    if "\0" in bare:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)
    return bare


def spelt(article: str) -> str:
    """The number of an article in Chinese numerals, as laws print it: 第30条 is 第三十条."""
    found = NUMBERED.match(article)
    return f"第{numeral(int(found[1]))}条{article[found.end() :]}" if found else article


def numeral(number: int) -> str:
    """A number from 1 to 999 as laws count their articles."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += f"{'' if tens == 1 and not hundreds else DIGITS[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (DIGITS[ones] if ones else "")


def read_sources(text: str) -> list[dict[str, str]]:
    """Read sentences with where they stand, one a line: 《劳动合同法》第三十条：用人单位应当…… https://…"""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_SOURCES:
        raise Refused(f"依据最多{MOST_SOURCES}条", field="sources")
    return [_source(line) for line in lines]


def _source(line: str) -> dict[str, str]:
    found = LINE.fullmatch(line)
    if found is None or not found["quote"]:
        raise Refused(f"看不懂这一行：{line[:30]}。请写成“《法名》第几条：原句”", field="sources")
    said = {name: found[name] or "" for name in ("clause", "law", "article", "quote", "url")}
    if len(said["quote"]) > QUOTE or len(said["url"]) > LINK:
        raise Refused(f"原句请写在{QUOTE}字以内，网址{LINK}字以内", field="sources")
    return {**said, "article": spelt(said["article"])}


def write_sources(sources: Sequence[Mapping[str, str]]) -> str:
    """Write sentences as they are typed and read."""
    return "\n".join(f"{cited(each)}：{each['quote']} {each['url']}".strip() for each in sources)


def cited(source: Mapping[str, str]) -> str:
    """Where a sentence stands, in words."""
    return source["clause"] or f"《{source['law']}》{source['article']}"


def check_quotes(sources: Sequence[Mapping[str, str]], articles: Mapping[tuple[str, str], str]) -> None:
    """Refuse a sentence that does not stand, character by character, in an article whose text is at hand."""
    for each in sources:
        text = articles.get((each["law"], each["article"]))
        if text is not None and each["quote"] not in text.replace("\n", ""):
            raise Refused(f"跟{cited(each)}的原文不一样，请逐字照抄：{each['quote'][:30]}", field="sources")


def check_published(sources: Sequence[Any], owner: object, valid_until: date, today: date) -> None:
    """Refuse to publish what rests on nothing, what nobody answers for, what has expired."""
    if not sources:
        raise Refused("还没有写依据，不能发布", clause=OWNED, field="sources")
    if owner is None:
        raise Refused("还没有负责人，不能发布", clause=OWNED, field="owner")
    if valid_until < today:
        raise Refused("有效期已经过了，请先核对内容、改有效期", clause=OWNED, field="valid_until")


def check_valid(valid_until: date, today: date, longest: int) -> None:
    """Refuse a last day that has passed or lies too far ahead for anybody to answer for it."""
    if valid_until < today:
        raise Refused("有效期已经过了", field="valid_until")
    if valid_until > today + timedelta(days=longest):
        raise Refused(f"最长{longest}天，到时核对一遍再延", field="valid_until")


def check_state(state: str, allowed: Collection[str], what: str) -> None:
    """Refuse what the state of an entry does not allow."""
    if state not in allowed:
        raise Refused(f"这条知识“{STATES[state]}”，不能{what}")


def missed(typed: str) -> str:
    """What is kept of a search that found nothing: its words without numbers, addresses and marks; maybe nothing."""
    words = WORD.findall(PERSONAL.sub(" ", unicodedata.normalize("NFKC", typed)).lower())
    return " ".join(dict.fromkeys(words))[:MISSED].strip()


def hidden(text: str, names: Collection[str]) -> str:
    """A text without some names and without anything that looks like a number of a person."""
    for name in sorted({each.strip() for each in names if each and len(each.strip()) > 1}, key=len, reverse=True):
        text = text.replace(name, "某某")
    return NUMBERS.sub("（号码略）", text)
