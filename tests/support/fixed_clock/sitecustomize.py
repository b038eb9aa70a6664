"""Every process of Python that finds this folder in PYTHONPATH has the clock of the variable TESTS_NOW, for ever.

The program has one place that asks for the time, and no setting that moves it: a clock that can be set is a way to miss
a deadline. So a server whose pages shall look the same each day gets it from outside.
"""

import os

import ropa.clock

FIXED = ropa.clock.parse_now(os.environ["TESTS_NOW"])
ropa.clock.now = lambda: FIXED
