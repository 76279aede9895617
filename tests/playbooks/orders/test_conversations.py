"""Each conversation of this folder goes as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playbooks.orders.conversation import sections, transcript

TALKS = sections(Path(__file__).parent)


@pytest.mark.parametrize("title", TALKS)
def test_conversation(title: str) -> None:
    assert transcript(TALKS[title]) == TALKS[title]
