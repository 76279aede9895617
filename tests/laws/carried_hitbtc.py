"""What HitBTC's spot market carries. What is left out of these reports is what its messages do not tell."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hitbtc.account import TYPES
from picaflor.venues.hitbtc.charts import INTERVALS
from picaflor.venues.hitbtc.codes import LOGIN_CODES, OUTCOMES
from picaflor.venues.hitbtc.market import DEPTH_MAX
from picaflor.venues.hitbtc.symbols import QUOTE_PLACES
from picaflor.venues.hitbtc.topics import BOOK_CHANNELS, PRICES, TICKER_KINDS, TOP
from picaflor.venues.hitbtc.trading import OPEN_MAX, PAGE_MAX
from picaflor.venues.hitbtc.words import EXPIRED, POST_ONLY
from picaflor.wire import asks as a
from picaflor.wire.contracts import BillKind, BillReport, Bills, Fees, FeesReport, ReadBills, ReadFees
from picaflor.wire.decoding import MS
from picaflor.wire.lists import Contingency
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
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    Hearing,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
    Unsubscribed,
)
from picaflor.wire.wallet import Purse, ReadWallet, Transfer, Transferred
from tests.laws.carried import Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols, words

sides = st.sampled_from(Side)

# asks: an order is named by the client's id alone, and only a question may use the venue's

moments_said = moments.filter(bool)


def dated(place: a.Place, until_ns: int) -> a.Place:
    return replace(place, until_ns=until_ns) if place.tif is Tif.GTD else place


limit_places = st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=sides,
    type=st.sampled_from((OrderType.LIMIT, OrderType.LIMIT_MAKER)),
    size=amounts,
    price=amounts,
    tif=st.sampled_from(Tif),
)
places = st.builds(dated, limit_places, moments_said)
market_places = st.builds(
    a.Place, symbol=symbols, client_id=client_ids, side=sides, type=st.just(OrderType.MARKET), size=amounts
)
stop_places = st.builds(
    PlaceStop,
    symbol=symbols,
    client_id=client_ids,
    side=sides,
    trigger=amounts,
    price=st.none() | amounts,
    size=amounts,
    rises=st.booleans(),
)
stop_amends = st.builds(
    AmendStop,
    symbol=st.just(""),
    trigger=amounts,
    client_id=client_ids,
    price=st.none() | amounts,
    size=st.none() | amounts,
    new_client_id=client_ids,
)
stop_cancels = st.builds(CancelStop, symbol=st.just(""), client_id=client_ids)  # understood as a cancel of any order
amends = st.builds(
    a.Amend,
    symbol=st.just(""),
    price=amounts,
    size=amounts,
    new_client_id=client_ids,
    client_id=client_ids,
)
cancels = st.builds(a.Cancel, symbol=st.just(""), client_id=client_ids)
order_asks = st.builds(a.ReadOrder, symbol=st.just(""), client_id=client_ids, live=st.booleans()) | st.builds(
    a.ReadOrder, symbol=st.just(""), venue_id=ids
)
limits = st.integers(1, PAGE_MAX)
open_asks = st.builds(a.ReadOpenOrders, symbol=st.just("") | symbols, limit=st.just(OPEN_MAX))
page = {"symbol": st.just("") | symbols, "limit": limits}
# The first page is cut by time, the others by number.
closed_asks = st.builds(a.ReadClosedOrders, since_ns=moments, **page) | st.builds(
    a.ReadClosedOrders, before=ids, **page
)
fill_asks = (
    st.builds(a.ReadFills, since_ns=moments, **page)
    | st.builds(a.ReadFills, before=ids, **page)
    | st.builds(a.ReadFills, venue_id=ids, limit=st.just(PAGE_MAX))
)
times = moments.map(lambda ns: ns // MS * MS)
candle_asks = st.builds(
    a.ReadCandles,
    symbol=symbols,
    interval=st.sampled_from(sorted(INTERVALS)),
    limit=limits,
    since_ns=times,
    until_ns=st.just(0) | times.filter(lambda ns: ns > MS),
)
ticker_asks = st.builds(a.ReadTickers, symbol=symbols) | st.builds(
    a.ReadTickers, symbols=st.lists(symbols, max_size=3).map(tuple)
)
bills_of = {"kind": st.none() | st.sampled_from(sorted(TYPES)), "limit": limits, "asset": st.just("") | coins}
bill_asks = st.builds(
    ReadBills,
    since_ns=times,
    until_ns=st.just(0) | times.filter(lambda ns: ns > MS),
    listed=st.just(True),
    **bills_of,
) | st.builds(ReadBills, before=ids.filter(lambda text: text != "0"), listed=st.just(True), **bills_of)
transfers = st.builds(
    Transfer, asset=coins, amount=amounts, source=st.sampled_from(Purse), target=st.sampled_from(Purse)
)
asks = st.one_of(
    transfers,
    st.builds(ReadWallet, asset=st.just("") | coins),
    st.builds(a.ReadBalances, asset=st.just("") | coins),
    candle_asks,
    ticker_asks,
    bill_asks,
    st.builds(ReadFees, symbol=st.just("") | symbols),
    st.builds(a.ReadBooks, symbols=st.lists(symbols, max_size=3).map(tuple), depth=st.integers(1, 1_000)),
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadCoins(), a.ReadBalances())),
    places,
    market_places,
    stop_places,
    stop_amends,
    amends,
    cancels,
    st.builds(a.CancelAll, symbol=st.just("") | symbols),
    order_asks,
    open_asks,
    closed_asks,
    fill_asks,
    st.builds(a.ReadBook, symbol=symbols, depth=st.integers(1, 1_000) | st.just(DEPTH_MAX)),
    st.builds(a.ReadTrades, symbol=symbols, limit=limits, oldest_first=st.booleans()),
    st.builds(
        a.ReadTrades,
        symbol=st.just(""),
        limit=limits,
        symbols=st.lists(symbols, max_size=3, unique=True).map(tuple),
        oldest_first=st.booleans(),
    ),
)

# reports


@st.composite
def orders(draw: st.DrawFn) -> OrderReport:
    kind, status = draw(st.sampled_from(OrderType)), draw(st.sampled_from(OrderStatus))
    filled, trigger = draw(maybe_zero), draw(st.none() | amounts)
    waits = status is OrderStatus.OPEN and draw(st.booleans())
    tif = draw(st.sampled_from(Tif))
    if status is OrderStatus.REFUSED:
        kind, filled, tif = OrderType.LIMIT_MAKER, 0, Tif.GTC
    elif status is OrderStatus.EXPIRED and kind is OrderType.LIMIT_MAKER:
        filled = draw(amounts)  # without a fill it was refused
    return OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=draw(sides),
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else draw(amounts),
        size=draw(amounts),
        tif=None if kind is OrderType.MARKET else tif,
        until_ns=draw(moments_said) if kind is not OrderType.MARKET and tif is Tif.GTD else 0,
        reason={OrderStatus.REFUSED: POST_ONLY, OrderStatus.EXPIRED: EXPIRED}.get(status, ""),
        created_ns=draw(moments),
        at_ns=draw(moments),
        trigger=trigger,
        rises=trigger is not None and draw(st.booleans()),
        waits=waits,
        list_id=draw(st.just("") | client_ids),
        contingency=draw(st.none() | st.sampled_from(Contingency)),
    )


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    order = draw(orders())
    fill = draw(st.none() | fills)
    if fill is None:
        return order
    return replace(
        order,
        fill=replace(
            fill,
            symbol=order.symbol,
            venue_id=order.venue_id,
            client_id=order.client_id,
            side=order.side,
            at_ns=order.at_ns,
        ),
    )


fills = st.builds(
    FillReport,
    symbol=symbols,
    trade_id=ids,
    venue_id=ids,
    side=sides,
    price=amounts,
    size=amounts,
    fee=st.none() | signed,
    liquidity=st.sampled_from(Liquidity),
    client_id=client_ids,
    at_ns=moments,
)
trades = st.builds(TradeReport, symbol=symbols, trade_id=ids, side=sides, price=amounts, size=amounts, at_ns=moments)
balances_of = st.builds(
    lambda coin, free, orders, margin: BalanceReport(coin, free, orders + margin, margin),
    *(coins, maybe_zero, maybe_zero, maybe_zero),
)
balance_rows = st.lists(
    balances_of,
    max_size=4,
    unique_by=lambda row: row.asset,
).map(tuple)
steps = st.builds(Grid, st.integers(0, 18), st.sampled_from((1, 2, 5, 25))).filter(lambda grid: grid.places < 17)
rates = st.integers(0, 10**6).map(lambda n: n * 10**30)
levels = st.lists(st.tuples(amounts, maybe_zero), max_size=4).map(
    lambda rows: ("[" + ",".join(f'["{price}","{size}"]' for price, size in rows) + "]").encode()
)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base, quote = draw(coins), draw(coins | st.just("USDT"))
    return Market(
        venue="hitbtc",
        pair=f"{base}-{quote}",
        symbol=base + quote,
        base=base,
        quote=quote,
        tick=draw(steps),
        lot=draw(steps),
        quote_places=QUOTE_PLACES,
        maker_fee=-draw(rates),
        taker_fee=draw(rates),
        fee_asset=draw(st.just(quote) | coins),
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
        timed=True,
    )


tickers = st.builds(
    TickerReport,
    symbol=symbols,
    last=maybe_zero,
    bid=maybe_zero,
    bid_size=st.just(0),
    ask=maybe_zero,
    ask_size=st.just(0),
    open=maybe_zero,
    high=maybe_zero,
    low=maybe_zero,
    base_volume=maybe_zero,
    quote_volume=maybe_zero,
    at_ns=moments,
)
bars = st.lists(
    st.builds(
        CandleReport,
        open_ns=moments,
        open=amounts,
        high=amounts,
        low=amounts,
        close=amounts,
        base_volume=amounts,
        quote_volume=amounts,
    ),
    max_size=4,
    unique_by=lambda bar: bar.open_ns // MS,
).map(lambda rows: tuple(sorted(rows, key=lambda bar: bar.open_ns)))


@st.composite
def bills(draw: st.DrawFn) -> BillReport:
    kind, amount = draw(st.sampled_from(sorted(TYPES))), draw(amounts)
    lost = kind is BillKind.WITHDRAWAL or (kind is BillKind.TRANSFER and draw(st.booleans()))
    return BillReport(
        bill_id=draw(ids),
        asset=draw(coins),
        amount=-amount if lost else amount,
        kind=kind,
        fee=draw(maybe_zero) if kind is BillKind.WITHDRAWAL else 0,
        at_ns=draw(moments),
    )


def by_symbol(rows: list[Any]) -> tuple[Any, ...]:
    return tuple({row.symbol: row for row in rows}.values())


# answers


@st.composite
def glances(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    """What shows a market at a glance or over time, and what an account pays and was paid."""
    ask = draw(st.one_of(candle_asks, ticker_asks, bill_asks, st.builds(ReadFees, symbol=st.just("") | symbols)))
    answer: a.Answer
    match ask:
        case a.ReadCandles():
            answer = a.Candles(draw(bars))
        case a.ReadTickers(symbol) if symbol:
            answer = a.Tickers((replace(draw(tickers), symbol=symbol),))
        case a.ReadTickers():
            answer = a.Tickers(by_symbol(draw(st.lists(tickers, max_size=3))))
        case ReadFees(""):
            paid = st.builds(FeesReport, symbol=symbols, maker=signed, taker=signed)
            answer = Fees(by_symbol(draw(st.lists(paid, max_size=3))))
        case ReadFees(symbol):
            answer = FeesReport(symbol, draw(signed), draw(signed))
        case _:
            rows = tuple(draw(st.lists(bills(), max_size=3)))
            full = bool(rows) and draw(st.booleans())
            ask = replace(ask, limit=len(rows) if full else PAGE_MAX)
            answer = Bills(rows, rows[-1].bill_id if full else "")
    return ask, answer, draw(moments)


@st.composite
def pages(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    """The venue names no cursor: a page that is full has the last id for one, unless it reached back far enough."""
    if draw(st.booleans()):
        fill_ask = draw(fill_asks)
        some = tuple(draw(st.lists(fills, max_size=3)))
        full = bool(some) and not fill_ask.venue_id and draw(st.booleans())
        fill_ask = replace(fill_ask, limit=len(some) if full else PAGE_MAX)
        more = full and some[-1].at_ns >= fill_ask.since_ns
        return fill_ask, a.Fills(some, some[-1].trade_id if more else ""), draw(moments)
    ask = draw(closed_asks)
    rows = tuple(draw(st.lists(orders(), max_size=3)))
    full = bool(rows) and draw(st.booleans())
    ask = replace(ask, limit=len(rows) if full else PAGE_MAX)
    more = full and rows[-1].at_ns >= ask.since_ns
    return ask, a.Orders(rows, rows[-1].venue_id if more else ""), draw(moments)


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask, now_ns = draw(asks | stop_cancels), draw(moments)
    answer: a.Answer
    match ask:
        case a.ReadTime():
            answer = ServerTime(now_ns)
        case a.ReadMarkets():
            listed = draw(st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol))
            answer = Listing(tuple(listed))
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments))
        case a.ReadBooks():
            books_of = st.builds(
                BookFrame, symbol=symbols, snapshot=st.just(True), bids=levels, asks=levels, at_ns=moments
            )
            answer = a.Books(by_symbol(draw(st.lists(books_of, max_size=3))))
        case a.ReadTrades(""):
            told = sorted(draw(st.lists(trades, max_size=3)), key=lambda row: row.symbol)
            answer = a.Trades(tuple(told))
        case a.ReadTrades(symbol):
            rows = draw(st.lists(trades, max_size=3))
            answer = a.Trades(tuple(replace(row, symbol=symbol) for row in rows))
        case a.ReadCoins():
            answer = a.Coins(tuple(draw(st.lists(coins.map(CoinReport), max_size=3, unique_by=lambda c: c.asset))))
        case a.ReadBalances() | ReadWallet():
            one = replace(draw(balances_of), asset=ask.asset)
            answer = BalancesReport((one,) if ask.asset else draw(balance_rows), whole=not ask.asset)
        case Transfer():
            answer = Transferred(draw(ids))
        case a.Place() | PlaceStop():
            order = replace(draw(orders()), client_id=ask.client_id)
            answer = a.Placed(ask.client_id, order.venue_id, order)
        case a.Amend() | AmendStop():
            order = replace(draw(orders()), client_id=ask.new_client_id)
            answer = a.Amending(order.client_id, "", order.venue_id, order)
        case a.Cancel() | CancelStop():
            order = replace(draw(orders()), client_id=ask.client_id)
            answer = a.Cancelling(ask.client_id, order.venue_id, (order,))
        case a.CancelAll():
            answer = a.Cancelling(orders=tuple(draw(st.lists(orders(), max_size=3))))
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(orders())
            named = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders((named,) if ask.live else draw(st.sampled_from(((), (named,)))))
        case a.ReadOpenOrders():
            answer = a.Orders(tuple(draw(st.lists(orders(), max_size=3))))
        case a.ReadCandles() | a.ReadTickers() | ReadBills() | ReadFees():
            return draw(glances())
        case _:
            return draw(pages())
    return ask, answer, now_ns


# frames

public_topics = st.builds(
    Topic, channel=st.just(Channel.BOOK), symbol=symbols, name=st.sampled_from(("", *BOOK_CHANNELS))
) | st.builds(Topic, channel=st.just(Channel.TRADES), symbol=symbols)
chart_topics = st.builds(
    Topic, channel=st.just(Channel.CANDLES), symbol=symbols, name=st.sampled_from(sorted(INTERVALS))
) | st.builds(
    Topic, channel=st.just(Channel.TICKERS), symbol=symbols | st.just("*"), name=st.sampled_from(sorted(TICKER_KINDS))
)
private_topics = st.sampled_from((Topic(Channel.ORDERS), Topic(Channel.BALANCES)))
topics = public_topics | chart_topics | private_topics
many = st.lists(symbols, min_size=51, max_size=120).map(lambda names: tuple(Topic(Channel.BOOK, s) for s in names))
topic_lists = st.lists(topics, min_size=1, max_size=20, unique=True).map(tuple) | many
refs = st.sampled_from(("", "7", '"a word"'))
client_frames = st.one_of(
    st.builds(
        Login,
        api_key=words,
        passphrase=st.just(""),
        timestamp=st.integers(0, 10**15).map(str),
        signature=words,
        scheme=st.just("HS256"),
        window=st.just("") | st.integers(1, 60_000).map(str),
        ref=refs,
    ),
    st.builds(Login, words, st.just(""), st.just(""), words, st.sampled_from(("BASIC", "Basic")), st.just(""), refs),
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
    seq=seqs,
    at_ns=moments,
    name=st.sampled_from(sorted(BOOK_CHANNELS)),
)


@st.composite
def trade_frames(draw: st.DrawFn) -> TradesFrame:
    """Newest first: their numbers rise with time."""
    symbol = draw(symbols)
    rows = sorted(draw(st.lists(trades, max_size=3, unique_by=lambda t: t.trade_id)), key=lambda t: -int(t.trade_id))
    return TradesFrame(
        Topic(Channel.TRADES, symbol), tuple(replace(row, symbol=symbol) for row in rows), draw(st.booleans())
    )


@st.composite
def ticker_frames(draw: st.DrawFn) -> TickersFrame:
    """Each kind shows a part of it."""
    name, ticker = draw(st.sampled_from(sorted(TICKER_KINDS))), draw(tickers)
    if TICKER_KINDS[name] != PRICES:
        ticker = replace(ticker, bid_size=draw(maybe_zero), ask_size=draw(maybe_zero))
    else:
        ticker = replace(ticker, bid=0, ask=0)
    if TICKER_KINDS[name] == TOP:
        ticker = replace(ticker, last=0, open=0, high=0, low=0, base_volume=0, quote_volume=0)
    return TickersFrame(Topic(Channel.TICKERS, ticker.symbol, name), (ticker,))


candle_frames = st.builds(
    CandlesFrame,
    topic=st.builds(Topic, channel=st.just(Channel.CANDLES), symbol=symbols, name=st.sampled_from(sorted(INTERVALS))),
    rows=bars,
    snapshot=st.booleans(),
)
snapshots = st.lists(orders(), max_size=3).map(lambda rows: OrdersFrame(tuple(rows), snapshot=True))
numbers = {Topic(Channel.ORDERS): ("2", "4"), Topic(Channel.BALANCES): ("3", "5")}
lists = st.builds(
    Hearing,
    channel=st.just(Channel.BOOK),
    symbols=st.lists(symbols, max_size=5).map(tuple),
    name=st.sampled_from(("", *BOOK_CHANNELS)),
    ref=refs,
) | st.builds(Hearing, channel=st.just(Channel.TRADES), symbols=st.lists(symbols, max_size=5).map(tuple), ref=refs)
other_codes = st.sampled_from(sorted(set(OUTCOMES) - LOGIN_CODES))
venue_frames = st.one_of(
    st.sampled_from((LoggedIn(), LoggedIn("1"))),
    st.builds(LoginRefused, st.sampled_from(sorted(LOGIN_CODES)), words, st.sampled_from(("", "1"))),
    st.builds(StreamRefused, other_codes, words, st.none(), st.sampled_from(("", "11", "12"))),
    private_topics.flatmap(
        lambda topic: st.builds(StreamRefused, other_codes, words, st.just(topic), st.sampled_from(numbers[topic]))
    ),
    private_topics.map(lambda topic: Subscribed(topic, numbers[topic][0])),
    private_topics.map(lambda topic: Unsubscribed(topic, numbers[topic][1])),
    lists,
    books,
    candle_frames,
    ticker_frames(),
    trade_frames(),
    pushed().map(lambda order: OrdersFrame((order,))),
    snapshots,
    balance_rows.map(lambda rows: BalancesReport(rows, whole=False)),
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, moments),
    frame_max=4096,
)
