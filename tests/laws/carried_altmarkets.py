"""What a Peatio house carries. What is left out is what its messages do not tell; times are whole seconds."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues import load
from picaflor.venues.peatio.charts import CANDLES_MAX, PERIODS
from picaflor.venues.peatio.market import PAGE_MAX
from picaflor.venues.peatio.shown import SIDE_MAX
from picaflor.venues.peatio.stream import FRAME_MAX, NO_EVENT, NO_JSON, NO_STREAMS
from picaflor.venues.peatio.symbols import QUOTE_PLACES
from picaflor.wire import asks as a
from picaflor.wire.contracts import Fees, FeesReport
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    CandleReport,
    CoinReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    ServerTime,
    TickerReport,
    TradeReport,
)
from picaflor.wire.shown import BookOrders, ReadBookOrders, ReadFeeTable
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    HearingAll,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
)
from tests.laws.carried import Carried, amounts, coins, maybe_zero, signed

ROW = load("altmarkets")
SECOND = 10**9
seconds = st.integers(1, 4_000_000_000).map(lambda n: n * SECOND)
ids = st.integers(1, 10**18).map(str)
symbols = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=3, max_size=12)
client_ids = st.text("abcXYZ0189-_", min_size=1, max_size=36)
sides = st.sampled_from(Side)

# asks: an order is named by the venue's number alone

asks_of_place = st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=sides,
    type=st.just(OrderType.LIMIT),
    size=amounts,
    price=amounts,
) | st.builds(a.Place, symbol=symbols, client_id=client_ids, side=sides, type=st.just(OrderType.MARKET), size=amounts)
limits = st.integers(1, PAGE_MAX)
page = {
    "symbol": st.just("") | symbols,
    "before": st.just("") | st.integers(2, 50).map(str),
    "limit": limits,
}
open_asks = st.builds(a.ReadOpenOrders, **page)
closed_asks = st.builds(a.ReadClosedOrders, since_ns=st.just(0) | seconds, **page)
fill_asks = st.builds(a.ReadFills, since_ns=st.just(0) | seconds, **page)


@st.composite
def candle_asks(draw: st.DrawFn) -> a.ReadCandles:
    """Cut from one side; where both are given the number of bars follows from them."""
    interval, limit = draw(st.sampled_from(sorted(PERIODS))), draw(st.integers(1, CANDLES_MAX))
    return a.ReadCandles(draw(symbols), interval, limit, 0, draw(st.just(0) | seconds))


asks = st.one_of(
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadCoins(), a.ReadBalances(), a.ReadTickers())),
    asks_of_place,
    st.builds(a.Cancel, symbol=st.just(""), venue_id=ids),
    st.builds(a.CancelAll, symbol=st.just("") | symbols),
    st.builds(a.ReadOrder, symbol=st.just(""), venue_id=ids),
    open_asks,
    closed_asks,
    fill_asks,
    st.builds(a.ReadBook, symbol=symbols, depth=limits),
    st.builds(a.ReadTrades, symbol=symbols, limit=limits),
    st.builds(a.ReadTickers, symbol=symbols.filter(lambda s: s != "tickers")),
    candle_asks(),
    st.builds(ReadBookOrders, symbols, st.integers(1, SIDE_MAX), st.integers(1, SIDE_MAX)),
    st.builds(ReadFeeTable, st.just("") | symbols.filter(lambda s: s != "any")),
)

# reports


@st.composite
def orders(draw: st.DrawFn, statuses: tuple[OrderStatus, ...] = ()) -> OrderReport:
    kind = draw(st.sampled_from(OrderType))
    known = [s for s in OrderStatus if s is not OrderStatus.EXPIRED]
    status = draw(st.sampled_from(statuses or known))
    size = draw(amounts)
    part = draw(st.integers(1, 9)) * size // 10
    filled = {OrderStatus.OPEN: 0, OrderStatus.FILLED: size, OrderStatus.REFUSED: 0}.get(status, part)
    refused = status is OrderStatus.REFUSED
    return OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=draw(sides),
        type=kind,
        filled=filled // 10**18 * 10**18 or (0 if status is not OrderStatus.PARTIAL else size),
        price=None if kind is OrderType.MARKET else draw(amounts),
        size=size,
        reason=("post_only" if kind is OrderType.LIMIT_MAKER else "reject") if refused else "",
        created_ns=draw(seconds),
        at_ns=draw(seconds),
    )


fills = st.builds(
    FillReport,
    symbol=symbols,
    trade_id=ids,
    venue_id=ids,
    side=sides,
    price=amounts,
    size=amounts,
    fee=signed,
    fee_asset=coins,
    liquidity=st.sampled_from(Liquidity),
    at_ns=seconds,
)
trades = st.builds(TradeReport, symbol=symbols, trade_id=ids, side=sides, price=amounts, size=amounts, at_ns=seconds)
balances = st.builds(BalanceReport, asset=coins, free=maybe_zero, held=maybe_zero)
balance_rows = st.lists(balances, max_size=4, unique_by=lambda row: row.asset).map(tuple)
level = st.tuples(amounts, maybe_zero).map(lambda level: f'["{level[0]}","{level[1] or ""}"]')
levels = st.lists(level, max_size=4).map(lambda rows: ("[" + ",".join(rows) + "]").encode())
tickers = st.builds(
    TickerReport,
    symbol=symbols,
    last=maybe_zero,
    bid=st.just(0),
    bid_size=st.just(0),
    ask=st.just(0),
    ask_size=st.just(0),
    open=maybe_zero,
    high=maybe_zero,
    low=maybe_zero,
    base_volume=maybe_zero,
    quote_volume=maybe_zero,
    at_ns=seconds,
)
bars = st.builds(CandleReport, seconds, maybe_zero, maybe_zero, maybe_zero, maybe_zero, maybe_zero, st.just(0))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base, quote = draw(coins), draw(coins | st.just("USDT"))
    return Market(
        venue="altmarkets",
        pair=f"{base}-{quote}",
        symbol=(base + quote).lower(),
        base=base,
        quote=quote,
        tick=Grid(draw(st.integers(0, 16))),
        lot=Grid(draw(st.integers(0, 16))),
        min_lots=draw(st.integers(1, 10**6)),
        quote_places=QUOTE_PLACES,
        post_only=False,
        only_gtc=True,
        maker_fee=read_atoms(ROW.maker_fee),
        taker_fee=read_atoms(ROW.taker_fee),
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
    )


# answers

OPEN = (OrderStatus.OPEN, OrderStatus.PARTIAL)
CLOSED = (OrderStatus.FILLED, OrderStatus.CANCELLED, OrderStatus.REFUSED)


@st.composite
def pages(draw: st.DrawFn, ask: a.ReadOpenOrders | a.ReadClosedOrders | a.ReadFills) -> tuple[a.Ask, a.Answer, int]:
    """Pages are counted: one that is full may have a next one."""
    rows: tuple
    if isinstance(ask, a.ReadFills):
        rows = tuple(draw(st.lists(fills, max_size=3)))
    else:
        states = OPEN if isinstance(ask, a.ReadOpenOrders) else CLOSED
        rows = tuple(draw(st.lists(orders(states), max_size=3)))
    full = bool(rows) and draw(st.booleans())
    ask = replace(ask, limit=len(rows) if full else PAGE_MAX)
    cursor = str(int(ask.before or "1") + 1) if full else ""
    now_ns = draw(seconds)
    return ask, a.Fills(rows, cursor) if isinstance(ask, a.ReadFills) else a.Orders(rows, cursor), now_ns


@st.composite
def books_of_orders(draw: st.DrawFn, symbol: str) -> BookOrders:
    bids, asks = (
        tuple(replace(row, symbol=symbol, side=side) for row in draw(st.lists(orders(), max_size=2))) for side in Side
    )
    return BookOrders(bids, asks)


fees = st.builds(FeesReport, symbols.filter(lambda s: s != "any"), signed, signed)


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask, now_ns = draw(asks), draw(seconds)
    answer: a.Answer
    match ask:
        case a.ReadTime():
            answer = ServerTime(now_ns)
        case a.ReadMarkets():
            listed = draw(st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol))
            answer = Listing(tuple(listed))
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(seconds))
        case a.ReadTrades(symbol):
            answer = a.Trades(tuple(replace(row, symbol=symbol) for row in draw(st.lists(trades, max_size=3))))
        case a.ReadTickers(symbol):
            some = draw(st.lists(tickers, min_size=1, max_size=3, unique_by=lambda row: row.symbol))
            answer = a.Tickers((replace(some[0], symbol=symbol),) if symbol else tuple(some))
        case a.ReadCandles():
            several = draw(st.lists(bars, max_size=min(3, ask.limit), unique_by=lambda bar: bar.open_ns))
            answer = a.Candles(tuple(sorted(several, key=lambda bar: bar.open_ns)))
        case a.ReadCoins():
            answer = a.Coins(tuple(draw(st.lists(coins.map(CoinReport), max_size=3, unique_by=lambda c: c.asset))))
        case a.ReadBalances():
            answer = BalancesReport(draw(balance_rows), whole=True)
        case ReadBookOrders(symbol):
            answer = draw(books_of_orders(symbol))
        case ReadFeeTable():
            answer = Fees(tuple(draw(st.lists(fees, max_size=3, unique_by=lambda row: row.symbol))))
        case a.Place():
            order = replace(draw(orders()), client_id=ask.client_id, symbol=ask.symbol, side=ask.side)
            answer = a.Placed(ask.client_id, order.venue_id, order)
        case a.Cancel(venue_id=venue_id):
            order = replace(draw(orders()), venue_id=venue_id)
            answer = a.Cancelling(order.client_id, venue_id, (order,))
        case a.CancelAll():
            answer = a.Cancelling(orders=tuple(draw(st.lists(orders(), max_size=3))))
        case a.ReadOrder(venue_id=venue_id):
            order = replace(draw(orders()), venue_id=venue_id)
            answer = a.Orders(draw(st.sampled_from(((), (order,)))))
        case _:
            assert isinstance(ask, a.ReadOpenOrders | a.ReadClosedOrders | a.ReadFills)
            return draw(pages(ask))
    return ask, answer, now_ns


# frames

public_topics = (
    st.builds(Topic, channel=st.just(Channel.BOOK), symbol=symbols, name=st.sampled_from(("", "update")))
    | st.builds(Topic, channel=st.just(Channel.TRADES), symbol=symbols)
    | st.builds(Topic, channel=st.just(Channel.CANDLES), symbol=symbols, name=st.sampled_from(sorted(PERIODS)))
    | st.just(Topic(Channel.TICKERS))
)
private_topics = st.sampled_from((Topic(Channel.ORDERS), Topic(Channel.FILLS), Topic(Channel.BALANCES)))
topics = public_topics | private_topics
topic_lists = st.lists(topics, min_size=1, max_size=60, unique=True).map(tuple)
client_frames = st.one_of(st.just(Ping()), topic_lists.map(Subscribe), topic_lists.map(Unsubscribe))
seqs = st.integers(0, 2**62)
flat = st.tuples(level.map(str.encode), st.booleans()).map(lambda pair: (pair[0], b"") if pair[1] else (b"", pair[0]))
nested = st.tuples(levels, levels)


@st.composite
def books(draw: st.DrawFn) -> BookFrame:
    """A snapshot, one level, or several; the old stream has no numbers."""
    symbol = draw(symbols)
    if draw(st.booleans()):
        return BookFrame(symbol, True, *draw(nested), name="update")
    if draw(st.booleans()):
        return BookFrame(symbol, True, *draw(nested), seq=draw(seqs))
    return BookFrame(symbol, False, *draw(flat | nested), seq=draw(seqs))


@st.composite
def trade_frames(draw: st.DrawFn) -> TradesFrame:
    """Newest first: their numbers rise with time."""
    symbol, at_ns = draw(symbols), draw(seconds)
    rows = sorted(draw(st.lists(trades, max_size=3, unique_by=lambda t: t.trade_id)), key=lambda t: -int(t.trade_id))
    told = tuple(replace(row, symbol=symbol, at_ns=at_ns) for row in rows)
    return TradesFrame(Topic(Channel.TRADES, symbol), told)


venue_frames = st.one_of(
    st.just(Pong()),
    st.lists(topics, max_size=20, unique=True).map(lambda some: HearingAll(tuple(some))),
    st.sampled_from((NO_JSON, NO_EVENT, NO_STREAMS)).map(lambda code: StreamRefused(code, ROW.outcomes[code][1])),
    books(),
    trade_frames(),
    orders().map(lambda order: OrdersFrame((order,))),
    fills.map(lambda fill: FillsFrame((replace(fill, fee=None, fee_asset=""),))),
    balances.map(lambda row: BalancesReport((row,), whole=False)),
    st.lists(tickers, max_size=3, unique_by=lambda row: row.symbol).map(
        lambda rows: TickersFrame(Topic(Channel.TICKERS), tuple(rows))
    ),
    st.tuples(symbols, st.sampled_from(sorted(PERIODS)), bars).map(
        lambda told: CandlesFrame(Topic(Channel.CANDLES, told[0], told[1]), (told[2],))
    ),
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, seconds),
    frame_max=FRAME_MAX,
)
