"""What the office of a unit does in the browser: load a pack, publish it, wait until it is in force."""

import re

from playwright.sync_api import Dialog, expect

from tests.e2e.person import Person


def publish(office: Person, title: str, pack: str, document: str = "") -> None:
    """Load the pack with its document through the page and publish it; ends on the page of the plan."""
    version, page = re.compile(rf"{title} 第\d+版"), office.page
    office.turn_to("方案")
    office.arrive("方案")
    office.follow("装载方案")
    office.arrive("装载方案")
    for label, name, text in (("上传方案文件", "pack.yaml", pack), ("方案原文", "document.txt", document)):
        if text:
            file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
            page.get_by_label(label).set_input_files(file)
    page.get_by_label("方案年份").fill("2012")
    office.press(page.get_by_role("button", name="检查并装载"))
    office.arrive(version)
    asked: list[str] = []
    page.once("dialog", lambda dialog: agree(dialog, asked))
    office.press(page.get_by_role("button", name="发布", exact=True))
    job = page.locator(".tx-job")
    expect(job.locator(".tx-number b")).to_have_text("100", timeout=60_000)
    expect(job.locator(".tx-state")).to_have_text("已发布")
    office.arrive(version)
    assert asked == ["确定发布？发布后指标对各级单位可见。"]
    office.press(job.get_by_role("link", name="查看结果"))
    office.arrive(title)


def agree(dialog: Dialog, asked: list[str]) -> None:
    """Say yes, and keep the question."""
    asked.append(dialog.message)
    dialog.accept()
