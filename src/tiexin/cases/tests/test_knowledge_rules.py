"""What an entry must say: sentences as they are typed and read, numerals, what of a search is kept, what is hidden."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.knowledge import norms, rules
from tiexin.core.refusal import Refused

pytestmark = pytest.mark.once
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40)
NUMERALS = {
    1: "一",
    10: "十",
    11: "十一",
    20: "二十",
    30: "三十",
    45: "四十五",
    87: "八十七",
    100: "一百",
    101: "一百零一",
    110: "一百一十",
    115: "一百一十五",
    250: "二百五十",
}


@pytest.mark.parametrize(("number", "said"), NUMERALS.items())
def test_articles_are_counted_as_laws_count_them(number, said):
    assert rules.numeral(number) == said
    assert rules.spelt(f"第{number}条") == f"第{said}条"


def test_what_is_no_number_stays():
    assert rules.spelt("第三十条") == "第三十条"
    assert rules.spelt("第30条之一") == "第三十条之一"


def test_a_sentence_is_read_with_where_it_stands():
    text = "《劳动合同法》第30条：按时发工资 https://flk.npc.gov.cn/x\n\nC143：七项服务\n《本省办法》: 一个月内"
    assert rules.read_sources(text) == [
        {
            "clause": "",
            "law": "劳动合同法",
            "article": "第三十条",
            "quote": "按时发工资",
            "url": "https://flk.npc.gov.cn/x",
        },
        {"clause": "C143", "law": "", "article": "", "quote": "七项服务", "url": ""},
        {"clause": "", "law": "本省办法", "article": "", "quote": "一个月内", "url": ""},
    ]


@pytest.mark.parametrize(
    "line", ["工资要按时发", "《劳动合同法》第三十条：", "《》第三条：话", "C14：话", "第三条：话"]
)
def test_a_line_that_names_no_place_is_refused(line):
    with pytest.raises(Refused) as caught:
        rules.read_sources(line)
    assert caught.value.field == "sources"


def test_too_many_and_too_long_are_refused():
    for text in ("C143：话\n" * 9, f"C143：{'长' * 601}", f"C143：话 https://{'a' * 300}"):
        with pytest.raises(Refused):
            rules.read_sources(text)
    assert len(rules.read_sources("C143：话\n" * 8)) == 8


@given(
    st.lists(
        st.tuples(st.sampled_from(["C143", "《工会法》第三条", "《某办法》"]), st.text("工资按时，。", min_size=1)),
        max_size=8,
    )
)
def test_what_is_written_is_read_back(lines):
    text = "\n".join(f"{place}：{quote}" for place, quote in lines)
    assert rules.write_sources(rules.read_sources(text)) == text


@pytest.mark.parametrize(
    ("quote", "fits"),
    [
        ("劳动者可以依法向当地人民法院申请支付令", True),
        ("劳动者可以向当地人民法院申请支付令", False),
        ("向劳动者及时足额支付劳动报酬。用人单位拖欠", True),
    ],
)
def test_a_sentence_must_stand_in_its_article(quote, fits):
    said = [{"law": "劳动合同法", "article": "第三十条", "clause": "", "quote": quote}]
    if fits:
        rules.check_quotes(said, norms.articles())
        return
    with pytest.raises(Refused) as caught:
        rules.check_quotes(said, norms.articles())
    assert caught.value.field == "sources"


def test_a_law_that_is_not_at_hand_is_not_judged():
    rules.check_quotes([{"law": "某省条例", "article": "第一条", "clause": "", "quote": "任何话"}], norms.articles())


KEPT = {
    "拖欠工资": "拖欠工资",
    "拖欠 工资": "拖欠 工资",
    "13900001111 工资": "工资",
    "64010419800101123X": "",
    "６４０１０４ 工伤": "工伤",
    "a@b.cn 社保": "社保",
    "工": "",
    "  ": "",
    "工资，工资！": "工资",
    "VPN怎么装": "vpn怎么装",
    "长" * 60: "长" * 40,
}


@pytest.mark.parametrize(("typed", "kept"), KEPT.items())
def test_of_a_search_only_words_are_kept(typed, kept):
    assert rules.missed(typed) == kept


@given(TEXT)
def test_no_digit_and_no_address_is_ever_kept(typed):
    kept = rules.missed(typed)
    assert not any(c in "0123456789０１２３４５６７８９@" for c in kept)
    assert len(kept) <= rules.MISSED
    assert rules.missed(kept) == kept


def test_names_and_numbers_are_hidden():
    text = "刘桂英的电话13900001111，身份证640104198001011234，欠3200元"
    assert rules.hidden(text, ["刘桂英", "", "刘"]) == "某某的电话（号码略），身份证（号码略），欠3200元"


def test_longer_names_go_before_those_within_them():
    assert rules.hidden("王建国和王建", ["王建", "王建国"]) == "某某和某某"


def test_a_last_day_may_be_today_and_not_too_far():
    today = date(2026, 1, 1)
    rules.check_valid(today, today, 10)
    rules.check_valid(date(2026, 1, 11), today, 10)
    for wrong in (date(2025, 12, 31), date(2026, 1, 12)):
        with pytest.raises(Refused) as caught:
            rules.check_valid(wrong, today, 10)
        assert caught.value.field == "valid_until"


# ── what is shipped ─────────────────────────────────────────────────────────────────────────────────────


def test_questions_shipped_are_in_order_and_enough():
    assert norms.lint() == []
    assert len(norms.shipped()) >= 25
    assert {each["law"] for asked in norms.shipped() for each in asked.sources} == {
        "劳动合同法",
        "劳动争议调解仲裁法",
        "工会法",
        "法律援助法",
        "信访工作条例",
        "保障农民工工资支付条例",
        "职工带薪年休假条例",
        "工伤保险条例",
    }


def test_every_article_at_hand_is_cited():
    cited = {(each["law"], each["article"]) for asked in norms.shipped() for each in asked.sources}
    assert set(norms.articles()) == cited


def test_the_lint_names_what_is_wrong(monkeypatch):
    def bad(**changes):
        said = {"clause": "", "law": "工会法", "article": "第三条", "quote": "权利", "url": ""}
        return norms.Asked("dispute", "问", "答", ({**said, **changes},))

    wrong = [
        bad(quote="没有这句话"),
        bad(article="第九百条"),
        norms.Asked("nothing", "问二", "答", ()),
    ]
    monkeypatch.setattr(norms, "shipped", lambda: wrong)
    assert norms.lint() == [
        "问：跟《工会法》第三条的原文不一样，请逐字照抄：没有这句话",
        "问：写了两次",
        "问：没有带上《工会法》第九百条的全文",
        "问二：没有这项服务 nothing",
        "问二：没有依据",
    ]
