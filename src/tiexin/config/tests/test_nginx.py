"""The site that nginx serves: read by a real nginx, before servers of the test's own and before the product."""

import http.client
import os
import signal
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests import front
from tests.house import await_answer

from tiexin.config import nginx, serve

pytestmark = [pytest.mark.once, pytest.mark.house]
real = pytest.mark.skipif(front.program() is None, reason=front.MISSING)


class Web(BaseHTTPRequestHandler):
    """Says who it is and what it was told; held up when asked to be slow."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/slow"):
            self.server.busy.set()
            self.server.go.wait(30)
        told = [
            self.server.name,
            *(str(self.headers[name]) for name in ("Host", "X-Forwarded-For", "X-Forwarded-Proto")),
        ]
        self._say(200, "|".join(told))

    def do_POST(self):
        self._say(502, str(len(self.rfile.read(int(self.headers["Content-Length"])))))

    def _say(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Keep quiet."""


@pytest.fixture
def webs():
    """Two web processes in a row of ports."""
    first = front.adjoining(2)
    made = [ThreadingHTTPServer(("127.0.0.1", first + number), Web) for number in range(2)]
    for each, name in zip(made, "ab", strict=True):
        each.name, each.busy, each.go, each.daemon_threads = name, threading.Event(), threading.Event(), True
        threading.Thread(target=each.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    for each in made:
        each.go.set()
        each.shutdown()
        each.server_close()


@pytest.fixture
def port(webs):
    with front.before(webs[0].server_port, 2) as own:
        yield own


def ask(port, path="/", *, method="GET", link=None, **headers):
    link = link or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    answer = link.getresponse()
    return answer, answer.read().decode()


@real
def test_each_request_goes_to_the_process_with_the_least_to_do(webs, port):
    slow = threading.Thread(target=ask, args=(port, "/slow"))
    slow.start()
    held = next(each for each in webs * 1000 if each.busy.wait(0.01))
    others = {ask(port)[1][0] for _ in range(6)}
    held.go.set()
    slow.join()
    assert others == {"a", "b"} - {held.name}


@real
def test_the_web_is_told_the_name_asked_for_who_asks_and_how(port):
    _, told = ask(port, Host="union.example:8443", X_Forwarded_For="9.9.9.9", X_Forwarded_Proto="https")
    assert told[1:] == "|union.example:8443|9.9.9.9, 127.0.0.1|http"


@real
def test_without_one_process_nobody_notices(webs, port):
    webs[0].shutdown()
    webs[0].server_close()
    assert [ask(port)[1][0] for _ in range(6)] == ["b"] * 6


@real
def test_without_any_process_a_page_says_so_in_chinese(webs, port):
    for each in webs:
        each.shutdown()
        each.server_close()
    answer, page = ask(port, "/cases/?q=%E5%BC%A0")
    assert (answer.status, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["Retry-After"] == "60"
    assert "系统正在重新启动" in page and "nginx" not in page


@real
def test_the_products_own_answers_pass_as_they_are(port):
    answer, said = ask(port, method="POST", Content_Length="0")
    assert (answer.status, said) == (502, "0")


@real
def test_too_much_is_refused_in_chinese_before_it_is_sent(port):
    answer, page = ask(port, method="POST", Content_Length=str(41 * 1024 * 1024))
    assert answer.status == 413
    assert "文件太大" in page and "nginx" not in page


@real
def test_addresses_reach_no_log(webs, tmp_path):
    found = []
    with front.before(webs[0].server_port, 2, kept=found) as own:
        for each in webs:
            each.shutdown()
            each.server_close()
        ask(own, "/cases/?q=zhangsan")
        ask(own, "/cases/", method="POST", Content_Length=str(41 * 1024 * 1024), Referer="/?q=zhangsan")
    assert found and not [text for text in found if "zhangsan" in text]


@real
def test_with_a_certificate_it_speaks_tls(webs, tmp_path):
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=union.example", "-days", "2"]
    subprocess.run([*line, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    trust = ssl.create_default_context(cafile=certificate)
    trust.check_hostname = False
    with front.before(webs[0].server_port, 2, certificate=certificate, key=key) as own:
        link = http.client.HTTPSConnection("127.0.0.1", own, context=trust, timeout=30)
        _, told = ask(own, link=link, Host="union.example")
    assert told[1:] == "|union.example|127.0.0.1|https"


def test_with_a_certificate_plain_requests_are_sent_to_443():
    text = nginx.Site(name="union.example", listen="443", certificate="/c", key="/k").text()
    assert "listen 443 ssl http2;" in text and "ssl_certificate_key /k;" in text
    assert "return 301 https://$host$request_uri;" in text and text.count("server_name union.example;") == 2


def test_printed_for_as_many_processes_as_serve_opens(capsys):
    assert nginx.main(["--port", "9000", "--workers", "3"]) == 0
    said = capsys.readouterr().out
    opened = serve.ports(serve.parser().parse_args(["--port", "9000", "--workers", "3", "--apart"]))
    assert [line.split()[1] for line in said.splitlines() if line.startswith("    server 1")] == [
        f"127.0.0.1:{port}" for port in opened
    ]
    assert "listen 80;" in said and "ssl" not in said


@pytest.mark.parametrize("wrong", [["--certificate", "/c"], ["--key", "/k"], ["--workers", "0"]])
def test_half_a_certificate_and_no_process_are_refused(capsys, wrong):
    with pytest.raises(SystemExit) as end:
        nginx.main(wrong)
    assert (end.value.code, capsys.readouterr().out) == (2, "")


@real
def test_the_product_behind_it(tmp_path):
    """Two web processes with ports of their own: one of them dies while people look, and nobody notices."""
    env = {**os.environ, "TIEXIN_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    env |= {"DJANGO_SETTINGS_MODULE": "tiexin.config.settings", "TIEXIN_DATABASE": ""}
    first = front.adjoining(2)
    line = [sys.executable, "-m", "tiexin", "serve", "--workers", "2", "--apart", "--port", str(first)]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(line, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for port in (first, first + 1):
            await_answer(server, port, tmp_path / "log", 90)
        with front.before(first, 2) as own:
            assert [ask(own, "/start/")[0].status for _ in range(4)] == [200] * 4
            os.kill(_listener(first), signal.SIGKILL)
            assert [ask(own, "/start/")[0].status for _ in range(8)] == [200] * 8
    finally:
        server.terminate()
        assert server.wait(30) == 0


def _listener(port):
    """The process that answers on a port: a child, with the same command line, of the granian that was given it."""
    those = [each for each in os.listdir("/proc") if each.isdecimal() and _words(each)[:2] == ["-m", "granian"]]
    those = [each for each in those if str(port) in _words(each)]
    return next(int(each) for each in those if _parent(each) in those)


def _words(process):
    try:
        with open(f"/proc/{process}/cmdline") as line:
            return line.read().split("\0")[1:]
    except OSError:
        return []


def _parent(process):
    try:
        with open(f"/proc/{process}/stat") as line:
            return line.read().rsplit(")", 1)[1].split()[1]
    except OSError:
        return ""
