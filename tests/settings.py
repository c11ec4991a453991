"""The settings of the tests: a home of their own that is deleted, and a fast password hasher."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:  # an xdist worker lives inside the home of the process that started it
    os.environ["TIEXIN_HOME"] = tempfile.mkdtemp(prefix="tiexin-test-")
    atexit.register(shutil.rmtree, os.environ["TIEXIN_HOME"], ignore_errors=True)
else:
    os.environ["TIEXIN_HOME"] = str(Path(os.environ["TIEXIN_HOME"]) / WORKER)
if WORKER == "postgres":
    os.environ["TIEXIN_DATABASE"] = os.environ["TIEXIN_TEST_POSTGRES"]

from tiexin.config import settings  # noqa: E402

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
if DATABASES["default"]["ENGINE"] == "tiexin.core.sqlite":  # noqa: F821
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F821  # said aloud: each process has its own
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
