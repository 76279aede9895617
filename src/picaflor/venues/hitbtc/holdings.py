"""The private half of a stream where positions are held, of contracts and of margin: spot's frames by other names, and what
positions tell.

One subscription of the trading socket brings orders and positions, and so one acknowledgement stands for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from msgspec.json import Decoder, encode
from msgspec.structs import replace

from picaflor.domain.orders import Cause, MarginMode
from picaflor.venues.hitbtc import futures_orders as orders
from picaflor.venues.hitbtc import stream
from picaflor.venues.hitbtc.futures_account import AccountRow, read_accounts, read_balances, read_pots, write_accounts
from picaflor.venues.hitbtc.futures_orders import FuturesOrderRow
from picaflor.venues.hitbtc.messages import Asked, BalanceRow, Said
from picaflor.venues.hitbtc.trading import write_balance
from picaflor.wire.decoding import BadMessage, refuse_duplicates
from picaflor.wire.reports import BalancesReport, OrderReport, OrderStatus
from picaflor.wire.stream import (
    Channel,
    OrdersFrame,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)

LIQUIDATED: Final = "liquidated"
_ORDER: Final = Decoder(FuturesOrderRow)
_ORDERS: Final = Decoder(list[FuturesOrderRow])
_ACCOUNT: Final = Decoder(AccountRow)
_ACCOUNTS: Final = Decoder(list[AccountRow])
_BALANCES: Final = Decoder(list[BalanceRow])


@dataclass(frozen=True)
class Holdings:
    """Of one family of markets. `reports` and `money` begin the methods; `on` and `off` are the numbers of our frames by
    them: an answer says only which of them it answers."""

    product: str
    reports: str
    money: str
    on: Mapping[str, int]
    off: Mapping[str, int]

    @cached_property
    def topics(self) -> dict[str, tuple[Topic, ...]]:
        both = (Topic(Channel.ORDERS, product=self.product), Topic(Channel.POSITIONS, product=self.product))
        return {self.reports: both, self.money: (Topic(Channel.BALANCES, product=self.product),)}

    @cached_property
    def words(self) -> dict[Channel, str]:
        return {topic.channel: word for word, topics in self.topics.items() for topic in topics}

    @cached_property
    def _answers(self) -> dict[str, tuple[type[Subscribed | Unsubscribed], tuple[Topic, ...]]]:
        return {
            **{str(no): (Subscribed, self.topics[word]) for word, no in self.on.items()},
            **{str(no): (Unsubscribed, self.topics[word]) for word, no in self.off.items()},
        }

    # a client's frames

    def ask(self, word: str, verb: str) -> bytes:
        number = (self.on if verb == "subscribe" else self.off)[word]
        params = {"mode": "updates"} if word == self.money else {}
        return encode({"method": f"{word}_{verb}", "params": params, "id": number})

    def read_asked(self, asked: Asked) -> Subscribe | Unsubscribe | None:
        """None: it is about something else."""
        word, _, verb = asked.method.rpartition("_")
        if word not in self.topics or verb not in ("subscribe", "unsubscribe"):
            return None
        kind = Subscribe if verb == "subscribe" else Unsubscribe
        return kind(self.topics[word], stream.ref_of(asked.id))

    # the venue's frames, read

    def read(self, said: Said, data: bytes) -> tuple[VenueFrame, ...] | None:
        """None: it is a frame that spot has, too, or the answer to a call."""
        ref = stream.ref_of(said.id)
        if ref.startswith('"'):
            return None
        if said.method:
            refuse_duplicates(data)
            return (self._read_notice(said),)
        kind = self._answers.get(ref)
        if kind is None:
            return None
        refuse_duplicates(data)
        if said.error:
            (refused,) = stream.read_venue(data)
            if not isinstance(refused, StreamRefused):
                return (refused,)  # an error that cannot be read
            return tuple(replace(refused, topic=topic) for topic in kind[1])
        if bytes(said.result) != b"true":
            raise BadMessage("neither a yes nor a no")
        made, topics = kind
        return tuple(made(topic, ref) for topic in topics)

    def _read_notice(self, said: Said) -> VenueFrame:
        method, (of_orders, of_positions) = said.method, self.topics[self.reports]
        if method == f"{self.reports}_order":
            return OrdersFrame(orders.read_push(_ORDER.decode(said.params)), of_orders)
        if method == f"{self.reports}_orders":
            rows = tuple(order for row in _ORDERS.decode(said.params) for order in orders.read_push(row))
            return OrdersFrame(rows, of_orders, snapshot=True)
        if method == f"{self.reports}_accounts":
            accounts = _ACCOUNTS.decode(said.params)
            return PositionsFrame(read_accounts(accounts), of_positions, pots=read_pots(accounts))
        if method == f"{self.reports}_account":
            account = [_ACCOUNT.decode(said.params)]
            taken = tuple(row.symbol for row in account if row.report_reason == LIQUIDATED)
            held, pots = read_accounts(account), read_pots(account)
            return PositionsFrame(held, of_positions, whole=False, pots=pots, liquidated=taken)
        if method == self.money:
            return replace(read_balances(_BALANCES.decode(said.params), whole=False), product=self.product)
        raise BadMessage(f"a notice that we do not know: {method[:40]!r}")

    # the venue's frames, written

    def write(self, frame: VenueFrame, now_ns: int) -> tuple[bytes, ...] | None:
        """None: it is written as another's."""
        match frame:
            case OrdersFrame(rows, _, True):
                told = [orders.write_push(row, snapshot=True) for row in rows]
                return (notice(f"{self.reports}_orders", told),)
            case OrdersFrame(rows):
                return tuple(self._write_reports(rows))
            case PositionsFrame(held, pots=pots):
                return (notice(f"{self.reports}_accounts", write_accounts(held, pots)),)
            case BalancesReport(money):
                return (notice(self.money, [write_balance(row) for row in money]),)
            case Subscribed(topic, ref) | Unsubscribed(topic, ref) if topic.channel in self.words:
                return () if topic.channel is Channel.POSITIONS else stream.write_venue(Subscribed(topic, ref), now_ns)
            case _:
                return None

    def _write_reports(self, rows: Iterable[OrderReport]) -> Iterator[bytes]:
        """That a position was taken over no report of an order tells, and the notice of its account does."""
        for order in rows:
            yield notice(f"{self.reports}_order", orders.write_push(order, snapshot=False))
            if order.cause is Cause.LIQUIDATION and order.status is OrderStatus.FILLED:
                mode = order.margin_mode or MarginMode.CROSS
                taken = AccountRow(symbol=order.symbol, type=mode, report_reason=LIQUIDATED)
                yield notice(f"{self.reports}_account", taken)


def notice(method: str, params: object) -> bytes:
    return encode({"jsonrpc": "2.0", "method": method, "params": params})
