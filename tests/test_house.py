"""The house of the tests keeps its own rules: a home apart, no network, the right database."""

import os
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[1]
NEEDS = ROOT / "scripts" / "needs.sh"
PYTHON = ROOT / "scripts" / "python.sh"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def test_home_is_a_temporary_one():
    assert str(settings.HOME).startswith("/tmp/tiexin-test-")
    assert settings.HOME.name == WORKER or not WORKER


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("2001:db8::1", 80, 0, 0)])
def test_network_is_out_of_reach(address):
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(RuntimeError, match="不得联网"):
        one.connect(address)
    with socket.socket(family) as one, pytest.raises(RuntimeError, match="不得联网"):
        one.connect_ex(address)


def test_loopback_is_within_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def bare(tmp_path, *programs):
    """Return an environment in which only these small scripts exist."""
    for name, said in programs:
        (tmp_path / name).write_text(f"#!/bin/sh\n{said}\n")
        (tmp_path / name).chmod(0o755)
    return {"PATH": str(tmp_path)}


def needs(env, *words):
    return subprocess.run(["/bin/sh", NEEDS, *words], env=env, capture_output=True, text=True, check=False)


def test_missing_programs_are_named_with_their_debian_packages(tmp_path):
    done = needs(bare(tmp_path), "python", "node")
    assert done.returncode == 1
    for package in ("apt-get install python3 python3-venv", "apt-get install nodejs", "apt-get install npm"):
        assert package in done.stderr


def test_python_without_venv_is_named(tmp_path):
    env = bare(tmp_path, ("python3", 'case "$2" in *ensurepip*) exit 1;; esac'))
    done = needs(env, "python")
    assert (done.returncode, done.stderr.strip().count("\n")) == (1, 0)
    assert "缺少 python3-venv：apt-get install python3-venv" in done.stderr


def test_old_node_is_named_with_its_version(tmp_path):
    env = bare(tmp_path, ("npm", ""), ("node", '[ "$1" = --version ] && echo v16.1.0; [ "$1" = --version ]'))
    done = needs(env, "node")
    assert done.returncode == 1
    assert "v16.1.0" in done.stderr


def test_a_machine_with_everything_says_nothing(tmp_path):
    done = needs(bare(tmp_path, ("python3", ""), ("node", ""), ("npm", "")), "python", "node")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_lock_files_pin_every_requirement_with_a_hash_and_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        blocks = [block for block in text.replace("\\\n", " ").splitlines() if block.strip()]
        assert blocks
        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
        assert "://" not in text


def test_runtime_lock_is_part_of_the_other():
    def pins(name):
        return {line.split(" ")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.lock") < pins("requirements-dev.lock")


def test_bare_make_prints_the_commands():
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in ("run", "test", "check", "bench", "lock", "screenshots", "clean"):
        assert f"make {command} " in done.stdout


def test_the_python_for_the_environment_will_do():
    said = subprocess.run(["/bin/sh", PYTHON], capture_output=True, text=True, check=True).stdout.strip()
    fit = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    own = subprocess.run(["/usr/bin/python3", "-c", fit], capture_output=True, check=False).returncode
    assert said == ("/usr/bin/python3" if own == 0 else "python3")
    assert subprocess.run([said, "-c", fit], check=False).returncode == 0
