"""A house of contracts loses and makes no money: whatever its customers do, wallets, crowd, fees, funding and what the
house bore add up, every wallet is the sum of its bills, and nobody closes more than there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picaflor.domain.numbers import ONE
from picaflor.domain.numbers import read_atoms as A  # noqa: N812
from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.machines.ledger.lines import NotAllowed
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.position import unrealised
from picaflor.machines.ledger.spot import Short
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.contract_prices import INTERVAL_NS
from picaflor.sim.venue.crowd import Crowd, CrowdConfig
from picaflor.sim.venue.listing import contract_listing
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed
from picaflor.wire.contracts import BillKind
from picaflor.wire.reports import OrderStatus
from picaflor.wire.venue import PlainKeys

VENUE = load("bitget_perpetual")
SYMBOLS = ("BTCUSDT", "ETHUSDT")
SECOND = 1_000_000_000
NOW = 223_000 * INTERVAL_NS + SECOND
CENT = ONE // 10**8  # the finest that a wallet is booked at
CUSTOMERS = ("poor", "hedger", "rich")
FUNDS = {"poor": "400", "hedger": "3000", "rich": "90000"}

SHIFTS = st.sampled_from([-1_500, -500, -100, 100, 500, 1_500])  # of a mark, in basis points

whose = st.integers(0, len(CUSTOMERS) - 1)
places = st.tuples(
    st.just("place"),
    whose,
    st.sampled_from(SYMBOLS),
    st.sampled_from(Side),
    st.sampled_from([(OrderType.LIMIT, Tif.GTC), (OrderType.LIMIT, Tif.IOC), (OrderType.MARKET, Tif.GTC)]),
    st.integers(1, 1_200),  # lots
    st.integers(-40, 40),  # basis points from the last price
    st.booleans(),  # reduce only; in a hedge: closes
)
moves = st.one_of(
    places,
    places,
    places,
    st.tuples(st.just("cancel"), whose),
    st.tuples(st.just("crowd")),
    st.tuples(
        st.just("mark"), st.sampled_from(SYMBOLS), st.sampled_from([-1_500, -500, -100, 100, 500, 1_500])
    ),  # basis points
    st.tuples(st.just("settle")),
    st.tuples(st.just("margin"), whose, st.integers(-100, 100)),
)


@dataclass
class World:
    floor: ContractFloor = field(default_factory=lambda: ContractFloor(VENUE, contract_listing(VENUE, 2), 1_000))
    now_ns: int = NOW
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        config = CrowdConfig(levels=4, take_percent=30)
        rows = contract_listing(VENUE, 2)
        self.crowds = {r.market.symbol: Crowd(r.open_ticks, r.typical_lots, n, config) for n, r in enumerate(rows)}
        self.clearing = Clearing(self.floor, None, self.crowds)
        self.accounts = [self.floor.open_account(PlainKeys(n, "s"), {"USDT": A(FUNDS[n])}) for n in CUSTOMERS]
        self.floor.ledger(self.accounts[1]).set_mode(PositionMode.HEDGE)
        for account, pair in ((self.accounts[0], "ETH-USDT"), (self.accounts[1], "BTC-USDT")):
            self.floor.ledger(account).set_margin_mode(pair, MarginMode.ISOLATED)
        for symbol in SYMBOLS:
            self.floor.crowd_beat(symbol, self.crowds[symbol], self.now_ns)
        self.clearing.tick(self.now_ns)

    def do(self, move: tuple[object, ...]) -> None:
        match move:
            case ("place", int(who), str(symbol), Side() as side, (kind, tif), int(lots), int(away), bool(reduces)):
                self.place(self.accounts[who], symbol, side, kind, tif, lots, away, reduces)
            case ("cancel", int(who)):
                for no in list(self.accounts[who].live)[:1]:
                    self.floor.cancel(self.accounts[who], "", str(no), self.now_ns)
            case ("crowd",):
                self.now_ns += SECOND
                for symbol in SYMBOLS:
                    self.floor.crowd_beat(symbol, self.crowds[symbol], self.now_ns)
            case ("mark", str(symbol), int(bps)):
                tick = self.floor.markets[symbol].tick.atoms
                self.floor.set_mark(symbol, max(1, self.floor.marks[symbol] * (10_000 + bps) // 10_000 // tick) * tick)
                for account in self.accounts:
                    self.clearing.check(account, self.now_ns)
            case ("settle",):
                self.now_ns += INTERVAL_NS
                self.clearing.tick(self.now_ns)
            case ("margin", int(who), int(usdt)):
                self.margin(self.accounts[who], usdt)
            case _:
                raise AssertionError(move)

    def place(
        self,
        account: VenueAccount,
        symbol: str,
        side: Side,
        kind: OrderType,
        tif: Tif,
        lots: int,
        away: int,
        reduces: bool,
    ) -> None:
        market, hedges = self.floor.markets[symbol], self.floor.ledger(account).mode is PositionMode.HEDGE
        ticks = self.floor.last[symbol] * (10_000 + away) // 10_000
        hold = Hold.NET
        if hedges:
            hold = Hold.LONG if (side is Side.BUY) is not reduces else Hold.SHORT
        ask = Place(
            symbol,
            f"c{account.no}-{account.accepted}",
            side,
            kind,
            lots * market.lot.atoms,
            None if kind is OrderType.MARKET else ticks * market.tick.atoms,
            tif=tif,
            reduce_only=reduces and not hedges,
            hold=hold,
        )
        said = self.floor.place(account, ask, self.now_ns)
        self.seen.add("placed" if isinstance(said, Placed) else said.code)

    def margin(self, account: VenueAccount, usdt: int) -> None:
        ledger = self.floor.ledger(account)
        for pair, hold, _ in list(ledger.positions()):
            try:
                ledger.add_margin(pair, usdt * ONE, hold)
            except (NotAllowed, Short):
                continue

    # what must hold

    def check(self) -> None:
        self.check_money()
        for account in self.accounts:
            self.check_account(account)
        for symbol in SYMBOLS:
            assert sum(self.floor.held(symbol)) == 0, symbol

    def check_money(self) -> None:
        """Every close is booked to a hundred-millionth, towards zero; nothing else is lost on the way."""
        floor, total, closes = self.floor, 0, 0
        for account in self.accounts:
            ledger = floor.ledger(account)
            total += ledger.wallet("USDT")
            total += _gain(floor, ledger)
            total += sum(bill.fee for bill in account.bills)
            closes += len(account.fills)
        for symbol, (lots, paid) in floor.house.items():
            market = floor.markets[symbol]
            total += lots * market.lot.atoms * floor.marks[symbol] // ONE - paid
        total -= self.clearing.funding.get("USDT", 0) + self.clearing.insurance.get("USDT", 0)
        assert abs(total - sum(A(atoms) for atoms in FUNDS.values())) <= closes * CENT

    def check_account(self, account: VenueAccount) -> None:
        ledger = self.floor.ledger(account)
        earned = sum(bill.amount - bill.fee for bill in account.bills)
        assert ledger.wallet("USDT") == A(FUNDS[account.keys.api_key]) + earned
        if account.bills:
            assert account.bills[-1].balance == ledger.wallet("USDT")
        money = account.balance("USDT")
        assert money.free >= 0
        for symbol in SYMBOLS:
            line = self.floor.line(account, symbol)
            for (hold, side), lots in line.closers.items():
                assert 0 <= lots <= line.reducible(hold, side), (symbol, hold, side)
            assert set(line.orders) == {no for no, order in account.live.items() if order.market.symbol == symbol}
        for order in account.orders.values():
            assert order.filled <= order.lots
            assert order.live == (order.no in account.live)
            assert order.status is not OrderStatus.FILLED or order.filled == order.lots


def _gain(floor: ContractFloor, ledger: PerpetualLedger) -> int:
    return sum(
        unrealised(slot.position, ledger.line(pair).terms, floor.marks[pair.replace("-", "")])
        for pair, _, slot in ledger.positions()
    )


@settings(max_examples=60)
@given(st.lists(moves, min_size=25, max_size=60))
def test_a_house_of_contracts_makes_and_loses_nothing(history: list[tuple[object, ...]]) -> None:
    world = World()
    for move in history:
        world.do(move)
        world.check()


def days(seed: int, moves: int) -> Iterator[tuple[object, ...]]:
    """Busier than what is drawn to be small when it fails."""
    dice = Random(seed)
    kinds = [(OrderType.LIMIT, Tif.GTC), (OrderType.LIMIT, Tif.IOC), (OrderType.MARKET, Tif.GTC)]
    for _ in range(moves):
        who, symbol, roll = dice.randrange(3), dice.choice(SYMBOLS), dice.randrange(100)
        if roll < 60:
            lots = dice.randint(1, 1_200 if symbol == SYMBOLS[0] else 300)
            side, kind, away = dice.choice(list(Side)), dice.choice(kinds), dice.randint(-40, 40)
            yield ("place", who, symbol, side, kind, lots, away, dice.random() < 0.4)
        elif roll < 70:
            yield ("crowd",)
        elif roll < 85:
            yield ("mark", symbol, dice.randint(-500, 500))
        else:
            yield dice.choice([("cancel", who), ("settle",), ("margin", who, dice.randint(-100, 100))])


@pytest.mark.parametrize("seed", range(10))
def test_busy_days_make_and_lose_nothing(seed: int) -> None:
    world = World()
    for move in days(seed, 150):
        world.do(move)
        world.check()
    assert {"placed", code("funds"), code("reduce only")} <= world.seen
    statuses = {order.status for account in world.accounts for order in account.orders.values()}
    assert {OrderStatus.FILLED, OrderStatus.CANCELLED, OrderStatus.EXPIRED} <= statuses


def code(rule: str) -> str:
    return VENUE.refusals[rule][0]


def test_histories_reach_what_the_law_is_about() -> None:
    """One that is written down: fills, refusals, funding, a liquidation beyond the margin."""
    world = World()
    poor = ("place", 0, "BTCUSDT", Side.BUY, (OrderType.MARKET, Tif.GTC), 1_000, 0, False)
    world.do(poor)
    world.do(("place", 0, "BTCUSDT", Side.SELL, (OrderType.LIMIT, Tif.GTC), 600, 40, True))
    world.do(("place", 0, "BTCUSDT", Side.SELL, (OrderType.LIMIT, Tif.GTC), 600, 40, True))
    world.check()
    world.do(("settle",))
    world.check()
    for _ in range(3):
        world.do(("mark", "BTCUSDT", -900))
        world.check()
    kinds = {bill.kind for bill in world.accounts[0].bills}
    assert {BillKind.TRADE, BillKind.FUNDING, BillKind.LIQUIDATION, BillKind.OTHER} <= kinds
    assert world.seen == {"placed"}
    assert world.clearing.insurance["USDT"] > 0
