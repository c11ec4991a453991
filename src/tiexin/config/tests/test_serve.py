import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tiexin.config import serve

pytestmark = [pytest.mark.once, pytest.mark.house]
FOREVER = "import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {FOREVER}"


def child(code):
    return serve.Child([sys.executable, "-c", code])


def until(wanted, patience=20.0):
    end = time.monotonic() + patience
    while not wanted() and time.monotonic() < end:
        time.sleep(0.02)
    return wanted()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(serve, "TICK", 0.02)
    monkeypatch.setattr(serve, "RESTART_AFTER", 0.05)


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_web_that_ends_ends_the_house_with_its_code_and_stops_the_worker():
    worker = child(FOREVER)
    assert serve.House([child("import sys; sys.exit(7)")], [worker]).run() == 7
    assert worker.ended() == -signal.SIGTERM


def test_of_several_webs_the_first_that_ends_stops_the_others():
    webs = [child(FOREVER), child("import sys; sys.exit(7)")]
    assert serve.House(webs).run() == 7
    assert webs[0].ended() == -signal.SIGTERM


def test_web_that_ends_quietly_is_still_an_error():
    assert serve.House([child("")]).run() == 1


def test_leaving_stops_everybody_and_is_no_error():
    web, worker = child(FOREVER), child(FOREVER)
    house = serve.House([web], [worker])
    house.leaving.set()
    assert house.run() == 0
    assert (web.ended(), worker.ended()) == (-signal.SIGTERM, -signal.SIGTERM)


def test_worker_that_dies_is_started_again(tmp_path, capsys):
    note = tmp_path / "starts"
    worker = child(f"open({str(note)!r}, 'a').write('x')")
    size = f"os.path.exists({str(note)!r}) and os.path.getsize({str(note)!r})"
    web = child(f"import os, time\nwhile not ({size}) or ({size}) < 3: time.sleep(.02)")
    serve.House([web], [worker]).run()
    assert note.read_text().startswith("xxx")
    assert "worker died" in capsys.readouterr().err


def test_child_that_will_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(serve, "GRACE", 0.2)
    stubborn = serve.Child([sys.executable, "-c", STUBBORN])
    stubborn.start()
    time.sleep(0.5)
    stubborn.stop()
    assert stubborn.ended() in (-signal.SIGKILL, -signal.SIGTERM)


def test_child_that_never_started_is_left_alone():
    idle = child(FOREVER)
    idle.revive()
    idle.stop()
    assert idle.ended() is None


def test_child_that_runs_is_not_started_again():
    one = child(FOREVER)
    one.start()
    process = one.process
    one.revive()
    assert one.process is process
    one.stop()


def test_place_is_announced_once_when_it_answers(free_port, capsys):
    house = serve.House([child(FOREVER)], address=("127.0.0.1", free_port))
    house._look_after()
    assert capsys.readouterr().out == ""
    with socket.create_server(("127.0.0.1", free_port)):
        house._look_after()
        house._look_after()
    assert capsys.readouterr().out.count(f"http://127.0.0.1:{free_port}/") == 1


def test_a_house_without_a_unit_is_announced_with_its_start(free_port, capsys):
    house = serve.House([child(FOREVER)], address=("127.0.0.1", free_port), start="http://127.0.0.1/start/?code=K7MF")
    with socket.create_server(("127.0.0.1", free_port)):
        house._look_after()
    said = capsys.readouterr().out
    assert "请打开 · open:  http://127.0.0.1/start/?code=K7MF\n" in said
    assert "tiexin start-code" in said and "five questions" in said


def test_the_start_is_asked_for_where_the_web_will_be(started, free_port):
    serve.main(["--port", str(free_port)])
    assert started[0].start == f"http://127.0.0.1:{free_port}/start/?code=K7MF"


def test_a_start_that_cannot_be_asked_for_stops_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("TIEXIN_HOME", str(tmp_path))
    monkeypatch.setenv("TIEXIN_DATABASE", "mysql://nothing")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tiexin.config.settings")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    assert serve.start_address("127.0.0.1", 8000) == ""


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::1", "[::1]"),
        ("union.example", "union.example"),
    ],
)
def test_link_can_be_clicked(host, shown):
    assert serve.link(host, 8000) == f"http://{shown}:8000/"


def test_loopback_and_one_process_by_default():
    (line,) = serve.web_commands(serve.parser().parse_args([]))
    assert line[-1] == "tiexin.config.wsgi:application"
    assert " --blocking-threads 2 --host 127.0.0.1 --port 8000 --workers 1 " in " ".join(line)


def test_apart_each_process_has_a_port_of_its_own_and_one_request_at_a_time():
    made = serve.web_commands(serve.parser().parse_args(["--apart", "--workers", "3", "--port", "9000"]))
    told = [" ".join(line) for line in made]
    assert [
        f" --blocking-threads 1 --host 127.0.0.1 --port {port} --workers 1 " in line
        for port, line in zip((9000, 9001, 9002), told, strict=True)
    ] == [True] * 3


def test_taken_port_is_said_and_another_offered(capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert serve.main(["--port", str(port)]) == 1
    assert f"--port {port + 1}" in capsys.readouterr().err


def test_apart_a_port_that_is_taken_further_on_is_said_too(capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert serve.main(["--apart", "--workers", "2", "--port", str(port - 1)]) == 1
    assert f"端口 {port} 已被占用" in capsys.readouterr().err


@pytest.fixture
def started(monkeypatch):
    """Keep signals and processes out; return the houses that would have run."""
    houses = []
    monkeypatch.setattr(serve.signal, "signal", lambda *_: None)
    monkeypatch.setattr(serve, "start_address", lambda host, port: f"http://{host}:{port}/start/?code=K7MF")
    monkeypatch.setattr(serve.House, "run", lambda house: houses.append(house) or 0)
    return houses


def test_worker_comes_on_demand(started, free_port):
    assert serve.main(["--port", str(free_port)]) == 0
    assert serve.main(["--port", str(free_port), "--with-worker"]) == 0
    assert [len(house.others) for house in started] == [0, 1]
    assert started[1].others[0].argv[1:] == ["-m", "tiexin", "worker"]


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_opening_to_other_machines_is_warned_of(started, free_port, capsys, host, warned):
    serve.main(["--host", host, "--port", str(free_port)])
    assert ("HTTPS" in capsys.readouterr().err) is warned


def test_help_is_chinese(capsys):
    with pytest.raises(SystemExit) as end:
        serve.main(["--help"])
    assert end.value.code == 0
    assert "启动网页服务" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_real_server_starts_and_one_signal_stops_it(tmp_path, free_port, number):
    env = {**os.environ, "TIEXIN_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    env |= {"DJANGO_SETTINGS_MODULE": "tiexin.config.settings", "TIEXIN_DATABASE": ""}
    line = [sys.executable, "-m", "tiexin", "serve", "--port", str(free_port)]
    server = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert until(lambda: serve.answers("127.0.0.1", free_port) or server.poll() is not None, 90)
    time.sleep(0.5)
    server.send_signal(number)
    out, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert f"http://127.0.0.1:{free_port}/start/?code=" in out  # a new home: nothing is founded yet
    assert until(lambda: not serve.answers("127.0.0.1", free_port))
