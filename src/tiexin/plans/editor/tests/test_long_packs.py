"""A pack of thousands of clauses: how often a page reads and lints the text, and how much of it it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.plans.editor import desk, findings, script, views
from tiexin.plans.editor.tests.hand import TEXT
from tiexin.plans.editor.tests.stage import HTMX, begun, edited, url

HEAD = TEXT.partition("\nduties")[0]
DUTY = """\
  - clause: C{n}   # 第{n}条
    quote: 第{n}项走访企业不少于10家
    of: {{population: 各级工会, level: 市级}}
    do: {{measure: 走访企业, count: {{distinct: 企业}}}}
    at_least: 10
    unit: 家
"""


def long(count):
    """A pack of so many duties and as many principles, with a document of a sentence for each duty."""
    duties = "".join(DUTY.format(n=n) for n in range(count))
    norms = "".join(f"  - {{clause: N{n}, quote: 第{n}条要认真组织}}\n" for n in range(count))
    document = "".join(f"第{n}项走访企业不少于10家，第{n}条要认真组织。" for n in range(count))
    return f"{HEAD}\nduties:\n{duties}\nnorms:\n{norms}", document


class Counted:
    """How often a text of some length was read, its places found, and how often it was linted."""

    def __init__(self, monkeypatch):
        self.reads = self.places = self.lints = 0
        for module, name, what in ((script, "read", "reads"), (script, "spans", "places"), (findings, "look", "lints")):
            monkeypatch.setattr(module, name, self.counting(getattr(module, name), what))

    def counting(self, real, what):
        def call(*words):
            setattr(self, what, getattr(self, what) + 1)
            return real(*words)

        return call

    def of(self, ask):
        """Reads, places and lints of one request, and its statements."""
        self.reads = self.places = self.lints = 0
        with CaptureQueriesContext(connection) as asked:
            answer = ask()
        assert answer.status_code == 200, answer.status_code
        statements = sum("installation" not in each["sql"] for each in asked)  # which is kept for some seconds
        return (self.reads, self.places, self.lints), statements, answer


@pytest.fixture
def counted(monkeypatch):
    findings.forget()
    monkeypatch.setattr(findings, "LARGE", 3_000)
    monkeypatch.setattr(desk, "SENTENCES", 20)
    monkeypatch.setattr(views, "ITEMS", 20)
    yield Counted(monkeypatch)
    findings.forget()


def fields_of(office, draft, at):
    shown = office.get(url(draft, "item/"), {"at": at}, headers=HTMX).context
    filled = {bound.name: bound.value() for bound in shown["form"] if bound.value() not in (None, "", [], False)}
    return {"at": at, "mark": shown["editing"].mark, **filled}


def pages(office, draft):
    """Every page and action of the editor: how to ask, most reads, places and lints."""
    item = fields_of(office, draft, "duties.1")
    gone = {"at": "norms.1", "mark": fields_of(office, draft, "norms.1")["mark"]}
    new = {**item, "at": "", "kind": "tally", "clause": "C9", "quote": "第5项走访企业"}
    many = {**item, "amount": "11", "title": "题目", "reading": "读法"}
    return [
        ("draft", lambda: office.get(url(draft)), (1, 0, 0)),
        ("text", lambda: office.get(url(draft, "text/")), (0, 0, 0)),
        ("form", lambda: office.get(url(draft, "item/"), {"at": "duties.2"}, headers=HTMX), (1, 0, 0)),
        ("head", lambda: office.get(url(draft, "item/"), {"at": "head"}, headers=HTMX), (1, 0, 0)),
        ("sentence", lambda: office.get(url(draft, "item/"), {"sentence": "3"}, headers=HTMX), (1, 0, 0)),
        ("try", lambda: office.post(url(draft, "item/try/"), item, headers=HTMX), (1, 0, 0)),
        ("findings", lambda: office.get(url(draft, "check/"), headers=HTMX), (1, 0, 1)),
        ("findings again", lambda: office.get(url(draft, "check/"), headers=HTMX), (1, 0, 0)),
        ("draft again", lambda: office.get(url(draft)), (1, 0, 0)),
        ("save", lambda: office.post(url(draft, "item/"), many, headers=HTMX), (2, 1, 0)),
        ("append", lambda: office.post(url(draft, "item/"), new, headers=HTMX), (2, 1, 0)),
        ("drop", lambda: office.post(url(draft, "item/drop/"), gone, headers=HTMX), (2, 1, 0)),
    ]


def test_no_page_reads_a_text_twice_and_saving_reads_the_old_and_the_new(cast, office, counted):
    told = {}
    for count in (20, 60):
        draft = begun(cast, *long(count))
        for name, ask, most in pages(office, draft):
            worked, statements, answer = counted.of(ask)
            assert worked == most, (count, name)
            told.setdefault(name, []).append((statements, len(answer.content)))
    for name, (few, many) in told.items():
        assert many[0] <= few[0], f"{name}: statements grow with the clauses"
        if name != "text":
            assert many[1] < 1.5 * few[1], f"{name}: the page grows with the clauses"


def test_a_short_text_is_linted_with_the_page_once(cast, office, counted, monkeypatch):
    monkeypatch.setattr(findings, "LARGE", 150_000)
    draft = begun(cast)
    assert counted.of(lambda: office.get(url(draft)))[0] == (1, 0, 1)
    assert counted.of(lambda: office.get(url(draft)))[0] == (1, 0, 0)
    assert counted.of(lambda: office.get(url(draft, "text/")))[0] == (0, 0, 0)
    item = {**fields_of(office, draft, "duties.0"), "amount": "12"}
    assert counted.of(lambda: office.post(url(draft, "item/"), item, headers=HTMX))[0] == (2, 1, 1)


def test_whoever_wrote_in_between_is_read_once_more(cast, office, counted):
    draft = begun(cast, *long(20))
    item = {**fields_of(office, draft, "duties.1"), "amount": "12"}
    edited(draft, "# 试写", "# 又写")
    draft.refresh_from_db()
    assert counted.of(lambda: office.post(url(draft, "item/"), item, headers=HTMX))[0] == (2, 1, 0)


# ── what a long pack shows ──────────────────────────────────────────────────────────────────────────────


def test_the_findings_of_a_long_text_come_after_the_page(cast, office, counted):
    text, document = long(20)
    draft = begun(cast, text.replace("unit: 家", "unit: 条"), document)
    page = office.get(url(draft)).text
    assert "方案很长，正在检查" in page and f'hx-get="{url(draft, "check/")}" hx-trigger="load"' in page
    assert "处错误" not in page
    found = office.get(url(draft, "check/"), headers=HTMX).text
    assert "20 处错误" in found and found.count("hx-swap-oob") == 1
    assert "20 处错误" in office.get(url(draft)).text


def test_without_scripts_the_findings_are_asked_for(cast, office, counted):
    draft = begun(cast, *long(20))
    assert "没有错误" in office.get(url(draft), {"check": "1"}).text
    findings.forget()
    text = office.get(url(draft, "text/")).text
    assert "正在检查" in text and "没有错误" not in text
    assert "没有错误" in office.get(url(draft, "check/"), {"text": ""}, headers=HTMX).text


def test_an_item_of_a_long_pack_says_that_the_rest_comes_later(cast, office, counted):
    draft = begun(cast, *long(20))
    item = fields_of(office, draft, "duties.1")
    said = office.post(url(draft, "item/try/"), item, headers=HTMX).text
    assert "读得懂，没有问题；与别的条款合不合，存入以后再查" in said
    wrong = office.post(url(draft, "item/try/"), {**item, "amount": "几家"}, headers=HTMX)
    assert len(wrong.context["found"]) == 1


def idents(answer):
    return [row.ident for row in answer.context["pager"].rows]


def test_items_come_page_by_page_and_are_found_by_list_and_words(cast, office, counted):
    draft = begun(cast, *long(30))
    assert idents(office.get(url(draft))) == [f"C{n}" for n in range(20)]
    assert idents(office.get(url(draft), {"page": "2"})) == [f"C{n}" for n in range(20, 30)] + [
        f"N{n}" for n in range(10)
    ]
    assert idents(office.get(url(draft), {"list": "norms", "page": "2"})) == [f"N{n}" for n in range(20, 30)]
    assert idents(office.get(url(draft), {"q": "第7 项"})) == ["C7"]
    none = office.get(url(draft), {"q": "没有的"})
    assert idents(none) == [] and "没有这样的条款" in none.text
    assert idents(office.get(url(draft), {"list": "zzz"})) == []


def test_saving_keeps_the_page_one_looks_at(cast, office, counted):
    draft = begun(cast, *long(30))
    item = {**fields_of(office, draft, "duties.25"), "amount": "12"}
    here = {**HTMX, "HX-Current-URL": f"http://testserver{url(draft)}?page=2&part=2"}
    answer = office.post(url(draft, "item/"), item, headers=here)
    assert idents(answer)[:2] == ["C20", "C21"]
    assert '<a href="?part=2" rel="prev">' in answer.text


def test_the_document_comes_in_parts(cast, office, counted):
    draft = begun(cast, *long(30))
    first, second, third = (office.get(url(draft), {"part": part}) for part in ("1", "2", "9"))
    assert 'id="s0"' in first.text and 'id="s20"' not in first.text and 'href="?part=2" rel="next"' in first.text
    assert 'id="s20"' in second.text and 'id="s0"' not in second.text and "上一部分" in second.text
    assert "原文第 1 部分，共 2 部分" in third.text


def test_a_sentence_without_a_clause_leads_to_its_part(cast, office, counted):
    text, document = long(30)
    draft = begun(cast, text, document + "还没有写的话。")
    assert f'href="{url(draft)}?part=2#s30" data-next' in office.get(url(draft)).text
    assert 'href="#s30" data-next' in office.get(url(draft), {"part": "2"}).text


# ── what is remembered ──────────────────────────────────────────────────────────────────────────────────


def test_findings_are_kept_by_text_document_and_year(cast, counted):
    draft = begun(cast)
    found = findings.findings(draft, script.script(draft.text))
    assert findings.known(draft) is found
    for part, value in (("text", TEXT + "\n"), ("document", ""), ("year", 2012)):
        before = getattr(draft, part)
        setattr(draft, part, value)
        assert findings.known(draft) is None
        setattr(draft, part, before)
    assert findings.known(draft) is found


def test_only_the_latest_are_kept(cast, counted, monkeypatch):
    monkeypatch.setattr(findings, "KEPT", 2)
    texts = [TEXT, TEXT + "# 1\n", TEXT + "# 2\n"]
    drafts = [begun(cast, text) for text in texts]
    for draft in (drafts[0], drafts[1], drafts[0], drafts[2]):
        findings.findings(draft, script.script(draft.text))
    assert [findings.known(draft) is not None for draft in drafts] == [True, False, True]


def test_a_text_that_remembers_is_the_same_text():
    one = script.script(TEXT)
    assert one == TEXT and script.script(one) is one
    assert one.source is one.source and one.tree is one.tree
    assert one.head["pack"] == "demo" and script.script("- 1").head == {}
