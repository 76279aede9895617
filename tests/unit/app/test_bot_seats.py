"""Several controllers of one bot: each by its table or its file, on one account, with limits of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from picaflor.app.bot_plan import BotPlan, plan_bot, run_plan
from picaflor.app.bot_seats import BadPlan
from picaflor.app.plan import RunPlan, read_plan, write_plan
from picaflor.app.posts import BadPosts
from picaflor.app.problems import NotFound, Problem
from picaflor.app.strategy_schema import made_file
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.engine.account import AtLimit, SeatLimits
from picaflor.settings.config import load
from picaflor.settings.problems import BadConfig

BTC = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
ETH = Market("bitget", "ETH-USDT", "ETHUSDT", "ETH", "USDT", Grid(2), Grid(6))
HELLO = {"hosts": {"api.bitget.com": "http://127.0.0.1:1", "api.hitbtc.com": "http://127.0.0.1:1"}}
FIRST = 'connector = "bitget"\ncontroller = "simple_maker"\npair = "btc/usdt"\ndrawdown_max = 5\n'
WIDE = '[strategy.controllers.wide]\ncontroller = "simple_maker"\npair = "BTC-USDT"\nspread_bps = 40\nloss_max = 9\n'
TREND = '[strategy.controllers.trend]\ncontroller = "bollinger"\npair = "eth/usdt"\nat_limit = "close"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.json").write_text(json.dumps(HELLO))
    return tmp_path


def plan(home: Path, text: str) -> BotPlan:
    (home / "bot.toml").write_text(f"[strategy]\n{text}")
    return plan_bot(load([home / "bot.toml"]), "hello.json")


def made(found: BotPlan, bot: str = "maker", first: Market = BTC) -> RunPlan:
    beside = [(range(10, 20), "")] * len(found.others)
    return run_plan(found, bot, "a0", first, 5, range(10), beside=beside)


def test_one_of_its_own_table_and_others_beside_it(home: Path) -> None:
    run = made(plan(home, FIRST + WIDE + TREND))
    assert [seat.name for seat in run.seats] == ["maker", "wide", "trend"]
    assert [seat.config["pair"] for seat in run.seats] == ["BTC-USDT", "BTC-USDT", "ETH-USDT"]
    assert [row.pairs for row in run.connectors] == [("BTC-USDT", "ETH-USDT")]
    assert run.seats[1].config["spread_bps"] == 40
    assert [seat.limits for seat in run.seats] == [
        SeatLimits(5 * ONE),
        SeatLimits(0, 9 * ONE),
        SeatLimits(then=AtLimit.CLOSE),
    ]
    assert read_plan(json.loads(json.dumps(write_plan(run)))) == run


def test_all_of_them_may_be_beside_and_the_account_is_everybodys(home: Path) -> None:
    run = made(plan(home, 'connector = "bitget"\naccount = "second"\nleverage = 3\n' + TREND + WIDE), first=ETH)
    assert [seat.name for seat in run.seats] == ["trend", "wide"]
    (row,) = run.connectors
    assert (row.pairs, row.account, row.leverage) == (("ETH-USDT", "BTC-USDT"), "second", 3)


def test_one_from_a_file_that_create_made(home: Path) -> None:
    (home / "parts").mkdir()
    answers = {"connector": "bitget", "pair": "ETH-USDT", "spread_bps": "7", "loss_max": "3"}
    (home / "parts/eth.toml").write_text(made_file("simple_maker", answers))
    found = plan(home, FIRST + '[strategy.controllers.eth]\nfile = "parts/eth.toml"\nspread_bps = 8\n')
    seat = made(found).seats[1]
    assert (seat.name, seat.controller, seat.config["pair"], seat.config["spread_bps"]) == (
        *("eth", "simple_maker", "ETH-USDT"),
        8,
    )
    assert seat.limits == SeatLimits(0, 3 * ONE)


def test_one_may_be_at_home_on_another_venue(home: Path) -> None:
    text = FIRST + '[strategy.controllers.far]\nconnector = "hitbtc"\ncontroller = "simple_maker"\npair = "ETH-USDT"\n'
    text += '[strategy.controllers.cross]\ncontroller = "cross_maker"\npair = "BTC-USDT"\n'
    text += 'taker_venue = "hitbtc"\n[venues.hitbtc]\nendpoint = "hello.json"\n'
    run = made(plan(home, text))
    assert [(row.venue, row.pairs) for row in run.connectors] == [
        ("bitget", ("BTC-USDT",)),
        ("hitbtc", ("ETH-USDT", "BTC-USDT")),
    ]
    assert [(seat.venue, seat.also) for seat in run.seats] == [("bitget", ()), ("hitbtc", ()), ("bitget", ("hitbtc",))]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (
            FIRST + WIDE.replace("spread_bps", "spread_bp"),
            BadConfig,
            r"did you mean strategy.controllers.wide.spread_bps",
        ),
        (FIRST + WIDE.replace("simple_maker", "simple_taker"), Problem, "controllers.wide.controller: .*simple_maker"),
        (
            FIRST + WIDE + "leverage = 3\n",
            Problem,
            "is the account's, and all controllers share it: say strategy.leverage",
        ),
        (FIRST + WIDE.replace("wide]", "Wide]"), Problem, "cannot be a controller's name"),
        (FIRST + WIDE.replace("wide]", "hand]"), Problem, "cannot be a controller's name"),
        (FIRST + WIDE.replace("loss_max = 9", "loss_max = -9"), Problem, "wide.loss_max are 0 or more"),
        (FIRST + WIDE + 'file = "none.toml"\n', BadConfig, "there is no configuration file"),
        (FIRST + WIDE + 'connector = "bitgett"\n', NotFound, "did you mean bitget"),
        (FIRST + "controllers = 3\n", BadPlan, "strategy.controllers is no table"),
        (FIRST + "[strategy.controllers]\nwide = 3\n", Problem, "strategy.controllers.wide is no table"),
        ('connector = "bitget"\n', BadConfig, "strategy.controller is not set"),
        ('connector = "bitget"\nspread_bps = 4\n' + WIDE, Problem, r"say it in \[strategy.controllers.wide\]"),
        ('connector = "hitbtc"\n' + WIDE + 'connector = "bitget"\n', BadPlan, "no controller of this bot trades there"),
        (FIRST + 'also = ["hitbtc"]\n' + WIDE, BadPlan, "simple_maker and simple_maker do not"),
        (
            FIRST + WIDE.replace("simple_maker", "cross_maker").replace("spread_bps = 40", 'taker_venue = "bitget"'),
            Problem,
            "one account a venue and bot",
        ),
        (FIRST + WIDE + 'connector = "bitmart"\n', BadPosts, "one bot lives in one world"),
    ],
)
def test_what_is_wrong_is_said_with_its_table(home: Path, text: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        plan(home, text)


def test_a_file_says_no_more_than_its_controller(home: Path) -> None:
    (home / "eth.toml").write_text('[strategy]\ncontroller = "simple_maker"\npair = "ETH-USDT"\n[rate]\nshare = 5\n')
    with pytest.raises(Problem, match=r"rate\.share is not the controller's"):
        plan(home, FIRST + '[strategy.controllers.eth]\nfile = "eth.toml"\n')


def test_a_bot_is_not_called_as_a_controller_beside_its_own(home: Path) -> None:
    with pytest.raises(BadPlan, match=r"controllers\.wide has the name of the bot"):
        made(plan(home, FIRST + WIDE), "wide")
    assert made(plan(home, 'connector = "bitget"\n' + WIDE), "wide").seats[0].name == "wide"
