"""Setting a key keeps the comments, or at the least the meaning."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from picaflor.settings.config import load
from picaflor.settings.edit import set_key, unset_key
from picaflor.settings.problems import BadConfig

BEFORE = """\
# My bot.
global_token = "EUR"  # not dollars

[rate]  # be gentle
# half is enough
share = 50

[venues.bitget]
broker_tag = "abc"
"""


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("rate.share", "20", "share = 20\n"),
        ("global_token", "USDC", 'global_token = "USDC"\n'),
        ("venues.bitget.maker_fee", "0.02", '[venues.bitget]\nmaker_fee = 0.02\nbroker_tag = "abc"\n'),
        ("log.level", "debug", '\n[log]\nlevel = "debug"\n'),
        ("endpoint", "hello.json", 'endpoint = "hello.json"\n[rate]'),
        ("paper_trade.exchanges", "bitget,hitbtc", '[paper_trade]\nexchanges = [\n    "bitget",\n    "hitbtc",\n]\n'),
        ("strategy.maker.pair", "BTC-USDT", '[strategy.maker]\npair = "BTC-USDT"\n'),
    ],
)
def test_one_line_changes_and_the_comments_stay(tmp_path: Path, name: str, text: str, line: str) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text(BEFORE)
    set_key(path, name, text)
    after = path.read_text()
    assert line in after
    assert "# half is enough\n" in after
    assert "# My bot.\n" in after
    assert load([path]).origin(name).startswith(f"{path}:")
    assert len(set(tomllib.loads(after)) - set(tomllib.loads(BEFORE))) <= 1


def test_a_file_is_made_where_there_was_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "picaflor.toml"
    set_key(path, "rate.share", "5")
    assert path.read_text() == "[rate]\nshare = 5\n"
    set_key(path, "rate.share", "6")
    assert path.read_text() == "[rate]\nshare = 6\n"


@pytest.mark.parametrize(
    "before", ["rate = { share = 5 }\n", "[rate]\nshare = 5 # x", "rate.share = 5", "[ rate ]\n'share'=5"]
)
def test_clever_ways_of_writing_keep_their_meaning(tmp_path: Path, before: str) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text(before)
    set_key(path, "rate.share", "7")
    set_key(path, "log.level", "debug")
    assert tomllib.loads(path.read_text()) == {"rate": {"share": 7}, "log": {"level": "debug"}}


def test_a_list_over_many_lines_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text('[paper_trade]\nexchanges = [\n  "bitget",\n  "hitbtc",\n]\n')
    set_key(path, "paper_trade.exchanges", "bitmart")
    assert tomllib.loads(path.read_text()) == {"paper_trade": {"exchanges": ["bitmart"]}}


@pytest.mark.parametrize(
    ("before", "name", "text", "said"),
    [
        (BEFORE, "rate.share", "0", "must be a whole number"),
        (BEFORE, "rate.shore", "5", "did you mean rate.share"),
        ("rate = 5\n", "rate.share", "5", "rate is no table in the file"),
        ("nonsense = 1\n", "rate.share", "5", "unknown key nonsense"),
        ("][", "rate.share", "5", "not readable as TOML"),
    ],
)
def test_what_is_refused_leaves_the_file_as_it_was(
    tmp_path: Path, before: str, name: str, text: str, said: str
) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text(before)
    with pytest.raises(BadConfig, match=said):
        set_key(path, name, text)
    assert path.read_text() == before


def test_a_secret_is_written_in_the_open_only_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "picaflor.toml"
    set_key(path, "venues.bitget.proxy", "http://user:hunter2@127.0.0.1:1080")
    assert "hunter2" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace("share = 50\n", "")),
        ("[rate]\nshare = 5 # x", "[rate]\n"),
        ("rate.share = 5\n[log]\nlevel = 'debug'\n", "[log]\nlevel = 'debug'\n"),
        ("[log]\nlevel = 'info'\n[ rate ]\n'share'=5", "[log]\nlevel = 'info'\n[ rate ]\n"),
    ],
)
def test_a_key_is_taken_out_and_the_rest_stays(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text(before)
    assert unset_key(path, "rate.share")
    assert path.read_text() == after
    assert load([path]).origin("rate.share") == "default"
    assert not unset_key(path, "rate.share")
    assert path.read_text() == after


def test_a_value_over_many_lines_goes_whole_and_one_of_an_inline_table_keeps_its_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text("[paper_trade]\nexchanges = [\n  'bitget',  # first\n  'hitbtc',\n]\n# the end\n")
    assert unset_key(path, "paper_trade.exchanges")
    assert path.read_text() == "[paper_trade]\n# the end\n"
    path.write_text("log = { level = 'debug' }\nrate = { share = 5 }\n")
    assert unset_key(path, "rate.share")
    assert tomllib.loads(path.read_text())["log"] == {"level": "debug"}
    assert load([path]).origin("rate.share") == "default"


def test_what_no_file_says_or_nobody_knows_is_not_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "picaflor.toml"
    assert not unset_key(path, "rate.share")
    assert not path.exists()
    with pytest.raises(BadConfig, match=r"did you mean rate\.share"):
        unset_key(path, "rat.share")
