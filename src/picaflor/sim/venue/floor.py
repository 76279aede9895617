"""The trading floor: rules, funds, matching and the ledger of every account, and news of all that happens."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.orders import Cause, Liquidity, Side, Tif, TriggerBy
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.rounding import cover, fee_on, worth
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.machines.matching import Accepted, Done, Incoming, MatchEvent, MatchingBook, Traded
from picaflor.sim.venue import market_reports
from picaflor.sim.venue.attaching import attached_stop
from picaflor.sim.venue.endings import EXPIRED, Endings
from picaflor.sim.venue.house_rules import Rules
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.news import BalanceNews, News, OrderNews, TradeNews
from picaflor.sim.venue.orders import KEPT, WHY, Paid, VenueAccount, VenueOrder, Was, fee_held, spendable
from picaflor.sim.venue.spot_bills import SpotBills
from picaflor.sim.venue.steps import reach, steps_of
from picaflor.sim.venue.stop_news import news_of
from picaflor.sim.venue.tape import Before, Tape
from picaflor.sim.venue.waiting import VenueStop, Waiting
from picaflor.wire.asks import Cancelling, Place, Placed, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import OrderStatus, PositionReport, PotReport, TickerReport
from picaflor.wire.venue import Venue

CROWD = 0
ONLY_REDUCES = "reduce_only"  # the reason of an order that ends because it could only open


class Floor:
    marked = False  # whether contracts here have a mark price beside the last one

    def __init__(self, venue: Venue, listing: list[Listed], first_no: int, seed: int = 0) -> None:
        self.venue = venue
        self.markets = {row.market.symbol: row.market for row in listing}
        self.books = {each.symbol: MatchingBook(notional_per=each.notional(1, 1)) for each in self.markets.values()}
        self.last = {row.market.symbol: row.open_ticks for row in listing}
        self.news: list[News] = []
        self.accounts: list[VenueAccount] = [VenueAccount(CROWD, PlainKeys("", ""), SpotLedger())]
        self.resting_crowd: dict[str, dict[int, tuple[Side, int]]] = {symbol: {} for symbol in self.markets}
        self.tapes = {
            row.market.symbol: Tape(row.market, Before(row.open_ticks, row.typical_lots, seed * 1_000 + n, row.days))
            for n, row in enumerate(listing)
        }
        self.house: dict[str, tuple[int, int]] = {}  # what the crowd has: lots, and what was paid for them
        self.now_ns = 0  # of what is being booked
        self._rules = Rules(venue)
        self.waiting = Waiting(
            self._rules,
            self.markets,
            self.next_no,
            lambda stop: self.news.extend(news_of(stop)),
            marked=self.marked,
        )
        self.kept = KEPT  # of what is over, for each account
        self.endings = Endings()
        self._no = first_no
        self._trade_no = first_no
        self.home: Floor | None = None  # in whose books the orders of this floor stand
        self.beside: list[Floor] = []  # whose orders stand in these books, too
        self._orders: dict[int, VenueOrder] = {}

    def refuse(self, rule: str) -> Refused:
        return self._rules.refuse(rule)

    def next_no(self) -> int:
        self._no += 1
        return self._no

    def next_trade_no(self) -> int:
        self._trade_no += 1
        return self._trade_no

    @property
    def numbers(self) -> tuple[int, int]:
        """The last of an order and of a trade; a house that opens again counts on from there."""
        return self._no, self._trade_no

    @numbers.setter
    def numbers(self, last: tuple[int, int]) -> None:
        self._no, self._trade_no = max(last[0], self._no), max(last[1], self._trade_no)

    def enter_books_of(self, home: Floor) -> None:
        """From now on the orders of both floors stand in the same books. `home` tells of trades, and has the crowd."""
        self.home, self.books, self.last, self.tapes = home, home.books, home.last, home.tapes
        self._orders = home._orders
        home.beside.append(self)

    def _floor_of(self, order: VenueOrder) -> Floor:
        return next((each for each in self.beside if each.accounts[order.account.no] is order.account), self)

    def took_up(self, order: VenueOrder) -> None:
        """It stands in its book again, as it did before the house was closed."""
        self._orders[order.no] = order
        self.endings.add(order.no, order.place, order.created_ns)

    def open_account(self, keys: PlainKeys, funds: dict[str, int], now_ns: int = 0) -> VenueAccount:
        self.now_ns = max(self.now_ns, now_ns)
        account = VenueAccount(len(self.accounts), keys, self._new_ledger(), kept=self.kept)
        if isinstance(account.ledger, SpotLedger):
            account.ledger.tell(SpotBills(account, self.next_no, lambda: self.now_ns).hear)
        for asset, atoms in funds.items():
            account.ledger.deposit(asset, atoms)
        self.accounts.append(account)
        return account

    def account_of(self, api_key: str) -> VenueAccount:
        return next(account for account in self.accounts if account.keys.api_key == api_key)

    # orders of accounts

    def place(
        self, account: VenueAccount, ask: Place, now_ns: int, cause: Cause = Cause.USER, was: Was | None = None
    ) -> Placed | Refused:
        market = self.markets.get(ask.symbol)
        if market is None:
            return self.refuse("symbol")
        if not ask.client_id:
            # An order without a name of the client's gets ours.
            ask = structs.replace(ask, client_id=str(self.next_no()))
        refused = self._rules.check(account, market, ask, self.last[ask.symbol])
        if refused is not None:
            return refused
        lots, ticks = steps_of(market, ask)
        no = self.next_no() if was is None else was.no
        order = VenueOrder(no, account, market, ask, lots, now_ns, now_ns, cause=cause, was=was)
        broken = self._hold(order, ticks, now_ns)
        if broken:
            return self.refuse(broken)
        account.add(order)
        self._orders[order.no] = order
        self.endings.add(order.no, ask, now_ns)
        incoming = Incoming(
            order_id=order.no,
            owner=account.no,
            side=ask.side,
            type=ask.type,
            tif=Tif.GTC if ask.tif.rests else ask.tif,
            lots=lots,
            ticks=ticks,
            quote=spendable(market, account, ask.quote or 0),
            stp=ask.self_trade,
        )
        return self._enter(order, incoming, now_ns)

    def _enter(self, order: VenueOrder, incoming: Incoming, now_ns: int) -> Placed:
        self.tell(order)
        self.apply(order.market, self.books[order.market.symbol].submit(incoming, now_ns), now_ns)
        return Placed(order.place.client_id, str(order.no), order.report())

    def cancel(self, account: VenueAccount, client_id: str, venue_id: str, now_ns: int) -> Cancelling | Refused:
        order = account.find(client_id, venue_id)
        if order is None:
            return self.refuse("not found")
        if not order.live:
            if "cancel_final" in self.venue.features:
                return Cancelling(order.place.client_id, str(order.no), (order.report(),))
            return self.refuse("closed")
        self.end(order, "", now_ns)
        return Cancelling(order.place.client_id, str(order.no), (order.report(),))

    def end(self, order: VenueOrder, reason: str, now_ns: int) -> None:
        """Takes an order out of the book; with a reason of the house's own, or "" where its owner wanted it."""
        order.reason = reason
        self.apply(order.market, self.books[order.market.symbol].cancel(order.no, now_ns), now_ns)

    def expire(self, now_ns: int) -> None:
        """Those whose time is over."""
        for no in self.endings.over(now_ns):
            if no in self._orders:
                self.end(self._orders[no], EXPIRED, now_ns)

    def cancel_all(self, account: VenueAccount, symbol: str, now_ns: int, side: Side | None = None) -> Cancelling:
        doomed = [
            order
            for order in account.live.values()
            if (not symbol or order.market.symbol == symbol) and side in (None, order.place.side)
        ]
        for order in doomed:
            self.cancel(account, "", str(order.no), now_ns)
        return Cancelling(orders=tuple(order.report() for order in doomed))

    # money; a floor of contracts has its own way with it

    def _new_ledger(self) -> SpotLedger | PerpetualLedger:
        return SpotLedger()

    def _hold(self, order: VenueOrder, ticks: int | None, now_ns: int) -> str:
        """Ties what the order needs. "", or the rule that it breaks."""
        ask, ledger = order.place, order.account.ledger
        assert isinstance(ledger, SpotLedger)
        asset, atoms = self._needed(order.account, ask, order.lots, ticks)
        if atoms > ledger.free(asset):
            return "funds"
        ledger.hold(order.no, asset, atoms)
        self.news.append(BalanceNews(order.account, (asset,)))
        return ""

    def _needed(self, account: VenueAccount, ask: Place, lots: int, ticks: int | None) -> tuple[str, int]:
        market = self.markets[ask.symbol]
        if ask.side is Side.SELL:
            return market.base, lots * market.lot.atoms
        worst = reach(self.books[market.symbol], lots) if ticks is None else ticks
        return market.quote, ask.quote or cover(market, worst, lots, fee_held(market, account))

    def refused_beside(self, account: VenueAccount, ask: Place, old: VenueOrder) -> Refused | None:
        """Why this order could not take the place of `old`."""
        refused = self._rules.check(account, old.market, ask, self.last[ask.symbol])
        if refused is not None or not isinstance(account.ledger, SpotLedger):
            return refused
        asset, atoms = self._needed(account, ask, *steps_of(old.market, ask))
        return self.refuse("funds") if atoms > account.ledger.free(asset) + account.ledger.hold_of(old.no)[1] else None

    def refused_terms(self, market: Market, ask: Place) -> Refused | None:
        """Why an order that is there could not have these terms."""
        return self._rules.check_terms(market, ask, self.last[market.symbol])

    def retie(self, order: VenueOrder, new: VenueOrder, ticks: int, now_ns: int) -> str:
        """Ties what `new` needs instead of what `order` tied. "", or the rule that it breaks: then all is as it was."""
        self._release(order)
        broken = self._hold(new, ticks, now_ns)
        if broken:
            old = replace(order, lots=order.lots - order.filled)
            self._hold(old, order.market.tick.count(order.place.price or 0), now_ns)
        return broken

    def _most(self, _order: VenueOrder, lots: int) -> int:
        """How many lots of a trade the order may take."""
        return lots

    def _pay(self, order: VenueOrder, ticks: int, lots: int, rate: int, _now_ns: int) -> Paid:
        market, side, ledger = order.market, order.place.side, order.account.ledger
        assert isinstance(ledger, SpotLedger)
        asset = market.fee_asset or (market.base if side is Side.BUY else market.quote)
        fee = fee_on(worth(market, ticks, lots) if asset == market.quote else lots * market.lot.atoms, rate)
        ledger.fill(order.no, market, side, ticks, lots, fee, asset)
        return Paid(fee, asset)

    def _release(self, order: VenueOrder) -> None:
        ledger = order.account.ledger
        assert isinstance(ledger, SpotLedger)
        ledger.release(order.no)

    def _assets(self, order: VenueOrder) -> tuple[str, ...]:
        """Of which a fill moves something."""
        return (order.market.base, order.market.quote)

    def _held_in(self, order: VenueOrder) -> tuple[str, ...]:
        return (order.market.quote if order.place.side is Side.BUY else order.market.base,)

    def _after(self, now_ns: int) -> None:
        """All that the matching book said has been booked."""

    # telling

    def positions(self, _account: VenueAccount, _now_ns: int) -> tuple[PositionReport, ...]:
        return ()

    def pots(self, _account: VenueAccount, _now_ns: int, _symbol: str = "") -> tuple[PotReport, ...]:
        return ()

    def ticker(self, symbol: str, now_ns: int) -> TickerReport:
        where = self.markets[symbol], self.last[symbol], self.tapes[symbol], self.books[symbol]
        return market_reports.ticker(*where, now_ns)

    # orders that wait for a price

    def watched(self, symbol: str, by: TriggerBy) -> int:
        """The price that a stop watches, in ticks. Without a mark the last price stands for it."""
        return self.last[symbol]

    def fire(self, now_ns: int) -> None:
        """What the prices that passed have fired, after all that happened with them has been booked."""
        self.waiting.fire(self._trigger, now_ns)

    def _trigger(self, stop: VenueStop, now_ns: int) -> Placed | Refused:
        return self.place(stop.account, stop.order(), now_ns, Cause.STOP, stop.was)

    # the listing

    def list_market(self, market: Market) -> None:
        """With other rules than before, on the same grid."""
        self.markets[market.symbol] = market

    # what customers do not do

    def house_takes(self, symbol: str, lots: int, ticks: int) -> None:
        """The crowd, and the house behind it, are the other side of whatever customers do: signed lots, at a price."""
        market = self.markets[symbol]
        money = worth(market, ticks, abs(lots)) if market.kind is MarketKind.SPOT else market.notional(ticks, abs(lots))
        held, paid = self.house.get(symbol, (0, 0))
        self.house[symbol] = (held + lots, paid + (money if lots > 0 else -money))

    def printed(self, symbol: str, ticks: int) -> None:
        """Something traded at that price, here or in the market that this one mirrors."""
        self.last[symbol] = ticks
        for floor in (self, *self.beside):
            floor.waiting.passed(symbol, ticks)

    # what the matching book says

    def apply(self, market: Market, events: list[MatchEvent], now_ns: int) -> None:
        if self.home is not None:
            self.home.apply(self.home.markets[market.symbol], events, now_ns)
            return
        for floor in (self, *self.beside):
            floor.now_ns = now_ns
        for event in events:
            match event:
                case Traded():
                    self._trade(market, event, now_ns)
                case Done():
                    self._done(market, event, now_ns)
                case _:
                    assert isinstance(event, Accepted), f"the floor does not know {event}"
        for floor in (self, *self.beside):
            floor._after(now_ns)

    def _trade(self, market: Market, traded: Traded, now_ns: int) -> None:
        self.next_trade_no()
        self.printed(market.symbol, traded.ticks)
        if traded.maker_id in self._orders or traded.taker_id in self._orders:  # else the house is both sides
            self._share(market, traded, now_ns)
        report = market_reports.trade(market, self._trade_no, traded, now_ns)
        self.tapes[market.symbol].add(report)
        self.news.append(TradeNews(report))

    def _share(self, market: Market, traded: Traded, now_ns: int) -> None:
        for no, how in ((traded.maker_id, Liquidity.MAKER), (traded.taker_id, Liquidity.TAKER)):
            order = self._orders.get(no)
            side = traded.side if how is Liquidity.TAKER else traded.side.other
            taken = 0
            if order is not None:
                its = self._floor_of(order)
                taken = its._fill(order, traded, how, now_ns, self._trade_no)
                if its is not self and taken:  # the house stands between the two floors
                    its.house_takes(market.symbol, -side.sign * taken, traded.ticks)
                    self.house_takes(market.symbol, side.sign * taken, traded.ticks)
            if taken < traded.lots:
                self.house_takes(market.symbol, side.sign * (traded.lots - taken), traded.ticks)

    def _fill(self, order: VenueOrder, traded: Traded, how: Liquidity, now_ns: int, trade_no: int) -> int:
        market = order.market
        lots = self._most(order, traded.lots)
        order.shorn += traded.lots - lots
        if not lots:
            return 0
        rate = order.account.rate(market, how)
        paid = self._pay(order, traded.ticks, lots, rate, now_ns)
        order.fees[paid.asset] = order.fees.get(paid.asset, 0) + paid.fee
        order.filled += lots
        order.filled_quote += worth(market, traded.ticks, lots)
        order.changed_ns = now_ns
        order.status = OrderStatus.PARTIAL
        fill = order.fill_report(trade_no, traded.ticks, lots, paid, how)
        order.account.fills.append(fill)
        left = traded.maker_left if how is Liquidity.MAKER else traded.taker_left
        if left == 0 and order.lots and not order.shorn:
            order.status = OrderStatus.FILLED
        self.news.append(OrderNews(order.account, order.report(fill)))
        self.news.append(BalanceNews(order.account, self._assets(order)))
        return lots

    def _done(self, market: Market, done: Done, now_ns: int) -> None:
        self.resting_crowd[market.symbol].pop(done.order_id, None)
        order = self._orders.pop(done.order_id, None)
        if order is not None:
            self._floor_of(order)._finish(order, done, now_ns)

    def _finish(self, order: VenueOrder, done: Done, now_ns: int) -> None:
        market = order.market
        self._release(order)
        order.account.live.pop(order.no, None)
        already = order.status is OrderStatus.FILLED
        order.status = WHY[done.why] if order.filled or done.why != "quote_spent" else OrderStatus.CANCELLED
        if order.reason == EXPIRED and done.why == "cancelled":
            order.status = OrderStatus.EXPIRED
        if order.shorn:
            order.status, order.reason = OrderStatus.CANCELLED, ONLY_REDUCES
        order.changed_ns = now_ns
        order.reason = "" if order.status is OrderStatus.FILLED else order.reason or done.why
        if not already:
            self.tell(order)
        self.news.append(BalanceNews(order.account, self._held_in(order)))
        for each in order.place.attached if order.filled else ():
            stop = attached_stop(order, each)
            self.waiting.place(order.account, stop, self.watched(market.symbol, each.by), now_ns)

    def tell_money(self, account: VenueAccount, assets: tuple[str, ...]) -> None:
        self.news.append(BalanceNews(account, assets))

    def tell(self, order: VenueOrder) -> None:
        self.news.append(OrderNews(order.account, order.report()))
