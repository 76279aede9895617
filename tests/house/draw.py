"""Draws what docs/orders.md shows from the table of states: `python -m tests.house.draw`."""

from __future__ import annotations

import re
from pathlib import Path

from picaflor.machines.orders import states

PAGE = Path(__file__).parents[2] / "docs/orders.md"

if __name__ == "__main__":
    text = PAGE.read_text()
    PAGE.write_text(re.sub(r"```mermaid\n.*?```", lambda _: f"```mermaid\n{states.draw()}```", text, flags=re.DOTALL))
