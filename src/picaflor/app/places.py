"""Where a run keeps its files when nobody says otherwise: the user's data directory, a folder for each world."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path


def demo_home() -> Path:
    return user_data_path("picaflor") / "emulated" / "demo"
