"""How many stories a law is told: a handful in every run, twenty times as many in `./run prove laws`."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import settings

TIMES: Final = int(os.environ.get("PICAFLOR_STORIES", "1"))


def examples(number: int) -> settings:
    return settings(max_examples=number * TIMES)
