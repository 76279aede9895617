"""From configuration to plan: what is handed on, what is refused, and that the real venue needs to be asked for."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from picaflor.app.bot_plan import BotPlan, in_its_world, plan_bot, run_plan
from picaflor.app.bot_seats import BadPlan
from picaflor.app.build import build_connector
from picaflor.app.plan import read_plan, write_plan
from picaflor.app.posts import BadPosts
from picaflor.app.problems import NotFound, Usage
from picaflor.app.stakes import Stakes
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.engine.account import AtLimit, SeatLimits
from picaflor.engine.risk import Limits
from picaflor.settings.config import load
from picaflor.settings.problems import BadConfig
from picaflor.venues import load as load_venue

BTC = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
HELLO = {"hosts": {"api.bitget.com": "http://127.0.0.1:1"}}
STRATEGY = {"connector": '"bitget"', "controller": '"simple_maker"', "pair": '"btc/usdt"', "quote_notional": '"150.5"'}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.json").write_text(json.dumps(HELLO))
    return tmp_path


def plan(home: Path, endpoint: str | None = "hello.json", more: str = "", **strategy: str) -> BotPlan:
    said = "\n".join(f"{key} = {value}" for key, value in {**STRATEGY, **strategy}.items() if value)
    (home / "bot.toml").write_text(f"[strategy]\n{said}\n{more}\n")
    return plan_bot(load([home / "bot.toml"]), endpoint)


def test_a_plan_that_can_be_written_down_and_read_back(home: Path) -> None:
    more = '[venues.bitget]\nbroker_tag = "mine"\n[kill_switch]\nmax_loss = 50\n[rate]\nshare = 50\n'
    found = plan(home, more=more, account='"second"', exposure_max='"1000"', leverage="3")
    assert (found.entry, str(found.world), found.at_start) == ("bitget@emulated/second", "emulated", "adopt")
    made = run_plan(found, "maker", "a7", BTC, 5, range(10, 20))
    unified = run_plan(found, "maker", "a7", BTC, 5, range(10, 20), "unified")
    assert [each.connectors[0].account_kind for each in (made, unified)] == ["", "unified"]
    (row,), (seat,) = made.connectors, made.seats
    assert (row.pairs, row.account, row.bot, row.broker_tag, row.leverage) == (("BTC-USDT",), "second", "a7", "mine", 3)
    assert (seat.config["pair"], seat.config["quote_notional"]) == ("BTC-USDT", 1505 * ONE // 10)
    assert (made.limits.position_notional_max, made.limits.loss_max, made.limits.gain_max) == (1000 * ONE, 50 * ONE, 0)
    theirs, ours = load_venue("bitget").limits, build_connector(row).venue.limits
    assert [limit.count for limit in ours] == [max(1, limit.count // 2) for limit in theirs]
    assert read_plan(json.loads(json.dumps(write_plan(made)))) == made


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ({"connector": ""}, BadConfig, "strategy.connector is not set"),
        ({"connector": '"bitgett"'}, NotFound, "did you mean bitget"),
        ({"controller": '"simple_taker"'}, BadPlan, "did you mean simple_maker"),
        ({"spread_bp": "1"}, BadConfig, "did you mean strategy.spread_bps"),
        ({"leverage": "0"}, BadPlan, "leverage is 1 or more"),
        ({"drawdown_max": "-1"}, BadPlan, "drawdown_max and strategy.loss_max are 0 or more"),
        ({"at_limit": '"stopp"'}, BadConfig, "it must be one of pause, close, stop, panic"),
        ({"position_mode": '"BOTH"'}, BadConfig, "it must be one of"),
    ],
)
def test_what_cannot_be_planned(home: Path, change: dict[str, str], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        plan(home, **change)


def test_the_kill_switch_in_the_markets_money(home: Path) -> None:
    found = plan(home, more="[kill_switch]\nmax_loss = 5\nmax_gain = 0\nmax_drawdown = 2.5\n")
    limits = run_plan(found, "maker", "a0", BTC, 1, range(10), stakes=Stakes(Fraction(11, 10), 7 * ONE)).limits
    assert (limits.loss_max, limits.gain_max, limits.capital) == (55 * ONE // 10, 1, 7 * ONE)
    assert limits.drawdown_part == ONE // 40
    assert run_plan(plan(home), "maker", "a0", BTC, 1, range(10)).limits == Limits()


def test_what_happens_at_a_limit_is_configured(home: Path) -> None:
    found = plan(
        home,
        more='[kill_switch]\nmax_loss = 5\nthen = "close"\n',
        drawdown_max="12.5",
        loss_max='"3"',
        at_limit='"panic"',
    )
    made = run_plan(found, "maker", "a0", BTC, 1, range(10))
    assert made.limits.then is AtLimit.CLOSE
    assert made.seats[0].limits == SeatLimits(125 * ONE // 10, 3 * ONE, AtLimit.PANIC)
    assert read_plan(json.loads(json.dumps(write_plan(made)))) == made
    assert run_plan(plan(home), "maker", "a0", BTC, 1, range(10)).seats[0].limits == SeatLimits()


def test_fees_of_the_configuration_are_what_this_run_counts_with(home: Path) -> None:
    found = plan(home, more="[venues.bitget]\nmaker_fee = -0.01\nbalance_limit.USDT = 250\n")
    (row,) = run_plan(found, "maker", "a0", BTC, 1, range(10)).connectors
    assert row.balance_limits == {"USDT": 250 * ONE}
    assert (row.maker_fee, row.taker_fee) == (-ONE // 10_000, None)
    assert read_plan(
        json.loads(json.dumps(write_plan(run_plan(found, "maker", "a0", BTC, 1, range(10)))))
    ).connectors == (row,)


def test_a_dead_man_switch_is_for_accounts_that_have_one(home: Path) -> None:
    found = plan(home, more='[venues.bitget]\ndead_man_switch = "30s"\n')
    made = run_plan(found, "maker", "a0", BTC, 1, range(10), "unified")
    assert made.connectors[0].dead_man_ns == 30 * 10**9
    assert build_connector(made.connectors[0]).extra.dead_man is not None
    with pytest.raises(BadPosts, match="classic accounts have no dead-man switch"):
        run_plan(found, "maker", "a0", BTC, 1, range(10))
    with pytest.raises(BadPosts, match="is 2m, and must be 15s or more, 60s at most"):
        plan(home, more='[venues.bitget]\ndead_man_switch = "2m"\n')
    paper = run_plan(in_its_world(plan(home, endpoint=None), live=False), "maker", "a0", BTC, 1, range(10))
    assert paper.connectors[0].dead_man_ns == 0


def test_by_itself_a_bot_trades_on_paper(home: Path) -> None:
    found = in_its_world(plan(home, endpoint=None), live=False)
    assert (found.target.id, found.on_paper, found.is_live) == ("bitget_paper_trade", True, False)
    assert found.funds == {"BTC": ONE, "ETH": 20 * ONE, "USDT": 100_000 * ONE}
    named = in_its_world(plan(home, connector='"bitget_paper_trade"'), live=False)
    assert (named.target.id, str(named.world)) == ("bitget_paper_trade", "paper")
    demo = in_its_world(plan(home, endpoint=None, connector='"bitget_testnet"'), live=False)
    assert (demo.target.id, demo.target.domain) == ("bitget_testnet_paper_trade", "testnet")


def test_a_pair_may_have_a_limit_of_its_own(home: Path) -> None:
    trend = '[strategy.controllers.trend]\ncontroller = "bollinger"\npair = "ETH-USDT"\n'
    found = plan(home, more=trend + '[strategy.exposures]\n"eth/usdt" = 250.5\n', exposure_max="100")
    made = run_plan(found, "maker", "a7", BTC, 5, range(10, 20))
    assert [made.limits.position_max(pair) for pair in ("BTC-USDT", "ETH-USDT")] == [100 * ONE, 2505 * ONE // 10]
    assert found.exposure("USDT") == "250.5 USDT"
    assert read_plan(json.loads(json.dumps(write_plan(made)))) == made


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('[strategy.exposures]\n"BTC-USDX" = 5', "there is no pair of this bot 'BTC-USDX': did you mean BTC-USDT"),
        ('[strategy.exposures]\n"BTC-USDT" = 0', "is above 0"),
        ('[strategy.exposures]\n"BTC-USDT" = "much"', "exposures.BTC-USDT"),
        ("exposures = 5", "is no table"),
    ],
)
def test_a_limit_of_a_pair_that_cannot_be_obeyed_is_told(home: Path, said: str, words: str) -> None:
    with pytest.raises((BadPlan, BadConfig), match=words):
        plan(home, more=said)


def test_the_real_venue_is_asked_for_and_has_a_limit(home: Path) -> None:
    emulated = plan(home)
    assert in_its_world(emulated, live=False) is emulated
    with pytest.raises(BadPlan, match="exposure_max"):
        in_its_world(plan(home, endpoint=None), live=True)
    found = in_its_world(plan(home, endpoint=None, exposure_max="1500"), live=True)
    assert (found.exposure("USDT"), found.entry, found.is_live) == ("1500 USDT", "bitget", True)
    with pytest.raises(Usage, match="--live is for real money"):
        in_its_world(plan(home, connector='"bitget_paper_trade"'), live=True)
