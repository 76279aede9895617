"""What BitMart's spot market carries. What is left out of these reports is what its messages do not tell."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.bitmart.batches import BATCH_MAX
from picaflor.venues.bitmart.charts import CANDLES_MAX, INTERVALS
from picaflor.venues.bitmart.market import DEPTH_MAX, TRADES_MAX
from picaflor.venues.bitmart.outcomes import LOGIN_CODES, OUTCOMES
from picaflor.venues.bitmart.pushes import LENGTHS
from picaflor.venues.bitmart.symbols import FEE, PLACES_MAX, QUOTE_PLACES
from picaflor.venues.bitmart.topics import BOOK_CHANNELS
from picaflor.venues.bitmart.trading import ORDER_FILLS_MAX, PAGE_MAX
from picaflor.venues.bitmart.words import EXPIRED, POST_ONLY
from picaflor.wire import asks as a
from picaflor.wire.contracts import FeesReport, ReadFees
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
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
    Unsubscribed,
)
from tests.laws.carried import MS, Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols, words

SECOND = 1000 * MS
DAY = 86_400 * SECOND
sides = st.sampled_from(Side)
later = st.integers(1, 4_000_000_000_000).map(lambda ms: ms * MS)

# asks

limits_ = st.sampled_from(((OrderType.LIMIT, Tif.GTC), (OrderType.LIMIT, Tif.IOC), (OrderType.LIMIT_MAKER, Tif.GTC)))
places = limits_.flatmap(
    lambda kind: st.builds(
        a.Place,
        symbol=symbols,
        client_id=client_ids,
        side=sides,
        type=st.just(kind[0]),
        size=amounts,
        price=amounts,
        tif=st.just(kind[1]),
    )
)
market = {"symbol": symbols, "client_id": client_ids, "type": st.just(OrderType.MARKET)}
market_places = st.builds(a.Place, side=st.just(Side.SELL), size=amounts, **market) | st.builds(
    a.Place, side=st.just(Side.BUY), quote=amounts, **market
)
cancels = st.builds(a.Cancel, symbol=symbols, client_id=client_ids) | st.builds(a.Cancel, symbol=symbols, venue_id=ids)
order_asks = st.builds(a.ReadOrder, symbol=st.just(""), client_id=client_ids) | st.builds(
    a.ReadOrder, symbol=st.just(""), venue_id=ids
)
cursors = st.just("") | st.integers(4_000_000_000_000, 5_000_000_000_000).map(str)
page = {"symbol": st.just("") | symbols, "before": cursors, "limit": st.integers(1, PAGE_MAX)}
open_asks = st.builds(a.ReadOpenOrders, **page)
closed_asks = st.builds(a.ReadClosedOrders, since_ns=moments, **page)
fill_asks = st.builds(a.ReadFills, since_ns=moments, **page)
order_fill_asks = st.builds(a.ReadFills, venue_id=ids, limit=st.just(ORDER_FILLS_MAX))
seconds = st.just(0) | st.integers(2, 4_000_000_000).map(lambda s: s * SECOND)
candle_asks = st.builds(
    a.ReadCandles,
    symbol=symbols,
    interval=st.sampled_from(sorted(INTERVALS)),
    limit=st.integers(1, CANDLES_MAX),
    since_ns=seconds,
    until_ns=st.just(0) | st.integers(4_000_000_000, 5_000_000_000).map(lambda s: s * SECOND),
)
batches = symbols.flatmap(
    lambda symbol: st.builds(
        a.PlaceMany,
        symbol=st.just(symbol),
        rows=st.lists(
            (places | market_places).map(lambda place: replace(place, symbol=symbol)),
            min_size=1,
            max_size=BATCH_MAX,
            unique_by=lambda place: place.client_id,
        ).map(tuple),
    )
)
many_cancels = st.tuples(symbols, st.lists(ids, min_size=1, max_size=BATCH_MAX, unique=True), st.booleans()).map(
    lambda of: a.CancelMany(
        of[0], tuple(a.Cancel(of[0], "", name) if of[2] else a.Cancel(of[0], name) for name in of[1])
    )
)
asks = st.one_of(
    batches,
    many_cancels,
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadCoins(), a.ReadBalances(), a.ReadListing("futures"))),
    places,
    market_places,
    cancels,
    st.builds(a.CancelAll, symbol=st.just("") | symbols, side=st.none() | sides),
    order_asks,
    st.builds(ReadFees, symbol=symbols),
    open_asks,
    closed_asks,
    fill_asks,
    order_fill_asks,
    candle_asks,
    st.builds(a.ReadBook, symbol=symbols, depth=st.integers(1, DEPTH_MAX)),
    st.builds(a.ReadTrades, symbol=symbols, limit=st.integers(1, TRADES_MAX)),
    st.builds(a.ReadTickers, symbol=st.just("") | symbols),
)

# reports


@st.composite
def orders(draw: st.DrawFn) -> OrderReport:
    kind, tif = draw(limits_ | st.just((OrderType.MARKET, None)))
    status, side, filled = draw(st.sampled_from(OrderStatus)), draw(sides), draw(maybe_zero)
    by_quote = kind is OrderType.MARKET and side is Side.BUY
    if status is OrderStatus.REFUSED:
        kind, tif, filled, by_quote = OrderType.LIMIT_MAKER, Tif.GTC, 0, False
    elif status in (OrderStatus.EXPIRED, OrderStatus.CANCELLED):
        # What takes at once or not at all is never cancelled by anybody; the rest never expires.
        at_once = kind is OrderType.MARKET or tif is Tif.IOC
        status = OrderStatus.EXPIRED if at_once else OrderStatus.CANCELLED
        filled = 0 if by_quote else filled
    created_ns = draw(moments)
    at_birth = status is OrderStatus.REFUSED
    return OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=side,
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else draw(amounts),
        size=None if by_quote else draw(amounts),
        quote=draw(amounts) if by_quote else None,
        filled_quote=draw(maybe_zero),
        tif=tif,
        reason={OrderStatus.REFUSED: POST_ONLY, OrderStatus.EXPIRED: EXPIRED}.get(status, ""),
        created_ns=created_ns,
        at_ns=created_ns if at_birth else created_ns + draw(later),
    )


fills = st.builds(
    FillReport,
    symbol=symbols,
    trade_id=ids,
    venue_id=ids,
    side=sides,
    price=amounts,
    size=amounts,
    fee=maybe_zero,
    fee_asset=coins,
    liquidity=st.sampled_from(Liquidity),
    client_id=client_ids,
    at_ns=moments,
)


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    order = draw(orders())
    fill = draw(st.none() | fills)
    if fill is None:
        return order
    same = {"symbol": order.symbol, "venue_id": order.venue_id, "client_id": order.client_id, "side": order.side}
    return replace(order, fill=replace(fill, **same))


trades = st.builds(
    TradeReport, symbol=symbols, trade_id=st.just(""), side=sides, price=amounts, size=amounts, at_ns=moments
)
tickers = st.builds(
    TickerReport,
    symbol=symbols,
    last=amounts,
    bid=amounts,
    bid_size=amounts,
    ask=amounts,
    ask_size=amounts,
    open=maybe_zero,
    high=amounts,
    low=amounts,
    base_volume=maybe_zero,
    quote_volume=maybe_zero,
    at_ns=moments,
)
bars = st.builds(
    CandleReport,
    open_ns=st.integers(0, 40_000).map(lambda day: day * DAY),
    open=amounts,
    high=amounts,
    low=amounts,
    close=amounts,
    base_volume=maybe_zero,
    quote_volume=maybe_zero,
)
balance_rows = st.lists(
    st.builds(BalanceReport, asset=coins, free=maybe_zero, held=maybe_zero),
    max_size=4,
    unique_by=lambda row: row.asset,
).map(tuple)
steps = st.builds(Grid, st.integers(0, 18), st.sampled_from((1, 2, 5, 25))).filter(lambda grid: grid.places < 17)
levels = st.lists(st.tuples(amounts, maybe_zero), max_size=4).map(
    lambda rows: ("[" + ",".join(f'["{price}","{size}"]' for price, size in rows) + "]").encode()
)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base, quote = draw(coins), draw(coins | st.just("USDT"))
    return Market(
        venue="bitmart",
        pair=f"{base}-{quote}",
        symbol=f"{base}_{quote}",
        base=base,
        quote=quote,
        tick=Grid(draw(st.integers(0, PLACES_MAX))),
        lot=draw(steps),
        quote_places=QUOTE_PLACES,
        min_lots=draw(st.integers(1, 10**6)),
        max_lots=draw(st.integers(0, 10**9)),
        min_notional=draw(maybe_zero),
        maker_fee=FEE,
        taker_fee=FEE,
        fee_asset=quote,
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
        buys_by_quote=True,
        fok=False,
    )


# answers


def of_order(order: OrderReport) -> str:
    return str(order.created_ns // MS)


def of_fill(fill: FillReport) -> str:
    return str(fill.at_ns // MS)


@st.composite
def pages(draw: st.DrawFn, ask: a.Ask) -> tuple[a.Ask, a.Answer, int]:
    """The venue names no cursor: a page that is full has the time of its last row, unless it reached back far enough."""
    full = draw(st.booleans())
    if isinstance(ask, a.ReadFills):
        some = tuple(draw(st.lists(fills, max_size=3)))
        if ask.venue_id:
            return ask, a.Fills(some), draw(moments)
        full = full and bool(some)
        ask = replace(ask, limit=len(some) if full else PAGE_MAX)
        more = full and some[-1].at_ns >= ask.since_ns
        return ask, a.Fills(some, of_fill(some[-1]) if more else ""), draw(moments)
    rows = tuple(draw(st.lists(orders(), max_size=3)))
    full = full and bool(rows)
    ask = replace(ask, limit=len(rows) if full else PAGE_MAX)
    more = full and (isinstance(ask, a.ReadOpenOrders) or rows[-1].created_ns >= ask.since_ns)
    return ask, a.Orders(rows, of_order(rows[-1]) if more else ""), draw(moments)


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask, now_ns = draw(asks), draw(moments)
    answer: a.Answer
    match ask:
        case a.ReadTime():
            answer = ServerTime(now_ns)
        case a.ReadMarkets():
            listed = draw(st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol))
            answer = Listing(tuple(listed))
        case a.ReadListing():
            answer = Listing(())
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments))
        case a.ReadTrades(symbol):
            rows = draw(st.lists(trades, max_size=3))
            answer = a.Trades(tuple(replace(row, symbol=symbol) for row in rows))
        case a.ReadTickers(symbol):
            told = draw(st.lists(tickers, min_size=1, max_size=1 if symbol else 3))
            answer = a.Tickers(tuple(replace(row, symbol=symbol) if symbol else row for row in told))
        case a.ReadCandles():
            drawn = draw(st.lists(bars, max_size=3, unique_by=lambda bar: bar.open_ns))
            answer = a.Candles(tuple(sorted(drawn, key=lambda bar: bar.open_ns)))
        case a.ReadCoins():
            answer = a.Coins(tuple(draw(st.lists(coins.map(CoinReport), max_size=3, unique_by=lambda c: c.asset))))
        case a.ReadBalances():
            answer = BalancesReport(draw(balance_rows), whole=True)
        case ReadFees(symbol):
            answer = FeesReport(symbol, draw(signed), draw(signed))
        case a.PlaceMany(_, rows):
            numbers = draw(st.lists(ids, min_size=len(rows), max_size=len(rows), unique=True))
            told = zip(rows, numbers, strict=True)
            answer = a.PlacedMany(tuple((row.client_id, a.Placed(row.client_id, number)) for row, number in told))
        case a.CancelMany(_, rows):
            done = ((row.client_id or row.venue_id, a.Cancelling(row.client_id, row.venue_id)) for row in rows)
            answer = a.CancellingMany(tuple(done))
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel():
            answer = a.Cancelling(ask.client_id, ask.venue_id)
        case a.CancelAll():
            answer = a.Cancelling()
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(orders())
            named = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (named,)))))
        case _:
            return draw(pages(ask))
    return ask, answer, now_ns


# frames

public_topics = st.one_of(
    st.builds(Topic, channel=st.just(Channel.BOOK), symbol=symbols, name=st.sampled_from(("", *BOOK_CHANNELS))),
    st.builds(Topic, channel=st.sampled_from((Channel.TRADES, Channel.TICKERS)), symbol=symbols),
    st.builds(Topic, channel=st.just(Channel.CANDLES), symbol=symbols, name=st.sampled_from(sorted(INTERVALS))),
)
private_topics = st.sampled_from((Topic(Channel.ORDERS), Topic(Channel.BALANCES))) | st.builds(
    Topic, channel=st.just(Channel.ORDERS), symbol=symbols
)
topics = public_topics | private_topics
topic_lists = st.lists(topics, min_size=1, max_size=20, unique=True).map(tuple)
client_frames = st.one_of(
    st.just(Ping()),
    st.builds(Login, words, st.just(""), st.integers(0, 10**15).map(str), words),
    topic_lists.map(Subscribe),
    topic_lists.map(Unsubscribe),
)
seqs = st.integers(0, 2**62)
books = st.builds(
    BookFrame, symbol=symbols, snapshot=st.booleans(), bids=levels, asks=levels, seq=seqs, at_ns=moments
) | st.builds(
    BookFrame,
    symbol=symbols,
    snapshot=st.just(True),
    bids=levels,
    asks=levels,
    at_ns=moments,
    name=st.sampled_from(sorted(BOOK_CHANNELS)),
)


@st.composite
def trade_frames(draw: st.DrawFn) -> TradesFrame:
    """Newest first."""
    symbol = draw(symbols)
    rows = sorted(draw(st.lists(trades, min_size=1, max_size=3)), key=lambda trade: -trade.at_ns)
    return TradesFrame(Topic(Channel.TRADES, symbol), tuple(replace(row, symbol=symbol) for row in rows))


@st.composite
def candle_frames(draw: st.DrawFn) -> CandlesFrame:
    topic = Topic(Channel.CANDLES, draw(symbols), draw(st.sampled_from(sorted(LENGTHS))))
    return CandlesFrame(topic, (replace(draw(bars), quote_volume=0),))


@st.composite
def order_frames(draw: st.DrawFn) -> OrdersFrame:
    symbol = draw(st.just("") | symbols)
    rows = draw(st.lists(pushed(), min_size=1, max_size=2))
    if symbol:
        rows = [
            replace(row, symbol=symbol, fill=replace(row.fill, symbol=symbol) if row.fill else None) for row in rows
        ]
    return OrdersFrame(tuple(rows), Topic(Channel.ORDERS, symbol))


other_codes = st.sampled_from(sorted(set(OUTCOMES) - LOGIN_CODES))
venue_frames = st.one_of(
    st.sampled_from((LoggedIn(), Pong())),
    st.builds(LoginRefused, st.sampled_from(sorted(LOGIN_CODES)), words),
    st.builds(StreamRefused, other_codes, words),
    topics.map(Subscribed),
    topics.map(Unsubscribed),
    books,
    trade_frames(),
    candle_frames(),
    st.builds(
        lambda row, name: TickersFrame(Topic(Channel.TICKERS, row.symbol, name), (row,)),
        tickers,
        st.sampled_from(("", "bookTicker")),
    ),
    order_frames(),
    st.builds(BalancesReport, rows=balance_rows, whole=st.just(False), at_ns=later),
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, moments),
    frame_max=4096,
)
