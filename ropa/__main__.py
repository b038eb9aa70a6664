"""`python -m ropa` is `ropa`."""

import sys

from ropa.cli import main

sys.exit(main())
