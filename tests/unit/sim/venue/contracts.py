"""A floor of contracts whose crowd is silent: whatever trades, the test has placed. Prices and sizes in coins."""

from __future__ import annotations

from typing import Any

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.contract_answers import ContractAnswers
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.listing import contract_listing
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.venue import Venue

A = read_atoms
SECOND = 1_000_000_000
NOW = 1_785_500_000 * SECOND
BTC, ETH = "BTCUSDT", "ETHUSDT"
VENUE = load("bitget_perpetual")


class House:
    def __init__(self, venue: Venue = VENUE, first_no: int = 1_000) -> None:
        self.floor = ContractFloor(venue, contract_listing(venue, 3), first_no)
        self.clearing = Clearing(self.floor, None, {})
        self.answers = ContractAnswers(self.floor)
        self.now_ns = NOW
        self.one, self.two = self.customer("one"), self.customer("two")

    def customer(self, name: str, usdt: str = "10000") -> VenueAccount:
        return self.floor.open_account(PlainKeys(name, "secret"), {"USDT": A(usdt)})

    def ask(self, who: VenueAccount, side: Side, size: str, price: str = "", **more: Any) -> Placed | Refused:
        place = Place(
            symbol=more.pop("symbol", BTC),
            client_id=more.pop("name", f"named{self.floor.next_no()}"),
            side=side,
            type=OrderType.LIMIT if price else OrderType.MARKET,
            size=A(size),
            price=A(price) if price else None,
            **more,
        )
        return self.floor.place(who, place, self.now_ns)

    def put(self, who: VenueAccount, side: Side, size: str, price: str = "", **more: Any) -> VenueOrder:
        said = self.ask(who, side, size, price, **more)
        assert isinstance(said, Placed), said
        return who.orders[int(said.venue_id)]

    def refused(self, who: VenueAccount, side: Side, size: str, price: str = "", **more: Any) -> str:
        """The rule by its code."""
        said = self.ask(who, side, size, price, **more)
        assert isinstance(said, Refused), said
        return said.code

    def trade(self, buyer: VenueAccount, seller: VenueAccount, size: str, price: str, symbol: str = BTC) -> None:
        """What the buyer gets from the seller, who waited for it."""
        self.put(seller, Side.SELL, size, price, symbol=symbol)
        self.put(buyer, Side.BUY, size, price, symbol=symbol)

    def lots(self, who: VenueAccount, hold: Hold = Hold.NET, symbol: str = BTC) -> int:
        return self.floor.line(who, symbol).position(hold).lots

    def ledger(self, who: VenueAccount) -> PerpetualLedger:
        return self.floor.ledger(who)

    def isolate(self, who: VenueAccount, leverage: int, symbol: str = BTC) -> None:
        pair = self.floor.markets[symbol].pair
        self.ledger(who).set_margin_mode(pair, MarginMode.ISOLATED)
        self.ledger(who).set_leverage(pair, leverage)

    def mark(self, price: str, symbol: str = BTC) -> None:
        """As if the market had gone there; who cannot pay is closed."""
        self.floor.set_mark(symbol, A(price))
        for account in self.floor.accounts[1:]:
            self.clearing.check(account, self.now_ns)


def code(rule: str) -> str:
    return VENUE.refusals[rule][0]
