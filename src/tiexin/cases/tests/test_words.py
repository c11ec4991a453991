"""Words of what people say: a table of sentences by hand, and what holds for every text and every list."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.learning import rules, words
from tiexin.cases.learning.words import Finding, Lexicon, lexicon
from tiexin.cases.tests.learning_texts import SAID

pytestmark = pytest.mark.once

TABLE = """
爱人住院，花费大 → 爱人 住院 | 花费
下岗了想学一门手艺 → 下岗 | 手艺
工伤没有赔 → 工伤
食堂晚班没有热饭 → 食堂 晚班 | 热饭
住院了想报互助保障 → 住院 | 互助保障
换了单位，会籍怎么转 → 会籍
夏天不发防暑用品 → 防暑用品
被辞退没有补偿 → 辞退 | 补偿
拖欠两个月工资 → 拖欠 | 工资
高温补贴没有发 → 高温补贴
加班不给加班费 → 加班 | 加班费
宿舍没有暖气 → 宿舍 | 暖气
没有签劳动合同 → 劳动合同
老板拖欠三个月工资不发 → 老板 拖欠 | 工资
在机械厂干了八年，公司不给缴社会保险 → 机械厂 | 公司 | 社会保险
快递站点乱罚款，骑手迟到一分钟扣五十 → 快递 站点 乱罚款 | 骑手 迟到
孩子考上大学，想申请金秋助学 → 孩子 | 申请 金秋助学
反映厂里食堂承包不公开，职代会没有开 → 厂里 食堂 承包 | 公开 | 职代会
要求补办当年的工龄认定，材料被单位弄丢 → 工龄认定 | 材料
集资房的房产证十年没有办下来 → 集资房 | 房产证
车间没有防护口罩，粉尘很大 → 车间 | 防护口罩 | 粉尘
女工怀孕还安排上夜班 → 女工 怀孕 | 安排 | 夜班
特种作业没有证也让上岗，不安全 → 特种作业 | 安全
想请律师打官司要工资 → 律师 打官司 | 工资
仲裁裁决下来公司不服起诉了，没钱请律师 → 仲裁 裁决 | 公司 | 起诉 | 律师
赢了官司对方不执行，要申请强制执行 → 官司 | 执行 | 申请 强制执行
电动车棚漏雨没人修 → 电动 车棚 漏雨
家属院暖气问题多次反映没人管 → 家属院 暖气
三月份的夜班费没有发 → 夜班费
一个班组的夜班费都没有发 → 班组 | 夜班费
哺乳期安排了夜班 → 哺乳期 安排 | 夜班
会员证丢了要补办 → 会员证
农民工在工地上怎么入工会 → 农民工 | 工地 | 工会
家里着了火，什么都烧了，想要救助 → 家里 | 救助
老人瘫痪在床，医药费负担重 → 老人 瘫痪 | 医药费 负担
绩效工资少发了一半 → 绩效工资 少发
试用期干了半年还不转正 → 试用期 | 转正
受伤以后公司不肯报工伤，医药费自己垫的 → 受伤 | 公司 | 工伤 | 医药费
产假工资停发了 → 产假 工资 停发
班车停了，夜里回不了家 → 班车
宿舍停水三天 → 宿舍 停水
停车位不够，充电桩坏了 → 停车位 | 充电桩
老板跑路，工友没有路费回家 → 老板 跑路 | 工友 | 路费 回家
年休假没有休也不给钱 → 年休假
强迫签空白合同 → 强迫 | 空白合同
退休手续找谁办 → 退休手续
公积金断缴半年 → 公积金 断缴
住院期间停了工资 → 住院 | 工资
厂门口路灯坏了 → 门口 路灯
枸杞烘干房着火 → 枸杞 烘干房 着火
"""
ROWS = [line.split(" → ") for line in TABLE.strip().splitlines()]
SIGNS = "工资拖欠食堂涨价的了想没有人住院甲乙丙丁。1a"
TEXT = st.text(SIGNS, max_size=30)
SMALL = Lexicon(
    frozenset(["工资", "食堂", "住院", "涨价"]),
    frozenset(["没有"]),
    frozenset("的了想"),
    8,
    3,
    4,
    Finding(4, 3, 1.0, 0.9),
)


def said(text, known=None):
    found = [chunk for stretch in rules.plain(text, 400) for chunk in words.chunks(stretch, known or lexicon())]
    return " | ".join(" ".join(chunk) for chunk in found)


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_enough_sentences_and_no_two_the_same():
    assert len(ROWS) >= 40
    assert len({text for text, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_a_sentence_is_its_whole_words(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize("text", ["了想", "的", "", "abc", "wifi", "一二三", "没有", "怎么办", "人"])
def test_what_is_no_word_is_none(text):
    assert said(text) == ""


def test_the_sayings_of_a_year_leave_no_word_with_a_loose_end():
    found = {word for texts in SAID.values() for text in texts for word in said(text).replace(" | ", " ").split()}
    assert len(found) > 100
    loose = {word for word in found if word not in lexicon().known and {word[0], word[-1]} & lexicon().stop}
    assert loose == set()


# ── parted ──────────────────────────────────────────────────────────────────────────────────────────────


@given(TEXT)
def test_pieces_put_together_are_the_stretch(text):
    assert "".join(words.parted(text, SMALL)) == text
    assert all(len(piece) == 1 or piece in SMALL.parts for piece in words.parted(text, SMALL))


@given(TEXT)
def test_no_other_way_leaves_fewer_characters_over(text):
    left = sum(piece not in SMALL.parts for piece in words.parted(text, SMALL))
    greedy, at = 0, 0
    while at < len(text):
        word = text[at : at + 2] in SMALL.parts
        greedy, at = greedy + (not word), at + (2 if word else 1)
    assert left <= greedy


@given(TEXT)
def test_words_stand_in_the_text_in_its_order_and_have_no_loose_end(text):
    at = 0
    for chunk in words.chunks(text, SMALL):
        at = text.index("".join(chunk), at) + len("".join(chunk))
        for word in chunk:
            assert word in SMALL.known or (2 <= len(word) <= 4 and not set(word) & SMALL.stop)
            assert word not in SMALL.skip


@given(TEXT)
def test_phrases_are_runs_of_few_words_and_hold_every_single_one(text):
    found = words.phrases(text, SMALL)
    assert all(len(phrase) <= SMALL.longest and phrase in text for phrase in found)
    assert {word for chunk in words.chunks(text, SMALL) for word in chunk} <= found


# ── found in the organisation's own texts ───────────────────────────────────────────────────────────────


def test_what_is_said_often_in_different_company_becomes_a_word():
    texts = [["甲子渠埂塌方"], ["渠埂塌方丙丁"], ["戊己渠埂辛酉"], ["壬申渠埂"], ["渠埂癸亥"]]
    known = words.learned(texts, SMALL)
    assert known.known - SMALL.known == {"渠埂"}
    assert said("子丑渠埂寅卯", known) == "子丑 渠埂 寅卯"
    assert said("子丑渠埂寅卯", SMALL) == ""  # six characters without a sure end are none


def test_what_always_stands_in_the_same_company_is_no_word():
    texts = [["甲子渠埂塌方乙丑"]] * 6
    assert "渠埂" not in words.learned(texts, SMALL).known


def test_too_few_texts_teach_nothing():
    assert words.learned([["渠埂甲"], ["乙渠埂"]], SMALL) is SMALL
    assert words.learned([], SMALL) is SMALL
    assert words.learned([["渠埂渠埂渠埂渠埂"]], SMALL) is SMALL  # said four times in one text


def test_cohesion_is_how_much_more_often_than_by_chance():
    counts = {"渠": 4, "埂": 4, "渠埂": 4, "上": 2, "埂上": 2, "渠埂上": 2}
    assert words.cohesion("渠埂", counts, 16) == pytest.approx(math.log2(4 * 16 / 16))
    assert words.cohesion("渠埂上", counts, 16) == pytest.approx(min(math.log2(2 * 16 / 8), math.log2(2 * 16 / 8)))


@pytest.mark.parametrize(
    ("counts", "bits"), [({}, 0), ({"a": 5}, 0), ({"a": 1, "b": 1}, 1), ({"a": 2, "b": 1, "c": 1}, 1.5)]
)
def test_entropy_by_hand(counts, bits):
    assert words.entropy(counts) == pytest.approx(bits)


@given(st.lists(st.lists(st.text("渠埂甲乙的工资", min_size=1, max_size=12), max_size=3), max_size=12))
def test_what_is_found_stands_in_enough_texts_and_holds_no_stop(texts):
    for word in words.learned(texts, SMALL).known - SMALL.known:
        assert sum(any(word in stretch for stretch in text) for text in texts) >= SMALL.found.least
        assert not set(word) & SMALL.stop and 2 <= len(word) <= SMALL.found.longest


@given(st.lists(st.lists(TEXT, max_size=3), max_size=8))
def test_finding_words_takes_none_of_the_list_away(texts):
    known = words.learned(texts, SMALL)
    assert SMALL.known <= known.known
    assert replace(known, known=SMALL.known) == SMALL


# ── swallowed ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ({"食堂": 5, "涨价": 5, "食堂涨价": 5}, ["食堂涨价"]),
        ({"食堂": 7, "涨价": 5, "食堂涨价": 5}, ["食堂", "食堂涨价"]),
        ({"食堂": 7}, ["食堂"]),
        ({}, []),
        ({"工资": 6, "拖欠": 6, "拖欠工资": 5}, ["工资", "拖欠", "拖欠工资"]),
    ],
)
def test_a_longer_one_as_frequent_swallows_its_parts(counts, left):
    assert sorted(words.whole(counts)) == sorted(left)


@given(st.dictionaries(st.text("食堂涨价", min_size=1, max_size=4), st.integers(1, 9), max_size=12))
def test_nothing_left_stands_within_another_as_frequent_and_all_else_does(counts):
    left = words.whole(counts)
    held = lambda word, among: any(word != o and word in o and counts[word] <= counts[o] for o in among)  # noqa: E731
    assert not [word for word in left if held(word, left)]
    assert all(held(word, left) for word in counts if word not in left)


def test_the_list_says_where_it_comes_from_and_no_word_of_it_is_loose():
    found = lexicon()
    assert "本系统建议，可改" in words.DATA.read_text(encoding="utf-8")
    assert all(len(word) >= 2 for word in found.parts)
    assert found.known & found.skip == set()
    assert all(len(sign) == 1 for sign in found.stop)
