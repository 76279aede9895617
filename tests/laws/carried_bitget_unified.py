"""What Bitget's spot market carries for unified accounts: questions about markets are everybody's, all else theirs."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.reports import BalancesReport, BookFrame, FillReport, OrderReport, OrderStatus
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    OrdersFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    Unsubscribe,
    Unsubscribed,
)
from tests.laws import carried_bitget as classic
from tests.laws.carried import Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols
from tests.laws.carried_bitget import amended

UNIFIED = "unified"
rights = st.sets(st.sampled_from(KeyRight)).map(
    lambda some: KeyRights(tuple(right for right in KeyRight if right in some) or (KeyRight.READ,))
)
# An order keeps its names; what is not said stays as it is.
changes = amended(a.Amend, symbol=symbols, price=maybe_zero, size=amounts, new_client_id=st.just(""))


@st.composite
def change_batches(draw: st.DrawFn) -> a.AmendMany:
    symbol = draw(symbols)
    rows = draw(st.lists(changes, min_size=1, max_size=3, unique_by=lambda row: row.client_id or row.venue_id))
    return a.AmendMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


asks = st.one_of(
    st.just(a.ReadBalances()),
    classic.places,
    classic.market_places,
    classic.cancels,
    classic.batches(),
    classic.cancel_batches(),
    st.just(ReadKeyRights()),
    st.builds(ArmSwitch, st.just(""), st.sampled_from((0, 5, 60)).map(lambda seconds: seconds * 10**9)),
    changes,
    change_batches(),
    classic.all_cancels,
    classic.order_asks,
    classic.open_asks,
    classic.closed_asks,
    classic.fill_asks,
    classic.book_asks,
    st.builds(c.ReadFees, symbol=symbols),
    st.builds(
        c.ReadBills,
        before=st.just("") | ids,
        limit=st.integers(1, 100),
        since_ns=moments,
        until_ns=moments,
        asset=st.just("") | coins,
    ),
)
# What came and went is a transfer; which way a trade went its coins say.
bills = st.builds(
    c.BillReport,
    bill_id=ids,
    asset=coins,
    amount=signed,
    kind=st.sampled_from((c.BillKind.TRADE, c.BillKind.TRANSFER, c.BillKind.FEE, c.BillKind.OTHER)),
    symbol=st.just("") | symbols,
    fee=signed,
    balance=st.none() | signed,
    at_ns=moments,
)


@st.composite
def told_orders(draw: st.DrawFn) -> OrderReport:
    """Force and fees are told everywhere, and single trades nowhere."""
    order = draw(classic.pushed())
    fees = () if not order.fees else order.fees
    return replace(order, fill=None, filled_quote=draw(classic.maybe_zero), fees=fees)


told_fills = st.builds(lambda fill, name: replace(fill, client_id=name), classic.fills, client_ids)


@st.composite
def opened(draw: st.DrawFn) -> OrderReport:
    status = draw(st.sampled_from((OrderStatus.OPEN, OrderStatus.PARTIAL)))
    return replace(draw(told_orders()), status=status, reason="")


@st.composite
def pages(draw: st.DrawFn) -> tuple[a.Ask, a.Answer]:
    rows: tuple[OrderReport, ...] | tuple[FillReport, ...]
    kind = draw(st.integers(0, 2))
    if kind == 2:
        rows = tuple(draw(st.lists(told_fills, max_size=3)))
        full = draw(st.booleans()) and rows
        ask = replace(draw(classic.fill_asks), limit=len(rows) + (not full))
        return ask, a.Fills(rows, draw(ids) if full else "")
    order_ask: a.ReadOpenOrders | a.ReadClosedOrders = draw(classic.closed_asks if kind else classic.open_asks)
    rows = tuple(draw(st.lists(told_orders() if kind else opened(), max_size=3)))
    full = draw(st.booleans()) and rows
    return replace(order_ask, limit=len(rows) + (not full)), a.Orders(rows, draw(ids) if full else "")


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    now_ns = draw(moments)
    ask = draw(asks)
    answer: a.Answer
    match ask:
        case a.ReadBalances():
            rows = tuple(row for row in draw(classic.balance_rows) if row.total)
            answer = BalancesReport(rows, whole=True, at_ns=now_ns)
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel():
            answer = a.Cancelling(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case a.PlaceMany(_, wanted):
            taken = [(row.client_id, a.Placed(row.client_id, draw(ids))) for row in wanted[1:]]
            answer = a.PlacedMany((*taken, (wanted[0].client_id, classic.NO)))
        case a.CancelMany(_, wanted):
            gone = [a.Cancelling(row.client_id or draw(client_ids), row.venue_id or draw(ids)) for row in wanted[1:]]
            failed = wanted[0].client_id or wanted[0].venue_id
            answer = a.CancellingMany((*((row.client_id, row) for row in gone), (failed, classic.NO)))
        case a.Amend():
            answer = a.Amending(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case a.AmendMany(_, wanted):
            done = [a.Amending(row.client_id, row.venue_id or draw(ids)) for row in wanted[1:]]
            first = wanted[0].client_id or wanted[0].venue_id
            answer = a.AmendingMany((*((row.client_id or row.venue_id, row) for row in done), (first, classic.NO)))
        case ArmSwitch():
            answer = SwitchTaken()
        case ReadKeyRights():
            answer = draw(rights)
        case a.CancelAll():
            answer = a.Cancelling()
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(told_orders())
            named = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (named,)))))
        case c.ReadBills():
            seen = tuple(replace(row, asset=ask.asset or row.asset) for row in draw(st.lists(bills, max_size=3)))
            full = bool(draw(st.booleans()) and seen)
            ask = replace(ask, limit=len(seen) + (not full))
            answer = c.Bills(seen, draw(ids) if full else "")
        case c.ReadFees():
            answer = c.FeesReport(ask.symbol, draw(signed), draw(signed))
        case a.ReadBook(symbol):
            answer = a.BookFrame(symbol, True, draw(classic.levels), draw(classic.levels), at_ns=draw(moments))
        case _:
            return *draw(pages()), now_ns
    return ask, answer, now_ns


topics = st.sampled_from((Channel.ORDERS, Channel.FILLS, Channel.BALANCES)).map(
    lambda channel: Topic(channel, name=UNIFIED)
)
book_names = st.sampled_from(("", "books1", "books5", "books50"))
bars = st.sampled_from(("1m", "3m", "5m", "15m", "30m", "1h", "4h"))


def public_topics(of: st.SearchStrategy[str], product: str) -> st.SearchStrategy[Topic]:
    return st.one_of(
        st.builds(Topic, st.just(Channel.BOOK), of, book_names, st.just(product)),
        st.builds(Topic, st.sampled_from((Channel.TRADES, Channel.TICKERS)), of, product=st.just(product)),
        st.builds(Topic, st.just(Channel.CANDLES), of, bars, st.just(product)),
    )


def public_books(of: st.SearchStrategy[str], product: str) -> st.SearchStrategy[BookFrame]:
    return st.builds(
        BookFrame,
        symbol=of,
        snapshot=st.booleans(),
        bids=st.just(b"") | classic.levels,
        asks=st.just(b"") | classic.levels,
        seq=classic.seqs,
        prev=classic.seqs,
        checksum=st.none() | st.integers(-(2**31), 2**31 - 1),
        at_ns=moments,
        name=book_names,
        product=st.just(product),
    )


def public_frames(of: st.SearchStrategy[Topic], product: str) -> st.SearchStrategy:
    return st.one_of(
        of.map(Subscribed),
        of.map(Unsubscribed),
        st.builds(StreamRefused, classic.other_codes, st.just("request refused"), of),
        public_books(symbols, product),
    )


@st.composite
def candle_frames(draw: st.DrawFn) -> CandlesFrame:
    topic = Topic(Channel.CANDLES, draw(symbols), draw(bars))
    return CandlesFrame(topic, tuple(draw(st.lists(classic.candles, max_size=3))), draw(st.booleans()))


public = public_topics(symbols, "")
ticker_frames = classic.tickers.map(lambda row: TickersFrame(Topic(Channel.TICKERS, row.symbol), (row,)))
topic_lists = st.lists(topics | public, min_size=1, max_size=20).map(tuple)
many = st.lists(public, min_size=100, max_size=120).map(tuple)
client_frames = st.one_of(topic_lists.map(Subscribe), topic_lists.map(Unsubscribe), many.map(Subscribe))
private_frames = st.one_of(
    topics.map(Subscribed),
    topics.map(Unsubscribed),
    st.lists(told_orders(), max_size=3).map(lambda rows: OrdersFrame(tuple(rows), Topic(Channel.ORDERS, name=UNIFIED))),
    st.lists(told_fills, max_size=3).map(lambda rows: FillsFrame(tuple(rows), Topic(Channel.FILLS, name=UNIFIED))),
)
balances_frames = moments.filter(bool).flatmap(
    lambda at_ns: st.tuples(
        classic.balance_rows.map(lambda rows: BalancesReport(rows, whole=False, at_ns=at_ns, name=UNIFIED)),
        st.just(at_ns),
    )
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(
        st.one_of(private_frames, public_frames(public, ""), classic.trade_frames(), ticker_frames, candle_frames()),
        moments,
    )
    | balances_frames,
    frame_max=4096,
)
