"""The gateways in the box, and how another is named."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tiexin.outbox import gateways
from tiexin.outbox.gateways import Console, File, Nowhere, chosen, maker, ways
from tiexin.outbox.models import Channel
from tiexin.outbox.tests.telling import ACCOUNT, PHONE, Memory
from tiexin.outbox.webhook import Webhook

pytestmark = pytest.mark.once
FIRST, SECOND = UUID(int=1), UUID(int=2)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_console_shows_the_words_and_not_the_number(capsys):
    Console().send(FIRST, PHONE, "有新任务")
    assert capsys.readouterr().out == "短信 138****8000 有新任务\n"


def test_file_has_one_line_for_each_text_and_is_for_nobody_else(tmp_path):
    path = tmp_path / "out" / "sms.jsonl"
    out = File(path)
    out.send(FIRST, PHONE, "有新任务")
    out.send(SECOND, PHONE, "还有一件")
    assert lines(path) == [
        {"id": str(FIRST), "phone": PHONE, "text": "有新任务"},
        {"id": str(SECOND), "phone": PHONE, "text": "还有一件"},
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_file_takes_a_text_once_also_after_a_restart(tmp_path):
    path = tmp_path / "sms.jsonl"
    for out in (File(path), File(path)):
        out.send(FIRST, PHONE, "有新任务")
    assert len(lines(path)) == 1


def test_a_line_that_broke_off_is_none(tmp_path):
    path = tmp_path / "sms.jsonl"
    path.write_text(f'{{"id": "{FIRST}", "phone": "138', encoding="utf-8")
    File(path).send(FIRST, PHONE, "有新任务")
    broken, whole = path.read_text(encoding="utf-8").splitlines()
    assert (broken[-3:], json.loads(whole)["text"]) == ("138", "有新任务")


def test_a_text_that_only_mentions_an_id_is_another(tmp_path):
    path = tmp_path / "sms.jsonl"
    for id in (FIRST, SECOND):
        File(path).send(id, PHONE, f"参见 {SECOND}")
    assert [line["id"] for line in lines(path)] == [str(FIRST), str(SECOND)]


def test_a_folder_that_is_no_file_says_so_as_an_error_of_the_system(tmp_path):
    with pytest.raises(IsADirectoryError):
        File(tmp_path).send(FIRST, PHONE, "有新任务")


def test_each_in_the_box_may_be_asked_again():
    assert [kind.idempotent for kind in (Console, File, Webhook, Nowhere)] == [True] * 4


def test_a_gateway_is_chosen_by_its_name(settings):
    assert isinstance(chosen("console"), Console)
    file = chosen("file:out/sms.jsonl")
    assert isinstance(file, File)
    assert file.path == Path(settings.HOME) / "out" / "sms.jsonl"
    assert chosen("file:/var/sms.jsonl").path == Path("/var/sms.jsonl")
    assert isinstance(chosen("tiexin.outbox.tests.telling.Memory"), Memory)


@pytest.mark.parametrize("said", ["", "sms", "tiexin.outbox.gateways.Nobody", "no.such.module.Class"])
def test_an_unknown_gateway_is_named(said):
    with pytest.raises(ImproperlyConfigured, match="TIEXIN_SMS="):
        chosen(said)


def test_the_installation_has_the_one_of_its_settings(tmp_path):
    gateways.gateway.cache_clear()
    with override_settings(SMS=f"file:{tmp_path / 'sms.jsonl'}"):
        gateways.gateway(Channel.SMS).send(uuid4(), PHONE, "有新任务")
    gateways.gateway.cache_clear()
    assert len(lines(tmp_path / "sms.jsonl")) == 1


# Those to a work platform


def test_console_shows_the_ends_of_an_account(capsys):
    chosen("console", Channel.WORK).send(FIRST, ACCOUNT, "有新任务")
    assert capsys.readouterr().out == "工作平台 Li.****ghz 有新任务\n"


def test_file_names_whom_it_is_to(tmp_path):
    out = chosen(f"file:{tmp_path / 'work.jsonl'}", Channel.WORK)
    for _ in range(2):
        out.send(FIRST, ACCOUNT, "有新任务")
    assert lines(tmp_path / "work.jsonl") == [{"id": str(FIRST), "to": ACCOUNT, "text": "有新任务"}]


def test_a_platform_is_chosen_by_its_name(settings):
    settings.WORK_SECRET = "s"
    found = [
        chosen(said, Channel.WORK) for said in ("", "webhook:https://b.example/", "tiexin.outbox.tests.telling.Memory")
    ]
    assert [type(each) for each in found] == [Nowhere, Webhook, Memory]


@pytest.mark.parametrize(
    ("said", "secret", "words"),
    [
        ("webhook:http://b.example/?key=k1", "s", "https://"),
        ("webhook:https://b.example/?key=k1", "", "TIEXIN_WORK_SECRET"),
        ("https://b.example/?key=k1", "s", "TIEXIN_WORK 应为"),
        ("sms", "s", "TIEXIN_WORK 应为"),
        ("no.such.module.Class", "s", "TIEXIN_WORK 应为"),
    ],
)
def test_what_is_no_platform_is_refused_before_anything_is_sent(settings, said, secret, words):
    settings.WORK_SECRET = secret
    with pytest.raises(ImproperlyConfigured, match=words) as caught:
        maker(said, Channel.WORK)
    assert [word in str(caught.value) for word in ("k1", "b.example")] == [False, False]


def test_texts_by_sms_have_no_webhook():
    with pytest.raises(ImproperlyConfigured, match="TIEXIN_SMS="):
        maker("webhook:https://b.example/", Channel.SMS)


def test_the_ways_that_are_open_follow_the_settings(settings):
    settings.WORK = ""
    assert ways() == (Channel.SMS,)
    settings.WORK = "console"
    assert ways() == (Channel.SMS, Channel.WORK)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("webhook:http://b.example/", "webhook: 后面要写 https:// 开头的网址；http:// 只能是本机"),
        ("pigeon", "TIEXIN_WORK 应为 console"),
    ],
)
def test_nothing_starts_with_a_platform_that_cannot_be(tmp_path, said, words):
    asked = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "TIEXIN_HOME": str(tmp_path)}
    line = [sys.executable, "-m", "tiexin", "doctor"]
    ended = subprocess.run(line, env=asked | {"TIEXIN_WORK": said}, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("tiexin: TIEXIN_WORK")
    assert (words in ended.stderr, "Traceback" in ended.stderr) == (True, False)
