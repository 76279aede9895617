"""A slip in the name of a venue is told where it is written, and not found out by what does not happen."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.known_venues import check_venues, is_own
from picaflor.settings.config import Config, load
from picaflor.settings.problems import BadConfig


def said(folder: Path, text: str) -> Config:
    (folder / "it.toml").write_text(text)
    return load([folder / "it.toml"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            '[venues.bitgte]\nproxy = "socks5://127.0.0.1:9"\n',
            r"it.toml:2: venues.bitgte.proxy: .* did you mean bitget\?",
        ),
        ("[venues.bitgte.balance_limit]\nUSDT = 5\n", r"it.toml:2: venues.bitgte.balance_limit.USDT: .* mean bitget\?"),
        (
            '[paper_trade]\nexchanges = ["bitget", "nowhere"]\n',
            "it.toml:2: paper_trade.exchanges: .* 'nowhere': there are",
        ),
    ],
)
def test_a_venue_that_nobody_knows(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=why):
        check_venues(said(tmp_path, text))


def test_rows_and_venues_of_ones_own_are_known(tmp_path: Path) -> None:
    text = '[venues.bitget]\nmaker_fee = "0.1"\n[venues.mine]\ntongue = "peatio"\n[paper_trade]\nexchanges = ["mine"]\n'
    config = said(tmp_path, text)
    check_venues(config)
    assert [name for name, table in config.table("venues").items() if is_own(table)] == ["mine"]
    check_venues(said(tmp_path, ""))
