"""What HashKey's spot market carries. What is left out of these reports is what its messages do not tell."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hashkey.batches import FAILED
from picaflor.venues.hashkey.bills import FLOWS, OUTSIDE
from picaflor.venues.hashkey.bills import PAGE_MAX as FLOWS_MAX
from picaflor.venues.hashkey.charts import CANDLES_MAX, INTERVALS
from picaflor.venues.hashkey.codes import OUTCOMES
from picaflor.venues.hashkey.market import DEPTH_MAX, TRADES_MAX
from picaflor.venues.hashkey.payments import PAGE_MAX as PAYMENTS_MAX
from picaflor.venues.hashkey.symbols import FEE, QUOTE_PLACES
from picaflor.venues.hashkey.topics import DIFFS, MERGED, SCALED
from picaflor.venues.hashkey.trading import PAGE_MAX
from picaflor.venues.hashkey.words import BY_USER, POST_ONLY, REJECTED, REST_ENDED
from picaflor.wire import asks as a
from picaflor.wire.contracts import Agreed, BillKind, BillReport, Bills, Fees, FeesReport, ReadBills, ReadFees
from picaflor.wire.listening import CloseListening, KeepListening, Listening, OpenListening
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    CandleReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    ServerTime,
    TickerReport,
    TradeReport,
)
from picaflor.wire.rights import AccountReport, Accounts, Knock, ReadAccounts
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Nodded,
    Nudged,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
    scaled,
)
from tests.laws.carried import MS, Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols, words

sides = st.sampled_from(Side)

# asks

places = st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=sides,
    type=st.sampled_from((OrderType.LIMIT, OrderType.LIMIT_MAKER)),
    size=amounts,
    price=amounts,
    tif=st.sampled_from((Tif.GTC, Tif.IOC, Tif.FOK)),
)
bought = {"symbol": symbols, "client_id": client_ids, "side": sides, "type": st.just(OrderType.MARKET)}
market_places = st.builds(a.Place, size=amounts, **bought) | st.builds(a.Place, quote=amounts, **bought)
batches_ = st.lists(places | market_places, min_size=1, max_size=4, unique_by=lambda place: place.client_id)
many_places = st.builds(
    lambda symbol, rows: a.PlaceMany(symbol, tuple(replace(row, symbol=symbol) for row in rows)), symbols, batches_
)
many_cancels = st.lists(ids, min_size=1, max_size=4, unique=True).map(
    lambda ids: a.CancelMany("", tuple(a.Cancel("", "", venue_id) for venue_id in ids))
)
cancels = st.builds(a.Cancel, symbol=st.just(""), client_id=client_ids) | st.builds(
    a.Cancel, symbol=st.just(""), venue_id=ids
)
order_asks = st.builds(a.ReadOrder, symbol=st.just(""), client_id=client_ids) | st.builds(
    a.ReadOrder, symbol=st.just(""), venue_id=ids
)
page = {"symbol": st.just("") | symbols, "before": st.just("") | ids, "limit": st.integers(1, PAGE_MAX)}
open_asks = st.builds(a.ReadOpenOrders, **page)
closed_asks = st.builds(a.ReadClosedOrders, since_ns=moments, **page)
fill_asks = st.builds(a.ReadFills, since_ns=moments, **page)
keys = st.text("abcdefXYZ0123456789", min_size=8, max_size=64)
listening_asks = st.one_of(
    st.just(OpenListening()),
    st.builds(KeepListening, key=keys),
    st.builds(CloseListening, key=keys),
)
until = st.just(0) | st.integers(4_000_000_000_000, 5_000_000_000_000).map(lambda ms: ms * MS)
candle_asks = st.builds(
    a.ReadCandles,
    symbol=symbols,
    interval=st.sampled_from(INTERVALS),
    limit=st.integers(1, CANDLES_MAX),
    since_ns=moments,
    until_ns=until,
)
ticker_asks = st.builds(a.ReadTickers, symbol=st.just("") | symbols, shows=st.sampled_from(("", "last"))) | st.builds(
    a.ReadTickers, symbol=symbols, shows=st.just("top")
)
spans = st.integers(0, 30 * 86_400_000)
bill_asks = st.builds(
    lambda kind, limit, since_ns, ms: ReadBills(
        kind, limit=limit, since_ns=since_ns, until_ns=since_ns + (ms + 1) * MS
    ),
    st.none() | st.sampled_from(sorted(kind for kind, _ in FLOWS.values())),
    st.integers(1, FLOWS_MAX),
    moments,
    spans,
)
payment_asks = st.builds(
    ReadBills,
    kind=st.sampled_from((BillKind.DEPOSIT, BillKind.WITHDRAWAL)),
    limit=st.integers(1, PAYMENTS_MAX),
    since_ns=moments,
    until_ns=until,
    asset=st.just("") | coins,
    listed=st.just(True),
)
asks = st.one_of(
    candle_asks,
    bill_asks,
    payment_asks,
    ticker_asks,
    many_places,
    many_cancels,
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadBalances(), Knock(), ReadAccounts(), ReadFees(""))),
    st.builds(a.ReadMarkets, symbol=symbols),
    places,
    market_places,
    cancels,
    st.builds(a.CancelAll, symbol=symbols, side=st.none() | sides),
    order_asks,
    open_asks,
    closed_asks,
    fill_asks,
    listening_asks,
    st.builds(a.ReadBook, symbol=symbols, depth=st.integers(1, DEPTH_MAX)),
    st.builds(a.ReadTrades, symbol=symbols, limit=st.integers(1, TRADES_MAX)),
)

# reports


@st.composite
def orders(draw: st.DrawFn) -> OrderReport:
    kind, status = draw(st.sampled_from(OrderType)), draw(st.sampled_from(OrderStatus))
    market, filled = kind is OrderType.MARKET, draw(maybe_zero)
    fleeting = market or status is OrderStatus.EXPIRED
    tif = None if market else draw(st.sampled_from((Tif.IOC, Tif.FOK) if fleeting else (Tif.GTC, Tif.IOC, Tif.FOK)))
    by_money = market and draw(st.booleans())
    reason = {
        OrderStatus.REFUSED: POST_ONLY if kind is OrderType.LIMIT_MAKER else REJECTED,
        OrderStatus.EXPIRED: REST_ENDED,
        OrderStatus.CANCELLED: draw(st.sampled_from((BY_USER, "SYSTEM_CANCEL"))),
    }
    return OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=draw(sides),
        type=kind,
        filled=filled,
        price=None if market else draw(amounts),
        size=None if by_money else draw(amounts),
        quote=draw(amounts) if by_money else None,
        filled_quote=draw(maybe_zero),
        tif=tif,
        reason=reason.get(status, ""),
        created_ns=draw(moments),
        at_ns=draw(moments),
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
    client_id=client_ids,
    at_ns=moments,
)


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    order, fill = draw(orders()), draw(st.none() | fills)
    if fill is None:
        return order
    same = {name: getattr(order, name) for name in ("symbol", "venue_id", "client_id", "side", "at_ns")}
    return replace(order, fill=replace(fill, **same))


trades = st.builds(TradeReport, symbol=symbols, trade_id=ids, side=sides, price=amounts, size=amounts, at_ns=moments)
tickers = st.builds(
    TickerReport,
    symbol=symbols,
    last=amounts,
    bid=amounts,
    bid_size=st.just(0),
    ask=amounts,
    ask_size=st.just(0),
    open=maybe_zero,
    high=amounts,
    low=amounts,
    base_volume=maybe_zero,
    quote_volume=maybe_zero,
    at_ns=moments,
)
untold = dict.fromkeys(("open", "high", "low", "base_volume", "quote_volume"), 0)
lasts = tickers.map(lambda row: replace(row, bid=0, ask=0, at_ns=0, **untold))
tops = st.builds(
    lambda row, bid, ask: replace(row, last=0, bid_size=bid, ask_size=ask, **untold), tickers, amounts, amounts
)
days = tickers.map(lambda row: replace(row, bid=0, ask=0))  # as they are pushed
SHOWN = {"": tickers, "last": lasts, "top": tops}
bars = st.builds(
    CandleReport,
    open_ns=moments,
    open=amounts,
    high=amounts,
    low=amounts,
    close=amounts,
    base_volume=maybe_zero,
    quote_volume=maybe_zero,
)
accounts = st.builds(AccountReport, account_id=ids, label=words)
fees = st.builds(FeesReport, symbol=symbols, maker=maybe_zero, taker=maybe_zero)
rows_of = st.builds(BalanceReport, asset=coins, free=maybe_zero, held=maybe_zero)
balance_rows = st.lists(rows_of, max_size=4, unique_by=lambda row: row.asset).map(tuple)
holdings = st.lists(rows_of.filter(lambda row: row.total), max_size=4, unique_by=lambda row: row.asset).map(tuple)
steps = st.builds(Grid, st.integers(0, 18), st.sampled_from((1, 2, 5, 25))).filter(lambda grid: grid.places < 17)
rates = st.integers(0, 10**6).map(lambda n: n * 10**30)
levels = st.lists(st.tuples(amounts, maybe_zero), max_size=4).map(
    lambda rows: ("[" + ",".join(f'["{price}","{size}"]' for price, size in rows) + "]").encode()
)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base, quote = draw(coins), draw(coins | st.just("USDT"))
    return Market(
        venue="hashkey",
        pair=f"{base}-{quote}",
        symbol=base + quote,
        base=base,
        quote=quote,
        tick=draw(steps),
        lot=draw(steps),
        quote_places=QUOTE_PLACES,
        min_lots=draw(st.integers(1, 1_000)),
        max_lots=draw(st.just(0) | st.integers(1_000, 10**6)),
        max_market_lots=draw(st.just(0) | st.integers(1_000, 10**6)),
        min_notional=draw(maybe_zero),
        maker_fee=read_atoms(FEE),
        taker_fee=read_atoms(FEE),
        max_open_orders=draw(st.integers(0, 500)),
        band_up=draw(rates),
        band_down=draw(rates),
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
    )


# answers

refused = st.builds(
    lambda code, said: a.Refused(code, said, OUTCOMES[code][0]),
    st.sampled_from(sorted(code for code, (kind, _) in OUTCOMES.items() if kind is not None and code not in FAILED)),
    words,
)


bills = st.builds(
    BillReport,
    bill_id=ids,
    asset=coins,
    amount=signed,
    kind=st.sampled_from([kind for kind, _ in FLOWS.values() if kind not in OUTSIDE] + [BillKind.OTHER]),
    symbol=st.just("") | symbols,
    balance=st.none() | signed,
    at_ns=moments,
)


@st.composite
def flows(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    """A page that is full goes on at the time of its last row."""
    ask, rows = draw(bill_asks), tuple(draw(st.lists(bills, max_size=3)))
    full = bool(rows) and draw(st.booleans())
    ask = replace(ask, limit=len(rows) if full else FLOWS_MAX)
    return ask, Bills(rows, str(rows[-1].at_ns // MS) if full else ""), draw(moments)


@st.composite
def payments(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask = draw(payment_asks)
    assert ask.kind is not None
    sign = 1 if ask.kind is BillKind.DEPOSIT else -1
    rows = st.builds(
        BillReport,
        bill_id=ids,
        asset=coins,
        amount=maybe_zero.map(lambda atoms: atoms * sign),
        kind=st.just(ask.kind),
        fee=st.just(0),
        at_ns=moments,
    )
    return ask, Bills(tuple(draw(st.lists(rows, max_size=3)))), draw(moments)


@st.composite
def pages(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    """The venue names no cursor: a page that is full has the last id for one."""
    ask = draw(open_asks | closed_asks | fill_asks)
    rows = tuple(draw(st.lists(fills if isinstance(ask, a.ReadFills) else orders(), max_size=3)))
    full = bool(rows) and draw(st.booleans())
    ask = replace(ask, limit=len(rows) if full else PAGE_MAX)
    answer: a.Answer
    if isinstance(ask, a.ReadFills):
        answer = a.Fills(rows, rows[-1].trade_id if full else "")
    else:
        answer = a.Orders(rows, rows[-1].venue_id if full else "")
    return ask, answer, draw(moments)


@st.composite
def verdicts(draw: st.DrawFn, ask: a.PlaceMany | a.CancelMany) -> a.PlacedMany | a.CancellingMany:
    if isinstance(ask, a.PlaceMany):
        taken = [(p.client_id, draw(st.builds(a.Placed, st.just(p.client_id), ids) | refused)) for p in ask.rows]
        return a.PlacedMany(tuple(taken))
    failed = refused.map(lambda no: replace(no, words=""))
    done = [(c.venue_id, draw(st.just(a.Cancelling("", c.venue_id)) | failed)) for c in ask.rows]
    return a.CancellingMany(tuple(done))


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask, now_ns = draw(asks), draw(moments)
    answer: a.Answer
    match ask:
        case a.ReadTime():
            answer = ServerTime(now_ns)
        case a.ReadMarkets(symbol):
            least = st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol)
            listed = draw(least)
            answer = Listing(tuple(listed[:1] if symbol else listed))
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments))
        case a.ReadTrades(symbol):
            rows = draw(st.lists(trades, max_size=3))
            answer = a.Trades(tuple(replace(row, symbol=symbol, trade_id="") for row in rows))
        case Knock():
            answer = Agreed()
        case ReadAccounts():
            answer = Accounts(tuple(draw(st.lists(accounts, max_size=3))))
        case ReadFees():
            told_fees = st.lists(fees, min_size=1, max_size=3, unique_by=lambda row: row.symbol)
            answer = Fees(tuple(draw(told_fees)))
        case a.PlaceMany() | a.CancelMany():
            answer = draw(verdicts(ask))
        case a.ReadTickers(symbol, shows=shows):
            told = draw(st.lists(SHOWN[shows], min_size=1, max_size=1 if symbol else 3))
            answer = a.Tickers(tuple(told))
        case a.ReadCandles():
            drawn = draw(st.lists(bars, max_size=3, unique_by=lambda bar: bar.open_ns))
            answer = a.Candles(tuple(sorted(drawn, key=lambda bar: bar.open_ns)))
        case a.ReadBalances():
            answer = BalancesReport(draw(holdings), whole=True)
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel(_, client_id, venue_id):
            answer = a.Cancelling(client_id or draw(client_ids), venue_id or draw(ids))
        case a.CancelAll():
            answer = a.Cancelling()
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(orders())
            named = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (named,)))))
        case OpenListening():
            answer = Listening(draw(keys))
        case KeepListening() | CloseListening():
            answer = Agreed()
        case ReadBills():
            return draw(payments() if ask.listed else flows())
        case _:
            return draw(pages())
    return ask, answer, now_ns


# frames

candle_topics = st.builds(Topic, channel=st.just(Channel.CANDLES), symbol=symbols, name=st.sampled_from(INTERVALS))
both_public_topics = candle_topics | st.builds(
    Topic, channel=st.sampled_from((Channel.BOOK, Channel.TRADES, Channel.TICKERS)), symbol=symbols
)
scaled_books = st.builds(scaled, st.sampled_from(SCALED), st.integers(0, 18))
public_topics = both_public_topics | st.builds(Topic, st.just(Channel.BOOK), symbols, scaled_books)


def _client_frames(topics: st.SearchStrategy[Topic]) -> st.SearchStrategy[ClientFrame]:
    lists = st.lists(topics, min_size=1, max_size=20, unique=True).map(tuple)
    return st.one_of(st.sampled_from((Ping(), Nodded())), lists.map(Subscribe), lists.map(Unsubscribe))


client_frames = _client_frames(public_topics)
both_client_frames = _client_frames(both_public_topics)  # by either public socket
books = st.builds(
    BookFrame,
    symbol=symbols,
    snapshot=st.just(True),
    bids=levels,
    asks=levels,
    seq=st.integers(0, 2**62),
    at_ns=moments,
)
merged_books = st.builds(replace, books, name=st.builds(scaled, st.just(MERGED), st.integers(0, 18)))


@st.composite
def changed_books(draw: st.DrawFn) -> BookFrame:
    """The whole one has no number, and what follows the one before it."""
    seq, name = draw(st.none() | st.integers(1, 2**62 - 1)), scaled(DIFFS, draw(st.integers(0, 18)))
    frame = BookFrame(draw(symbols), seq is None, draw(levels), draw(levels), seq, at_ns=draw(moments), name=name)
    return frame if seq is None else replace(frame, prev=seq - 1)


@st.composite
def trade_frames(draw: st.DrawFn) -> TradesFrame:
    symbol = draw(symbols)
    rows = tuple(replace(row, symbol=symbol) for row in draw(st.lists(trades, max_size=3)))
    return TradesFrame(Topic(Channel.TRADES, symbol), rows, draw(st.booleans()))


both_venue_frames = st.one_of(
    st.sampled_from((Pong(), Nudged())),
    st.builds(StreamRefused, st.sampled_from(sorted(OUTCOMES)), words),
    books,
    trade_frames(),
    st.builds(
        lambda topic, bar, first: CandlesFrame(topic, (replace(bar, quote_volume=0),), first),
        candle_topics,
        bars,
        st.booleans(),
    ),
    days.map(lambda row: TickersFrame(Topic(Channel.TICKERS, row.symbol), (row,))),
    pushed().map(lambda order: OrdersFrame((order,))),
    st.builds(BalancesReport, rows=balance_rows, whole=st.just(False), at_ns=moments),
)
venue_frames = both_venue_frames | merged_books | changed_books()

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, moments),
    frame_max=4096,
)
