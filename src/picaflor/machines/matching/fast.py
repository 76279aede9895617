"""The book that exchanges run on. Its events and its levels equal the naive book's, command for command."""

from __future__ import annotations

from collections import OrderedDict

from picaflor.domain.book import Level, Top
from picaflor.domain.orders import OrderType, SelfTrade, Side, Tif
from picaflor.machines.matching.events import Accepted, Amended, Done, MatchEvent, Resting, Traded, Why
from picaflor.machines.matching.ladder import Ladder, Order, Rung, free_lots
from picaflor.machines.matching.orders import BadOrder, Incoming, check, check_amend

# Reading a member through its enum costs more than the comparison that follows.
BUY, SELL = Side.BUY, Side.SELL
LIMIT_MAKER, MARKET = OrderType.LIMIT_MAKER, OrderType.MARKET
IOC, FOK = Tif.IOC, Tif.FOK
NONE, CANCEL_TAKER, CANCEL_MAKER = SelfTrade.NONE, SelfTrade.CANCEL_TAKER, SelfTrade.CANCEL_MAKER
FILLED, CANCELLED, OWN = Why.FILLED, Why.CANCELLED, Why.SELF_TRADE


class FastBook:
    __slots__ = ("_asks", "_bids", "_notional_per", "_orders", "_self_trade", "_trade_no")

    def __init__(self, self_trade: SelfTrade = SelfTrade.NONE, *, notional_per: int = 1) -> None:
        """`notional_per`: what one lot at one tick is worth, in atoms of quote."""
        self._self_trade, self._notional_per = self_trade, notional_per
        self._bids, self._asks = Ladder(1), Ladder(-1)
        self._orders: dict[int, Order] = {}
        self._trade_no = 0

    # commands

    def submit(self, order: Incoming, now_ns: int) -> list[MatchEvent]:
        check(order)
        if order.order_id in self._orders:
            raise BadOrder(f"order {order.order_id} is in the book already")
        return self._enter(order, [], now_ns)

    def cancel(self, order_id: int, now_ns: int) -> list[MatchEvent]:
        """Nothing is said of an order that does not rest here."""
        order = self._orders.pop(order_id, None)
        if order is None:
            return []
        (self._bids if order.of.side is BUY else self._asks).pull(order)
        return [Done(order_id, CANCELLED, order.left, 0, now_ns)]

    def cancel_owner(self, owner: int, now_ns: int) -> list[MatchEvent]:
        doomed = [order_id for order_id, order in self._orders.items() if order.owner == owner]
        return [event for order_id in doomed for event in self.cancel(order_id, now_ns)]

    def amend(self, order_id: int, lots: int, ticks: int, now_ns: int) -> list[MatchEvent]:
        """`lots` is what shall be open from now on, whatever has traded so far."""
        check_amend(lots, ticks)
        order = self._orders.get(order_id)
        if order is None:
            return []
        of = order.of
        ladder = self._bids if of.side is BUY else self._asks
        kept = ticks * ladder.sign == order.key and lots <= order.left
        told = Amended(order_id, ticks, lots, kept, now_ns)
        if kept:
            ladder.shrink(order, lots)
            return [told]
        ladder.pull(order)
        del self._orders[order_id]
        again = Incoming(order_id, of.owner, of.side, lots, ticks, of.type, stp=of.stp)
        return self._enter(again, [told], now_ns)

    # matching

    def _enter(self, order: Incoming, told: list[MatchEvent], now_ns: int) -> list[MatchEvent]:
        """An order at the door. `told` is empty for a new one, and says Amended for one that comes again."""
        other = self._asks if order.side is BUY else self._bids
        limit = order.protect_ticks if order.type is MARKET else order.ticks
        if limit is not None:
            reach = limit * other.sign
        else:
            reach = other.keys[0] if other.keys else 0
        meets = bool(other.keys) and other.keys[-1] >= reach
        if not meets and order.type is not MARKET and (order.type is LIMIT_MAKER or order.tif is Tif.GTC):
            self._rest(order, order.lots, now_ns)
            return told or [Accepted(order.order_id, now_ns)]
        why = self._refuse(order, other, reach, meets=meets)
        if why is not None:
            told.append(Done(order.order_id, why, order.lots, order.quote, now_ns))
            return told
        if not told:
            told.append(Accepted(order.order_id, now_ns))
        left, quote_left, why = self._sweep(order, other, reach, told, now_ns)
        if why is not None:
            told.append(Done(order.order_id, why, left, quote_left, now_ns))
        else:
            self._rest(order, left, now_ns)
        return told

    def _rest(self, order: Incoming, left: int, now_ns: int) -> None:
        assert order.ticks is not None
        ladder = self._bids if order.side is BUY else self._asks
        rests = Order(order, left, order.ticks * ladder.sign, now_ns)
        self._orders[order.order_id] = rests
        ladder.put(rests)

    def _refuse(self, order: Incoming, other: Ladder, reach: int, *, meets: bool) -> Why | None:
        """Why the order is turned away at the door."""
        if order.type is LIMIT_MAKER:
            return Why.POST_ONLY if meets else None
        if meets and order.quote and order.quote < other.best()[0] * self._notional_per:
            return Why.QUOTE_SPENT
        if order.tif is FOK:
            return None if meets and self._whole(order, other, reach) else Why.FOK
        return None if meets else self._short(order, other)

    def _short(self, order: Incoming, other: Ladder) -> Why | None:
        """Why an order ends that wants more than there is within its reach; None: it rests."""
        if order.type is MARKET:
            return Why.PROTECT if other.keys else Why.NO_LIQUIDITY
        return Why.IOC if order.tif is IOC else None

    def _sweep(
        self, order: Incoming, other: Ladder, reach: int, told: list[MatchEvent], now_ns: int
    ) -> tuple[int, int, Why | None]:
        """Takes what it can, rung by rung: (lots left, quote left, why it is done or None)."""
        keys, by_quote = other.keys, order.quote > 0
        left, quote = order.lots, order.quote
        while keys and keys[-1] >= reach:
            rung = other.rungs[keys[-1]]
            there = rung.lots
            if by_quote:
                worth = rung.ticks * self._notional_per
                wanted = quote // worth
                left, met_own = self._take(order, rung, wanted, told, now_ns)
                quote -= (wanted - left) * worth
            else:
                left, met_own = self._take(order, rung, left, told, now_ns)
            if other.touched is not None and rung.lots != there:
                other.touched.add(keys[-1])
            if not rung.queue:
                del other.rungs[keys.pop()]
            if met_own:
                return (0 if by_quote else left), quote, OWN
            if not left:
                return 0, quote, Why.QUOTE_SPENT if by_quote else FILLED
        return (0 if by_quote else left), quote, self._short(order, other)

    def _take(self, order: Incoming, rung: Rung, left: int, told: list[MatchEvent], now_ns: int) -> tuple[int, bool]:
        """From one rung, the oldest first: (lots left, whether it must stop because it met its owner's order)."""
        queue, ticks, by_quote = rung.queue, rung.ticks, order.quote > 0
        taker_id, owner, side = order.order_id, order.owner, order.side
        rule = self._self_trade if order.stp is None else order.stp
        while left and queue:
            maker_id, maker = next(iter(queue.items()))
            if rule is not NONE and maker.owner == owner:
                if rule is not CANCEL_TAKER:
                    rung.lots -= maker.left
                    self._leave(queue, maker_id, OWN, maker.left, told, now_ns)
                if rule is not CANCEL_MAKER:
                    return left, True
                continue
            had = maker.left
            lots = had if had < left else left
            maker.left = had = had - lots
            left -= lots
            rung.lots -= lots
            self._trade_no = trade_no = self._trade_no + 1
            told.append(
                Traded(
                    trade_no, taker_id, maker_id, owner, maker.owner, side, ticks, lots,
                    had, 0 if by_quote else left, now_ns,
                )
            )  # fmt: skip
            if not had:
                self._leave(queue, maker_id, FILLED, 0, told, now_ns)
        return left, False

    def _leave(
        self, queue: OrderedDict[int, Order], order_id: int, why: Why, left: int, told: list[MatchEvent], now_ns: int
    ) -> None:
        del queue[order_id]
        del self._orders[order_id]
        told.append(Done(order_id, why, left, 0, now_ns))

    def _whole(self, order: Incoming, other: Ladder, reach: int) -> bool:
        """Whether a fill-or-kill would be filled, counted without touching anything."""
        wanted, quote, bought = order.lots, order.quote, False
        rule = self._self_trade if order.stp is None else order.stp
        for key in reversed(other.keys):
            if key < reach:
                return False
            rung = other.rungs[key]
            there, met_own = free_lots(rung, order.owner, rule)
            worth = rung.ticks * self._notional_per
            if order.quote:
                wanted = quote // worth
            if wanted <= there:
                return wanted > 0 or bought
            if met_own:
                return False
            wanted, quote, bought = wanted - there, quote - there * worth, bought or there > 0
        return False

    # views

    def best(self) -> Top:
        bid, bid_lots = self._bids.best()
        ask, ask_lots = self._asks.best()
        return Top(bid, bid_lots, ask, ask_lots)

    def levels(self, side: Side, depth: int) -> list[Level]:
        return (self._bids if side is BUY else self._asks).top(depth)

    def order(self, order_id: int) -> Resting | None:
        order = self._orders.get(order_id)
        return None if order is None else order.shown()

    def orders(self, owner: int) -> list[Resting]:
        """In the order in which they took their places."""
        return [order.shown() for order in self._orders.values() if order.owner == owner]

    @property
    def untold(self) -> bool:
        """Whether anything changed since `touched` was last asked."""
        bids, asks = self._bids, self._asks
        if bids.touched is None or asks.touched is None:
            return bids.untold or asks.untold
        return bool(bids.touched or asks.touched)

    def touched(self) -> dict[tuple[Side, int], int]:
        """What became of each level that changed since the last call; the first call tells the whole book."""
        bids, asks = self._bids.tell_touched(), self._asks.tell_touched()
        return {(BUY, ticks): lots for ticks, lots in bids} | {(SELL, ticks): lots for ticks, lots in asks}
