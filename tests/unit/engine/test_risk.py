"""Risk: every rule refuses on its own side of the line, and nobody else can make an Approved order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.events import OrderView
from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.engine.risk import Approved, Denied, Limits, Risk, Scale

MARKET = Market(
    "v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6), min_lots=10, max_lots=10_000_000, min_notional=ONE
)
WISH = Wish("BTC-USDT", Side.BUY, lots=1_000, ticks=6_000_000)  # 0.001 BTC at 60 000: 60 USDT
QUOTED = replace(MARKET, fee_asset="USDT", taker_fee=read_atoms("0.001"))
NO_LIMITS = Limits(open_orders_max=0, orders_per_second_max=0, band_bps=0)


@dataclass
class Book:
    trust: Trust = Trust.GOOD
    at_ns: int = 0

    def best(self) -> tuple[int, int]:
        top = self.top()
        return top.bid, top.ask

    def top(self) -> Top:
        return Top(5_999_900, 5, 6_000_100, 5)

    def bids(self, depth: int) -> list[Level]:
        return []

    def asks(self, depth: int) -> list[Level]:
        return []


@dataclass
class Account:
    gate: str = ""
    listed: Market = MARKET
    seen: Book = field(default_factory=Book)
    live: int = 0
    worst: tuple[int, int] = (0, 0)
    net: int = 0
    margins: Any = None
    funds: dict[str, int] = field(default_factory=lambda: {"USDT": 1_000 * ONE, "BTC": ONE})

    @property
    def markets(self) -> dict[str, Market]:
        return {self.listed.pair: self.listed}

    @property
    def books(self) -> dict[str, Book]:
        return {self.listed.pair: self.seen}

    def live_count(self, pair: str) -> int:
        return self.live

    def worst_case(self, pair: str) -> tuple[int, int]:
        return self.worst

    def net_lots(self, pair: str) -> int:
        return self.net

    def free(self, asset: str) -> int:
        return self.funds.get(asset, 0)

    def live_orders(self) -> list[OrderView]:
        return []


PLAIN = replace(MARKET, post_only=False, only_gtc=True)


def rule(wish: Wish, account: Account, limits: Limits = NO_LIMITS) -> str:
    verdict = Risk(limits).check("v", wish, account, 0)
    return verdict.rule if isinstance(verdict, Denied) else "approved"


@pytest.mark.parametrize(
    ("wish", "account", "limits", "says"),
    [
        (WISH, Account(), NO_LIMITS, "approved"),
        (WISH, Account(gate="waiting for balances"), NO_LIMITS, "gate"),
        (WISH, Account(listed=PLAIN), NO_LIMITS, "approved"),
        (replace(WISH, tif=Tif.IOC), Account(listed=PLAIN), NO_LIMITS, "time in force"),
        (replace(WISH, type=OrderType.LIMIT_MAKER), Account(listed=PLAIN), NO_LIMITS, "post only"),
        (replace(WISH, pair="X-Y"), Account(), NO_LIMITS, "market"),
        (WISH, Account(listed=replace(MARKET, state=MarketState.HALTED)), NO_LIMITS, "market state"),
        (WISH, Account(seen=Book(Trust.GAP)), NO_LIMITS, "book"),
        (replace(WISH, lots=9), Account(), NO_LIMITS, "minimum size"),
        (replace(WISH, lots=10_000_001), Account(), NO_LIMITS, "maximum size"),
        (replace(WISH, lots=16), Account(), NO_LIMITS, "minimum notional"),
        (replace(WISH, lots=17), Account(), NO_LIMITS, "approved"),
        (replace(WISH, ticks=None), Account(), NO_LIMITS, "price"),
        (replace(WISH, lots=20_000), Account(), NO_LIMITS, "funds"),
        (replace(WISH, side=Side.SELL, lots=1_000_001), Account(), NO_LIMITS, "funds"),
        (WISH, Account(live=3), replace(NO_LIMITS, open_orders_max=3), "open orders"),
        (WISH, Account(live=2), replace(NO_LIMITS, open_orders_max=3), "approved"),
        (WISH, Account(), replace(NO_LIMITS, order_notional_max=59 * ONE), "order size"),
        (WISH, Account(), replace(NO_LIMITS, position_notional_max=60 * ONE), "position"),
        (WISH, Account(), replace(NO_LIMITS, position_notional_max=61 * ONE), "approved"),
        (WISH, Account(), replace(NO_LIMITS, positions_max={WISH.pair: 60 * ONE}), "position"),
        (WISH, Account(), replace(NO_LIMITS, position_notional_max=1, positions_max={WISH.pair: 61 * ONE}), "approved"),
        (WISH, Account(), replace(NO_LIMITS, positions_max={"another": 1}), "approved"),
        # An unknown order counts as live: this one could make the position too large.
        (WISH, Account(worst=(1_000, 0)), replace(NO_LIMITS, position_notional_max=61 * ONE), "position"),
        # What makes a position smaller is let pass, however large it is.
        (WISH, Account(net=-5_000), replace(NO_LIMITS, position_notional_max=61 * ONE), "approved"),
        (replace(WISH, ticks=6_100_000), Account(), replace(NO_LIMITS, band_bps=100), "price band"),
        (replace(WISH, ticks=6_060_000), Account(), replace(NO_LIMITS, band_bps=100), "approved"),
        (
            replace(WISH, type=OrderType.MARKET, lots=0, ticks=None, quote=read_atoms("0.99")),
            Account(listed=replace(MARKET, buys_by_quote=True)),
            NO_LIMITS,
            "minimum notional",
        ),
        (
            replace(WISH, type=OrderType.MARKET, lots=0, ticks=None, quote=5 * ONE),
            Account(listed=replace(MARKET, buys_by_quote=True)),
            NO_LIMITS,
            "approved",
        ),
        (
            replace(WISH, type=OrderType.MARKET, lots=0, ticks=None, quote=5 * ONE),
            Account(),
            NO_LIMITS,
            "translation",
        ),
        # The fee is held as well where money pays it.
        (WISH, Account(listed=QUOTED, funds={"USDT": read_atoms("60.06")}), NO_LIMITS, "approved"),
        (WISH, Account(listed=QUOTED, funds={"USDT": read_atoms("60.05")}), NO_LIMITS, "funds"),
    ],
)
def test_each_rule_stands_on_its_own_line(wish: Wish, account: Account, limits: Limits, says: str) -> None:
    assert rule(wish, account, limits) == says


def test_ten_thousand_orders_in_a_loop_meet_the_rate() -> None:
    risk = Risk(replace(NO_LIMITS, orders_per_second_max=20))
    verdicts = [risk.check("v", WISH, Account(), now_ns) for now_ns in range(10_000)]
    assert sum(isinstance(v, Approved) for v in verdicts) == 20
    assert risk.denials == {"order rate": 9_980}
    assert isinstance(risk.check("v", WISH, Account(), 1_000_000_000), Approved)


def test_nobody_else_makes_an_approved_order() -> None:
    with pytest.raises(TypeError, match=r"Risk\.check alone"):
        Approved("v", Scale.of(MARKET), WISH, 0, object())


def test_a_denial_names_the_number() -> None:
    verdict = Risk(NO_LIMITS).check("v", replace(WISH, lots=9), Account(), 0)
    assert isinstance(verdict, Denied)
    assert verdict.words == "0.000009 is less than the minimum of 0.00001 BTC"


@pytest.mark.parametrize(
    ("timed", "tif", "until_ns", "says"),
    [
        (True, Tif.DAY, 0, "approved"),
        (True, Tif.GTD, 5, "approved"),
        (True, Tif.GTD, 0, "time in force"),
        (True, Tif.DAY, 5, "time in force"),
        (False, Tif.DAY, 0, "time in force"),
        (False, Tif.GTD, 5, "time in force"),
    ],
)
def test_what_ends_by_itself_says_when_and_goes_where_that_is_known(
    timed: bool, tif: Tif, until_ns: int, says: str
) -> None:
    account = Account(listed=replace(MARKET, timed=timed))
    assert rule(replace(WISH, tif=tif, until_ns=until_ns), account) == says
