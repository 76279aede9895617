"""The venues of one bot: those that its controller names, under whose account, and all of them in one world."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from picaflor.app.bot_plan import BotPlan, in_its_world, plan_bot, run_plan
from picaflor.app.bot_seats import BadPlan
from picaflor.app.endpoints import find_reach
from picaflor.app.posts import BadPosts, Post, dead_man_of, switch_for
from picaflor.app.problems import NotFound
from picaflor.app.targets import find_target
from picaflor.domain.market import Grid, Market
from picaflor.settings.config import load
from picaflor.settings.places import Places
from picaflor.venues import load as venue

BTC = Market("hitbtc", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
LOCAL = "http://127.0.0.1:1"
MAKER = {
    "connector": '"hitbtc"',
    "controller": '"cross_maker"',
    "pair": '"BTC-USDT"',
    "taker_venue": '"bitget"',
    "taker_pair": '"BTC-USDC"',
}
AT = '[venues.bitget]\nendpoint = "there.json"\nbroker_tag = "mine"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.json").write_text(json.dumps({"hosts": {"api.hitbtc.com": LOCAL}}))
    (tmp_path / "there.json").write_text(json.dumps({"hosts": {"api.bitget.com": LOCAL}}))
    fast = {"hosts": {"api.bitget.com": LOCAL}, "clock": {"start_ns": 1, "speed": 5}}
    (tmp_path / "fast.json").write_text(json.dumps(fast))
    return tmp_path


def plan(home: Path, endpoint: str | None = "here.json", more: str = AT, **strategy: str) -> BotPlan:
    said = "\n".join(f"{key} = {value}" for key, value in {**MAKER, **strategy}.items() if value)
    (home / "bot.toml").write_text(f"[strategy]\n{said}\n{more}\n")
    return plan_bot(load([home / "bot.toml"]), endpoint)


def test_each_venue_has_its_pairs_its_keys_and_its_ids(home: Path) -> None:
    found = plan(home, also='["bitget_testnet/second"]', account='"first"')
    assert [post.entry for post in found.posts] == ["hitbtc@emulated/first", "bitget_testnet@emulated/second"]
    made = run_plan(found, "x", "a0", BTC, 5, range(10), beside=[(range(10, 20), "unified")])
    first, second = made.connectors
    assert (first.venue, first.pairs, first.seed, first.ids_stop) == ("hitbtc", ("BTC-USDT",), 5, 10)
    assert (second.venue, second.pairs, second.seed, second.ids_start) == ("bitget", ("BTC-USDC",), 6, 10)
    assert (second.domain, second.account, second.account_kind) == ("testnet", "second", "unified")
    assert (first.broker_tag, second.broker_tag) == ("", "mine")
    assert (made.seats[0].venue, made.seats[0].also) == ("hitbtc", ("bitget",))


def test_by_itself_all_of_it_is_on_paper(home: Path) -> None:
    found = in_its_world(plan(home, endpoint=None, more=""), live=False)
    assert [post.target.id for post in found.posts] == ["hitbtc_paper_trade", "bitget_paper_trade"]
    folders = found.make_accounts(Places(home, home / "data"))
    assert len(set(folders)) == 2
    assert plan(home).make_accounts(Places(home, home / "data")) == ()


@pytest.mark.parametrize(
    ("change", "more", "kind", "said"),
    [
        ({"taker_venue": '"bitgett"'}, AT, NotFound, "did you mean bitget"),
        ({"taker_venue": '"hitbtc"'}, AT, BadPosts, "one account a venue and bot"),
        ({"taker_venue": '"bitget_testnet"'}, AT, BadPosts, "say 'bitget', and 'bitget_testnet' in strategy.also"),
        (
            {"also": '["bitmart"]'},
            AT,
            BadPosts,
            "strategy.also has bitmart, and the controller trades there on nothing",
        ),
        ({"also": '["bitget_paper_trade"]'}, AT, BadPosts, "either all are paper twins, or none is"),
        ({}, "", BadPosts, "one bot lives in one world"),
        ({}, AT.replace("there", "fast"), BadPosts, "live at different speeds"),
    ],
)
def test_what_cannot_be_one_bot(
    home: Path, change: dict[str, str], more: str, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        plan(home, more=more, **change)


def test_other_venues_are_for_controllers_that_trade_there(home: Path) -> None:
    with pytest.raises(BadPlan, match="and simple_maker does not"):
        plan(home, controller='"simple_maker"', taker_venue="", taker_pair="", also='["bitget"]')


def switch(home: Path, row: str, said: str) -> int:
    (home / "switch.toml").write_text(f'[venues.{row}]\ndead_man_switch = "{said}"\n')
    return dead_man_of(load([home / "switch.toml"]), venue(row))


def test_a_dead_man_switch_is_asked_for_in_words_and_bounded_by_the_venue(home: Path) -> None:
    assert switch(home, "bitmart_perpetual", "2m") == 120 * 10**9
    assert dead_man_of(load([]), venue("bitmart_perpetual")) == 0
    with pytest.raises(BadPosts, match="is 10s, and must be 15s or more"):
        switch(home, "bitmart_perpetual", "10s")
    with pytest.raises(BadPosts, match="has no dead-man switch"):
        switch(home, "hitbtc", "30s")


def test_a_row_without_one_is_no_matter_on_paper() -> None:
    post = Post(find_target("hitbtc"), "main", (), find_reach("hitbtc", None, load([])), dead_man_ns=5)
    with pytest.raises(BadPosts, match="have no dead-man switch"):
        switch_for(post, "")
    assert switch_for(post.on_paper(), "") == 0
    assert switch_for(replace(post, target=find_target("bitmart_perpetual")), "") == 5
