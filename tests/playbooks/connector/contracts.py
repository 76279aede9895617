"""The same conversations for contracts. Beside the words of `script`:

>> answer setup ONEWAY cross 5 · answer positions long 3 @ 100 · answer positions · answer funding 7 in 3600s · answer tiers
>> answer to set the leverage · answer to set the leverage: refused 43050 out of range
>> answer bills 5 -2 · answer bills · answer fees · answer mark
>> position long 3 @ 100 · positions none · ticker 99 funding 7 in 3600s · taken over sell 3
>> sell 2 @ 101 short · buy 2 @ 99 net reduce
<< position net 3 was 0 · mark 99 · funding 7 · money funding -2 · taken over net 3
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from picaflor.domain.events import Event, FundingKnown, Liquidated, MarkChanged, MoneyMoved, PositionChanged
from picaflor.domain.market import MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, PositionMode, Side
from picaflor.engine.instructions import PlaceByHand
from picaflor.engine.loop import Outs
from picaflor.venues import load
from picaflor.wire import contracts, stops
from picaflor.wire.asks import Ask, Refused
from picaflor.wire.net import Outcome
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    OrderReport,
    OrderStatus,
    PositionReport,
    TickerReport,
)
from picaflor.wire.stream import (
    Channel,
    OrdersFrame,
    PositionsFrame,
    Subscribed,
    TickersFrame,
    Topic,
    Unsubscribed,
    VenueFrame,
)
from picaflor.wire.venue import Venue
from tests.playbooks.connector.script import MARKETS, SECOND, START_NS, Play, _levels

ROW, PRODUCT = "bitget_perpetual", "USDT-FUTURES"
SOCKETS = """
at 0s
<< ask time
<< ask markets
<< ask balances
>> answer time
>> answer markets
<< open public
<< open private
>> answer balances
>> opened public
<< say public subscribe book BTCUSDT, trades BTCUSDT, tickers BTCUSDT
>> opened private
<< login private
at 0.1s
<< ask funding
<< ask tiers
<< ask mark
<< ask fees
>> logged in
>> subscribed public book
>> subscribed public trades
>> subscribed public tickers
>> snapshot 7 100@5 102@6
<< book good
at 0.4s
<< 0.2s say private subscribe orders, balances, positions, stops
>> subscribed private orders
>> subscribed private balances
>> subscribed private positions
>> subscribed private stops
at 0.5s
<< ask balances
<< ask open
<< ask closed
<< ask fills
<< ask setup
<< ask positions
<< ask bills
<< ask bills
>> answer balances
>> answer open
>> answer closed
>> answer fills
>> answer fees
>> answer bills
>> answer bills
"""
STARTED = (
    SOCKETS
    + """
>> answer setup ONEWAY cross 5
>> answer positions
>> answer funding 1 in 3600s
<< funding 1
>> answer tiers
>> answer mark
<< mark 101
== open
"""
)


class ContractPlay(Play):
    row = ROW
    markets = tuple(
        replace(each, venue=ROW, kind=MarketKind.LINEAR, settle="USDT", max_leverage=50, max_open_orders=400)
        for each in MARKETS
    )

    def load(self, name: str) -> Venue:
        """All of the row: its parts are what these days are about."""
        return load(name)

    def _tell(self, event: Event) -> str:
        match event:
            case PositionChanged(position, before):
                return f"position {position.hold} {position.lots} was {before}"
            case MarkChanged(mark=mark):
                return f"mark {mark // ONE}"
            case FundingKnown(rate=rate):
                return f"funding {rate * 10_000 // ONE}"
            case MoneyMoved(kind=kind, atoms=atoms):
                return f"money {kind} {atoms // ONE}"
            case Liquidated(hold=hold, lots=lots):
                return f"taken over {hold} {lots}"
            case _:
                return super()._tell(event)

    # what is said

    def _say(self, words: list[str]) -> Outs:
        match words:
            case ["buy" | "sell" as side, lots, "@", ticks, hold, *reduce]:
                order = PlaceByHand(
                    ROW,
                    "BTC-USDT",
                    Side(side),
                    int(lots),
                    int(ticks),
                    hold=Hold(hold),
                    reduce_only=reduce == ["reduce"],
                )
                return self.engine.tell(order, self.now_ns)
            case ["answer", "to", "set", "the", *rest]:
                return self._set(" ".join(rest))
            case _:
                return super()._say(words)

    def _set(self, text: str) -> Outs:
        what, _, how = text.partition(": ")
        return self._answer(f"to set the {what}", how.split())

    def _outcome(self, ask: Ask, how: list[str]) -> Outcome:
        if how[:1] == ["refused"] and how[1:2] and how[1].isdigit():
            return self.venue.rest.write_answer(ask, Refused(how[1], " ".join(how[2:])), self.now_ns)
        return super()._outcome(ask, how)

    def _frame(self, words: list[str]) -> tuple[str, VenueFrame]:
        match words:
            case ["subscribed" | "unsubscribed" as word, conn, channel]:
                kind = Channel(channel)
                topic = Topic(kind, "" if kind.private else "BTCUSDT", product=PRODUCT)
                return conn, Subscribed(topic) if word == "subscribed" else Unsubscribed(topic)
            case ["snapshot", seq, bid, ask]:
                bids, asks = _levels(bid), _levels(ask)
                return "public", BookFrame("BTCUSDT", True, bids, asks, int(seq), 0, at_ns=self.now_ns, product=PRODUCT)
            case ["positions", "none"]:
                return "private", self._positions(())
            case ["position", hold, size, "@", entry]:
                return "private", self._positions((self._position(hold, size, entry),))
            case ["ticker", mark, "funding", rate, "in", wait]:
                row = TickerReport("BTCUSDT", *[int(mark) * ONE] * 10, self.now_ns)
                told = TickerReport(
                    **{
                        **{name: getattr(row, name) for name in row.__struct_fields__},
                        "mark": int(mark) * ONE,
                        "index": int(mark) * ONE,
                        "funding_rate": int(rate) * ONE // 10_000,
                        "funding_next_ns": START_NS + int(wait.removesuffix("s")) * SECOND,
                    }
                )
                return "public", TickersFrame(Topic(Channel.TICKERS, "BTCUSDT", product=PRODUCT), (told,))
            case ["taken", "over", side, lots]:
                report = OrderReport(
                    "BTCUSDT",
                    "77",
                    "",
                    OrderStatus.FILLED,
                    Side(side),
                    OrderType.MARKET,
                    int(lots) * ONE,
                    size=int(lots) * ONE,
                    created_ns=self.now_ns,
                    at_ns=self.now_ns,
                    cause=Cause.LIQUIDATION,
                    leverage=5,
                    margin_mode=MarginMode.CROSS,
                )
                return "private", OrdersFrame((report,), Topic(Channel.ORDERS, product=PRODUCT))
            case _:
                return super()._frame(words)

    def _positions(self, rows: tuple[PositionReport, ...]) -> PositionsFrame:
        return PositionsFrame(rows, Topic(Channel.POSITIONS, product=PRODUCT), at_ns=self.now_ns)

    def _position(self, hold: str, size: str, entry: str) -> PositionReport:
        return PositionReport(
            "BTCUSDT",
            Hold(hold),
            int(size) * ONE,
            int(entry) * ONE,
            int(entry) * ONE,
            leverage=5,
            unrealised=0,
            at_ns=self.now_ns,
            margin_mode=MarginMode.CROSS,
            margin=ONE,
            maintenance=ONE // 200,
        )

    # answers

    def _good(self, ask: Ask, how: list[str]) -> Any:
        match ask, how:
            case contracts.ReadSetup(symbol), [mode, margin, leverage]:
                wanted = PositionMode(mode), MarginMode(margin), int(leverage)
                money = BalanceReport("USDT", 10_000 * ONE, 0)
                return contracts.MarginSetup(symbol, *wanted, int(leverage), int(leverage), money)
            case contracts.SetPositionMode(mode), _:
                return contracts.MarginSetup("", mode)
            case contracts.SetMarginMode(symbol, mode), _:
                return contracts.MarginSetup(symbol, None, mode, 5)
            case contracts.SetLeverage(symbol, leverage, _, mode), _:
                return contracts.MarginSetup(symbol, None, mode, leverage, leverage, leverage)
            case contracts.ReadPositions(), [hold, size, "@", entry]:
                return contracts.Positions((self._position(hold, size, entry),))
            case contracts.ReadPositions(), _:
                return contracts.Positions(())
            case contracts.ReadFunding(symbol), [rate, "in", wait]:
                next_ns = START_NS + int(wait.removesuffix("s")) * SECOND
                return contracts.FundingReport(symbol, int(rate) * ONE // 10_000, next_ns, 28_800 * SECOND)
            case contracts.ReadTiers(symbol), _:
                low = contracts.TierReport(1, 0, 1_000 * ONE, 50, ONE // 250)
                return contracts.Tiers(symbol, (low, contracts.TierReport(2, 1_000 * ONE, 9_000 * ONE, 10, ONE // 100)))
            case contracts.ReadMark(symbol), _:
                return contracts.MarkReport(symbol, 101 * ONE, 101 * ONE, 101 * ONE, self.now_ns)
            case contracts.ReadFees(symbol), _:
                return contracts.FeesReport(symbol, ONE // 5_000, 3 * ONE // 5_000)
            case contracts.ReadBills(kind), _:
                assert kind is contracts.BillKind.FUNDING or not how, kind
                return contracts.Bills(
                    tuple(
                        contracts.BillReport(number, "USDT", int(atoms) * ONE, kind, "BTCUSDT", at_ns=self.now_ns)
                        for number, atoms in zip(how[::2], how[1::2], strict=True)
                    )
                )
            case stops.ReadStops(), _:
                return stops.Stops(())
            case _:
                good = super()._good(ask, how)
                if isinstance(good, BalancesReport):
                    return BalancesReport((BalanceReport("USDT", 10_000 * ONE, 0),), whole=True, product=PRODUCT)
                return good
