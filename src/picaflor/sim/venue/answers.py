"""The emulated venue's answer to each ask, from what the floor knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import structs

from picaflor.domain.orders import Side
from picaflor.machines.candles import parse_interval
from picaflor.sim.venue import stops_among
from picaflor.sim.venue.dead_man import Switches
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import KEPT
from picaflor.sim.venue.lists import Told, page_of_fills, page_of_orders
from picaflor.sim.venue.newsroom import balances
from picaflor.sim.venue.order_lists import Lists
from picaflor.sim.venue.orders import VenueAccount, is_no
from picaflor.sim.venue.publisher import levels
from picaflor.sim.venue.rarer import answer_rarer
from picaflor.sim.venue.shown import answer_shown
from picaflor.wire.asks import (
    Answer,
    Ask,
    Books,
    Cancel,
    CancelAll,
    Candles,
    Coins,
    Orders,
    Place,
    ReadBalances,
    ReadBook,
    ReadBooks,
    ReadCandles,
    ReadClosedOrders,
    ReadCoins,
    ReadFills,
    ReadListing,
    ReadMarkets,
    ReadOpenOrders,
    ReadOrder,
    ReadTickers,
    ReadTime,
    ReadTrades,
    Refused,
    Tickers,
    Trades,
)
from picaflor.wire.contracts import Agreed
from picaflor.wire.dead_man import ArmSwitch
from picaflor.wire.lists import PlaceList
from picaflor.wire.reports import (
    BookFrame,
    CandleReport,
    CoinReport,
    Listing,
    ServerTime,
    TradeReport,
)
from picaflor.wire.rights import Knock


class Answers:
    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.floors: Iterable[Floor] = (floor,)  # of the house, whose coins are told together
        self.lists = Lists(floor)
        self.switches = Switches([floor])  # a house has them for all its floors
        self._cut = (
            "pages" if "pages" in floor.venue.features else "times" if "time_pages" in floor.venue.features else ""
        )

    def public(self, ask: Ask, now_ns: int) -> Answer | Refused | None:
        """None: this ask is not a public one."""
        floor = self._floor
        match ask:
            case ReadTime():
                return ServerTime(now_ns)
            case ReadMarkets(symbol, symbols):
                if symbol and symbol not in floor.markets:
                    return floor.refuse("symbol")
                meant = (symbol,) if symbol else symbols or tuple(floor.markets)
                there = [name for name in meant if name in floor.markets]
                told = there if "listing_tells_tickers" in floor.venue.features else []
                tickers = tuple(floor.ticker(name, now_ns) for name in told)
                return Listing(tuple(floor.markets[name] for name in there), coins=KEPT, tickers=tickers)
            case ReadBook(symbol, depth):
                return self._book(symbol, depth, now_ns) if symbol in floor.markets else floor.refuse("symbol")
            case ReadBooks(symbols, depth):
                shown = [s for s in symbols if s in floor.markets] if symbols else floor.markets
                return Books(tuple(self._book(symbol, depth, now_ns) for symbol in shown))
            case ReadTrades(symbol, _, _, symbols):
                if symbol and symbol not in floor.markets:
                    return floor.refuse("symbol")
                meant = (symbol,) if symbol else symbols or tuple(floor.markets)
                return Trades(tuple(row for name in meant if name in floor.markets for row in self._trades(name, ask)))
            case ReadTickers(symbol, symbols):
                if symbol and symbol not in floor.markets:
                    return floor.refuse("symbol")
                wanted = (symbol,) if symbol else symbols or tuple(floor.markets)
                return Tickers(tuple(floor.ticker(name, now_ns) for name in wanted if name in floor.markets))
            case ReadCandles(symbol):
                return self._candles(ask, now_ns) if symbol in floor.markets else floor.refuse("symbol")
            case ReadCoins():
                markets = (market for each in self.floors for market in each.markets.values())
                traded = (coin for market in markets for coin in (market.base, market.quote))
                coins = {*traded, *KEPT}
                return Coins(tuple(CoinReport(coin) for coin in sorted(coins)))
            case Knock():
                return Agreed()
            case ReadListing():
                return Listing(())  # this house lists nothing else yet
            case _:
                return answer_shown(floor, ask)

    def private(self, account: VenueAccount, ask: Ask, now_ns: int) -> Answer | Refused:
        floor = self._floor
        told = stops_among.answer(floor, account, ask, now_ns)
        if told is not None:
            return told
        match ask:
            case PlaceList():
                return self.lists.place(account, ask, now_ns)
            case Place():
                return floor.place(account, ask, now_ns)
            case Cancel(_, client_id, venue_id):
                return floor.cancel(account, client_id, venue_id, now_ns)
            case CancelAll(symbol, side):
                return floor.cancel_all(account, symbol, now_ns, side)
            case ArmSwitch():
                return self.switches.arm(floor, account, ask, now_ns)
            case ReadBalances(asset):
                assets = [asset] if asset else account.ledger.assets()
                return balances(account, assets, now_ns, whole=True, product=floor.venue.product)
            case ReadOrder(_, client_id, venue_id):
                order = account.find(client_id, venue_id)
                if ask.live and (order is None or not order.live):
                    return floor.refuse("not found")
                fills = tuple(fill for fill in account.fills if order and fill.venue_id == str(order.no))
                return Orders((order.report(),) if order else (), fills=fills)
            case ReadOpenOrders() | ReadClosedOrders() | ReadFills() if ask.before and not is_no(ask.before):
                return floor.refuse("parameter")
            case ReadOpenOrders():
                return page_of_orders(floor, account, ask, self._cut, stops_among.waiting(floor, account))
            case ReadClosedOrders():
                stops: list[Told] = [*stops_among.ended(floor, account), *stops_among.past(floor, account)]
                return page_of_orders(floor, account, ask, self._cut, stops)
            case ReadFills():
                return page_of_fills(floor, account, ask, self._cut)
            case _:
                return answer_rarer(floor, account, ask, now_ns)

    def _candles(self, ask: ReadCandles, now_ns: int) -> Candles | Refused:
        """The archive knows finished bars and no `since`; the other endpoint reaches only so far back."""
        rule, tape = self._floor.venue.candles, self._floor.tapes[ask.symbol]
        if ask.interval not in self._floor.venue.candle_intervals:
            return self._floor.refuse("parameter")
        interval = parse_interval(ask.interval)
        since_ns = 0 if ask.history else max(ask.since_ns, now_ns - rule.reach_ns.get(ask.interval, now_ns))
        until_ns, rows = ask.until_ns, list[CandleReport]()
        while len(rows) < ask.limit:
            page = tape.candles(interval, now_ns, since_ns, until_ns, ask.limit - len(rows), whole=ask.history)
            if not page:
                break
            # Where quiet bars are not told, older ones take their place.
            rows = [bar for bar in page if bar.base_volume or not rule.skips_quiet] + rows
            until_ns = page[0].open_ns
            if not until_ns:
                break
        return Candles(tuple(rows))

    def _trades(self, symbol: str, ask: ReadTrades) -> Iterator[TradeReport]:
        trades, market = self._floor.tapes[symbol].trades, self._floor.markets[symbol]
        told = islice(trades if ask.oldest_first else reversed(trades), ask.limit)
        if market.contract is None or "trades_in_coin" not in self._floor.venue.features:
            return told
        lot, contract = market.lot.atoms, market.contract.atoms
        return (structs.replace(trade, size=trade.size * lot // contract) for trade in told)

    def _book(self, symbol: str, depth: int, now_ns: int) -> BookFrame:
        market, book = self._floor.markets[symbol], self._floor.books[symbol]
        bids, asks = book.levels(Side.BUY, depth), book.levels(Side.SELL, depth)
        return BookFrame(
            symbol,
            True,
            levels(market, bids),
            levels(market, asks),
            at_ns=now_ns,
            product=self._floor.venue.product,
        )
