"""The referee: each side one list in the order of price, then time; a command is tried on copies and kept if it stands.

Never deleted, never made clever: whoever doubts a fill of the fast book reads it off here.
"""

from __future__ import annotations

from bisect import insort

from msgspec.structs import replace

from picaflor.domain.book import Level, Top
from picaflor.domain.orders import OrderType, SelfTrade, Side, Tif
from picaflor.machines.matching.events import Accepted, Amended, Done, MatchEvent, Resting, Traded, Why
from picaflor.machines.matching.orders import BadOrder, Incoming, check, check_amend


class NaiveBook:
    def __init__(self, self_trade: SelfTrade = SelfTrade.NONE, *, notional_per: int = 1) -> None:
        self._self_trade, self._notional_per = self_trade, notional_per
        self._queues: dict[Side, list[Resting]] = {Side.BUY: [], Side.SELL: []}
        self._arrivals: list[int] = []  # ids, in the order in which they took their places
        self._trade_no = 0
        self._seen: dict[tuple[Side, int], int] | None = None  # the levels as they were after the last command
        self._touched: set[tuple[Side, int]] = set()

    # commands

    def submit(self, order: Incoming, now_ns: int) -> list[MatchEvent]:
        check(order)
        if self.order(order.order_id) is not None:
            raise BadOrder(f"order {order.order_id} is in the book already")
        refused = self._refuse(order)
        if refused is None:
            try_out = self._try(order, now_ns)
            if order.tif is not Tif.FOK or order.type is OrderType.LIMIT_MAKER or try_out.filled_whole:
                return [Accepted(order.order_id, now_ns), *self._keep(try_out)]
            refused = Why.FOK
        return [Done(order.order_id, refused, order.lots, order.quote, now_ns)]

    def cancel(self, order_id: int, now_ns: int) -> list[MatchEvent]:
        order = self.order(order_id)
        if order is None:
            return []
        self._remove(order)
        self._note_touched()
        return [Done(order_id, Why.CANCELLED, order.lots, 0, now_ns)]

    def cancel_owner(self, owner: int, now_ns: int) -> list[MatchEvent]:
        return [event for order in self.orders(owner) for event in self.cancel(order.order_id, now_ns)]

    def amend(self, order_id: int, lots: int, ticks: int, now_ns: int) -> list[MatchEvent]:
        check_amend(lots, ticks)
        order = self.order(order_id)
        if order is None:
            return []
        if ticks == order.ticks and lots <= order.lots:
            queue = self._queues[order.side]
            queue[queue.index(order)] = replace(order, lots=lots)
            self._note_touched()
            return [Amended(order_id, ticks, lots, True, now_ns)]
        self._remove(order)
        told: list[MatchEvent] = [Amended(order_id, ticks, lots, False, now_ns)]
        again = Incoming(order_id, order.owner, order.side, lots, ticks, order.type, stp=order.stp)
        refused = self._refuse(again)
        if refused is None:
            return told + self._keep(self._try(again, now_ns))
        self._note_touched()
        return [*told, Done(order_id, refused, lots, 0, now_ns)]

    # matching

    def _refuse(self, order: Incoming) -> Why | None:
        others = self._queues[order.side.other]
        meets = bool(others) and _reaches(order, others[0].ticks)
        if order.type is OrderType.LIMIT_MAKER:
            return Why.POST_ONLY if meets else None
        if meets:
            dear = order.quote and order.quote < others[0].ticks * self._notional_per
            return Why.QUOTE_SPENT if dear else None
        if order.tif is Tif.FOK:
            return Why.FOK
        return _out_of_reach(order, others)

    def _try(self, order: Incoming, now_ns: int) -> _Try:
        rule = self._self_trade if order.stp is None else order.stp
        attempt = _Try(order, rule, self._notional_per, self._trade_no, list(self._queues[order.side.other]), now_ns)
        attempt.run()
        return attempt

    def _keep(self, attempt: _Try) -> list[MatchEvent]:
        order = attempt.order
        self._trade_no = attempt.trade_no
        self._queues[order.side.other] = attempt.others
        if attempt.why is None:
            assert order.ticks is not None
            rests = Resting(
                order.order_id, order.owner, order.side, order.type, order.ticks, attempt.left, attempt.now_ns, order.stp
            )  # fmt: skip
            # insort puts equals behind: time priority.
            insort(self._queues[order.side], rests, key=lambda each: -each.ticks * each.side.sign)
            self._arrivals.append(order.order_id)
        self._note_touched()
        return attempt.told

    def _remove(self, order: Resting) -> None:
        self._queues[order.side].remove(order)
        self._arrivals.remove(order.order_id)

    # views

    def best(self) -> Top:
        bids, asks = self.levels(Side.BUY, 1), self.levels(Side.SELL, 1)
        return Top(*(bids[0] if bids else (0, 0)), *(asks[0] if asks else (0, 0)))

    def levels(self, side: Side, depth: int) -> list[Level]:
        lots: dict[int, int] = {}
        for order in self._queues[side]:
            lots[order.ticks] = lots.get(order.ticks, 0) + order.lots
        return list(lots.items())[:depth]

    def order(self, order_id: int) -> Resting | None:
        found = (each for queue in self._queues.values() for each in queue if each.order_id == order_id)
        return next(found, None)

    def orders(self, owner: int) -> list[Resting]:
        resting = {each.order_id: each for queue in self._queues.values() for each in queue}
        self._arrivals = [order_id for order_id in self._arrivals if order_id in resting]
        return [resting[order_id] for order_id in self._arrivals if resting[order_id].owner == owner]

    @property
    def untold(self) -> bool:
        return bool(self._all_levels() if self._seen is None else self._touched)

    def touched(self) -> dict[tuple[Side, int], int]:
        levels = self._all_levels()
        if self._seen is None:
            self._seen, self._touched = levels, set(levels)
        changed, self._touched = self._touched, set()
        best_first = sorted(changed, key=lambda key: (key[0] is Side.SELL, -key[1] * key[0].sign))
        return {key: levels.get(key, 0) for key in best_first}

    def _note_touched(self) -> None:
        if self._seen is not None:
            before, self._seen = self._seen, self._all_levels()
            either = before.keys() | self._seen.keys()
            self._touched |= {key for key in either if before.get(key) != self._seen.get(key)}

    def _all_levels(self) -> dict[tuple[Side, int], int]:
        return {(side, ticks): lots for side in Side for ticks, lots in self.levels(side, len(self._queues[side]))}


class _Try:
    """One order against copies of the other side's orders, one maker at a time."""

    def __init__(
        self, order: Incoming, rule: SelfTrade, notional_per: int, trade_no: int, others: list[Resting], now_ns: int
    ) -> None:
        self.order, self.rule, self.notional_per = order, rule, notional_per
        self.trade_no, self.others, self.now_ns = trade_no, others, now_ns
        self.left, self.quote = order.lots, order.quote
        self.told: list[MatchEvent] = []
        self.why: Why | None = None

    @property
    def filled_whole(self) -> bool:
        traded = any(isinstance(event, Traded) for event in self.told)
        return traded and self.why in (Why.FILLED, Why.QUOTE_SPENT)

    def run(self) -> None:
        while self.others and _reaches(self.order, self.others[0].ticks):
            lots = min(self.others[0].lots, self._wanted(self.others[0]))
            if lots == 0:
                break
            if self.rule is not SelfTrade.NONE and self.others[0].owner == self.order.owner:
                self._meet_own()
                if self.why is not None:
                    break
            else:
                self._trade(lots)
        self._end()

    def _wanted(self, maker: Resting) -> int:
        return self.quote // (maker.ticks * self.notional_per) if self.order.quote else self.left

    def _meet_own(self) -> None:
        if self.rule is not SelfTrade.CANCEL_TAKER:
            own = self.others.pop(0)
            self.told.append(Done(own.order_id, Why.SELF_TRADE, own.lots, 0, self.now_ns))
        if self.rule is not SelfTrade.CANCEL_MAKER:
            self.why = Why.SELF_TRADE

    def _trade(self, lots: int) -> None:
        order, maker = self.order, self.others.pop(0)
        self.trade_no += 1
        if order.quote:
            self.quote -= lots * maker.ticks * self.notional_per
        else:
            self.left -= lots
        rest = replace(maker, lots=maker.lots - lots)
        self.told.append(
            Traded(
                trade_no=self.trade_no,
                taker_id=order.order_id,
                maker_id=maker.order_id,
                taker_owner=order.owner,
                maker_owner=maker.owner,
                side=order.side,
                ticks=maker.ticks,
                lots=lots,
                maker_left=rest.lots,
                taker_left=self.left,
                at_ns=self.now_ns,
            )
        )
        if rest.lots:
            self.others.insert(0, rest)
        else:
            self.told.append(Done(maker.order_id, Why.FILLED, 0, 0, self.now_ns))

    def _end(self) -> None:
        if self.why is None:
            self.why = self._why_ended()
        if self.why is not None:
            self.told.append(Done(self.order.order_id, self.why, self.left, self.quote, self.now_ns))

    def _why_ended(self) -> Why | None:
        if self.order.quote:
            return Why.QUOTE_SPENT if self._is_spent() else _out_of_reach(self.order, self.others)
        return _out_of_reach(self.order, self.others) if self.left else Why.FILLED

    def _is_spent(self) -> bool:
        """What is left buys nothing, either at the price that was last paid or at the next within reach."""
        prices = [event.ticks for event in self.told if isinstance(event, Traded)][-1:]
        prices += [maker.ticks for maker in self.others[:1] if _reaches(self.order, maker.ticks)]
        return any(self.quote < ticks * self.notional_per for ticks in prices)


def _reaches(order: Incoming, ticks: int) -> bool:
    """Whether the order may trade at this price."""
    limit = order.protect_ticks if order.type is OrderType.MARKET else order.ticks
    return limit is None or (ticks <= limit if order.side is Side.BUY else ticks >= limit)


def _out_of_reach(order: Incoming, others: list[Resting]) -> Why | None:
    """Why an order ends that wants more than there is within its reach; None: it rests."""
    if order.type is OrderType.MARKET:
        return Why.PROTECT if others else Why.NO_LIQUIDITY
    rests = order.tif is Tif.GTC or order.type is OrderType.LIMIT_MAKER
    return None if rests else Why.IOC
