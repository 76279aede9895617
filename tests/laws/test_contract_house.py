"""Whatever customers of a house of contracts do: nothing is made of nothing, and a plain ledger says the same.

Random orders of three customers (both position modes, crossed and isolated, reduce-only, cancels, markets that jump,
funding) on a floor whose only other trader is the house. After each step:

- lots: those of all customers and of the house add up to nothing;
- margin is tied for exactly what rests, and what can only reduce never exceeds its position;
- a wallet is what was paid in and what its entries say; what nobody can pay the house has borne, and nobody is below zero
  once his positions are gone;
- money: what customers and the house have won, realised or not, adds up to nothing but what booking in 8 decimals cuts;
- an account without liquidations is what `ledger.plain` makes of its fills and payments, to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, PositionMode, Side
from picaflor.machines.ledger.entries import Entry, Why
from picaflor.machines.ledger.plain import PlainPerpetual
from picaflor.sim.venue import outsiders
from picaflor.sim.venue.contract_prices import INTERVAL_NS
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Place
from picaflor.wire.contracts import BillKind
from tests.laws.examples import examples
from tests.unit.sim.venue.contracts import BTC, ETH, NOW, A, House

MIDDLES = {BTC: 612_345, ETH: 251_010}
Setup = tuple[PositionMode, MarginMode, int]
UNIT = 10**28  # an amount of 8 decimals

STEPS = 150


def steps_of(dice: Random) -> Iterator[tuple[Any, ...]]:
    for _ in range(STEPS):
        symbol = dice.choice([BTC, ETH])
        match dice.choices(["order", "cancel", "mark", "fund", "house"], [60, 8, 10, 2, 20])[0]:
            case "order":
                kind = dice.choice([OrderType.LIMIT, OrderType.LIMIT, OrderType.MARKET])
                away, size = dice.randint(-12, 12), dice.randint(1, 400)
                side = dice.choice(list(Side))
                yield "order", dice.randrange(3), symbol, side, away, size, kind, dice.random() < 0.5
            case "cancel":
                yield "cancel", dice.randrange(3)
            case "mark":
                yield "mark", symbol, dice.randint(-30, 30)
            case "fund":
                yield "fund", dice.randint(-30, 30)
            case _:
                yield "house", symbol, dice.choice(list(Side)), dice.choice([50, 300, 3_000])


def setup_of(dice: Random) -> list[Setup]:
    return [
        (dice.choice(list(PositionMode)), dice.choice(list(MarginMode)), dice.choice([5, 50, 100])) for _ in range(3)
    ]


class Play:
    def __init__(self, setup: list[Setup]) -> None:
        self.house = House()
        self.entries: dict[int, list[Entry]] = defaultdict(list)
        self.house.customer("three")
        self.accounts = self.house.floor.accounts[1:]
        for account, (mode, margin, leverage) in zip(self.accounts, setup, strict=True):
            ledger = self.house.ledger(account)
            ledger.set_mode(mode)
            for pair in self.house.floor.symbols:
                ledger.set_margin_mode(pair, margin)
                ledger.set_leverage(pair, min(leverage, ledger.line(pair).terms.market.max_leverage))
            ledger._scribe.listener = self.entries[account.no].append
        self.settled = 0

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("order", who, symbol, side, away, size, kind, reduces):
                self.order(self.accounts[who], symbol, side, away, size, kind, reduces)
            case ("cancel", who):
                for order in list(self.accounts[who].live.values())[:1]:
                    self.house.floor.cancel(self.accounts[who], "", str(order.no), self.house.now_ns)
            case ("mark", symbol, away):
                market = self.house.floor.markets[symbol]
                self.house.floor.set_mark(symbol, MIDDLES[symbol] * (1_000 + away) // 1_000 * market.tick.atoms)
                for account in self.accounts:
                    self.house.clearing.check(account, self.house.now_ns)
            case ("fund", premium):
                self.fund(premium)
            case ("house", symbol, side, size):
                self.crowd(symbol, side, size)

    def order(
        self, account: VenueAccount, symbol: str, side: Side, away: int, size: int, kind: OrderType, reduces: bool
    ) -> None:
        market, ledger = self.house.floor.markets[symbol], self.house.ledger(account)
        hold = Hold.NET
        if ledger.mode is PositionMode.HEDGE:
            hold = Hold.LONG if (side is Side.BUY) is not reduces else Hold.SHORT
        typical = {BTC: 200, ETH: 50}[symbol]
        ticks = MIDDLES[symbol] * (1_000 + away) // 1_000
        price = ticks * market.tick.atoms if kind is OrderType.LIMIT else None
        lots = max(1, typical * size // 100)
        self.house.floor.place(
            account,
            _place(symbol, self.house.floor.next_no(), side, kind, lots * market.lot.atoms, price, reduces, hold),
            self.house.now_ns,
        )

    def fund(self, premium: int) -> None:
        """A settlement at the marks as they are."""
        for gauge in self.house.floor.prices.gauges.values():
            gauge.premiums, gauge.samples = premium * ONE // 10_000, 1
        self.settled += 1
        at_ns = (NOW // INTERVAL_NS + self.settled) * INTERVAL_NS
        self.house.clearing._settle(tuple(self.house.floor.markets), at_ns, self.house.now_ns)
        for account in self.accounts:
            self.house.clearing.check(account, self.house.now_ns)

    def crowd(self, symbol: str, side: Side, size: int) -> None:
        ticks = MIDDLES[symbol] * (1_000 + 6 * side.sign) // 1_000
        outsiders.rest(self.house.floor, symbol, side, ticks, size, self.house.now_ns)

    # what always holds

    def check(self) -> None:
        floor = self.house.floor
        for symbol in (BTC, ETH):
            assert sum(floor.held(symbol)) == 0
        for account in self.accounts:
            self.ties(account)
            self.adds_up(account)
        self.zero_sum()

    def ties(self, account: VenueAccount) -> None:
        ledger = self.house.ledger(account)
        resting = {no: o.lots for symbol in self.house.floor.symbols for no, o in ledger.line(symbol).orders.items()}
        assert resting == {no: order.lots - order.filled for no, order in account.live.items()}
        for pair in self.house.floor.symbols:
            line = ledger.line(pair)
            for (hold, side), lots in line.closers.items():
                assert lots <= line.reducible(hold, side)
            if ledger.mode is PositionMode.HEDGE:
                assert line.position(Hold.LONG).lots >= 0 >= line.position(Hold.SHORT).lots

    def adds_up(self, account: VenueAccount) -> None:
        ledger, entries = self.house.ledger(account), self.entries[account.no]
        assert ledger.wallet("USDT") == A("10000") + sum(entry.change for entry in entries)
        assert ledger.available("USDT") >= 0
        if not any(True for _ in ledger.positions()):
            assert ledger.wallet("USDT") >= 0
            assert ledger.isolated("USDT") == 0

    def zero_sum(self) -> None:
        """Of profit alone: fees and funding are the house's, and what it bore it gave."""
        floor = self.house.floor
        marks = {symbol: floor.marks[symbol] for symbol in (BTC, ETH)}
        won = sum(e.change for entries in self.entries.values() for e in entries if e.why is Why.PROFIT)
        for account in self.accounts:
            ledger = self.house.ledger(account)
            won += sum(ledger.line(pair).unrealised(hold) for pair, hold, _ in ledger.positions())
        for symbol, (lots, paid) in floor.house.items():
            market = floor.markets[symbol]
            won += lots * market.lot.atoms * marks[symbol] // ONE - paid
        closes = sum(e.why is Why.PROFIT for entries in self.entries.values() for e in entries) + 1
        assert abs(won) <= closes * UNIT
        borne = sum(e.change for entries in self.entries.values() for e in entries if e.why is Why.INSURANCE)
        assert borne == self.house.clearing.insurance.get("USDT", 0)

    def plain(self, account: VenueAccount) -> None:
        """Fills and payments once more, by hand."""
        if any(order.cause is Cause.LIQUIDATION for order in account.orders.values()):
            return
        floor, total = self.house.floor, Fraction(A("10000"), ONE)
        for symbol in (BTC, ETH):
            market, book = floor.markets[symbol], PlainPerpetual(floor.terms[symbol])
            for fill in account.fills:
                if fill.symbol == symbol:
                    ticks, lots = market.tick.count(fill.price), market.lot.count(fill.size)
                    book.fill(fill.hold, fill.side, ticks, lots, Fraction(fill.fee or 0, ONE), fill.fee_asset)
            total += book.wallets["USDT"]
            for hold in Hold:
                position = floor.line(account, symbol).position(hold)
                assert book.sizes[hold] == Fraction(position.lots * market.lot.atoms, ONE)
                assert book.costs[hold] == Fraction(position.cost, ONE)
        total += sum(
            (Fraction(bill.amount, ONE) for bill in account.bills if bill.kind is BillKind.FUNDING), Fraction(0)
        )
        assert total == Fraction(self.house.ledger(account).wallet("USDT"), ONE)


def _place(symbol, no, side, kind, size, price, reduces, hold):  # type: ignore[no-untyped-def]
    only = reduces and hold is Hold.NET
    return Place(symbol, f"n{no}", side, kind, size, price, reduce_only=only, hold=hold)


@examples(60)
@given(st.integers(0, 2**32))
def test_nothing_is_made_of_nothing(seed: int) -> None:
    dice = Random(seed)
    play = Play(setup_of(dice))
    for step in steps_of(dice):
        play.do(step)
        play.check()
    for account in play.accounts:
        play.plain(account)
