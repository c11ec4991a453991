"""`python -m tiexin` is the same as the command `tiexin`."""

import sys

from tiexin.config.cli import main

sys.exit(main())
