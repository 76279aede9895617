"""What Bitget's classic spot market carries. What is left out of these reports is what its messages do not tell."""

from __future__ import annotations

import string

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.orders import Liquidity, OrderType, SelfTrade, Side, StopKind, Tif, TriggerBy
from picaflor.venues.bitget.charts import INTERVALS
from picaflor.venues.bitget.words import EXPIRIES, POST_ONLY
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import rights as k
from picaflor.wire import stops as s
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
from picaflor.wire.stops import StopReport, StopStatus
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    StopsFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
    Unsubscribed,
)
from tests.laws.carried import Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols, words

sides = st.sampled_from(Side)
self_trades = st.none() | st.sampled_from([mode for mode in SelfTrade if mode is not SelfTrade.NONE])
REASONS = ("normal_cancel", "stp_cancel", "slippage_cancel", "modify_limit_order")

# asks

attachments = st.tuples(
    *(
        st.none() | st.builds(s.Attached, st.just(kind), trigger=amounts, price=st.none() | amounts)
        for kind in (StopKind.TAKE_PROFIT, StopKind.STOP_LOSS)
    )
).map(lambda both: tuple(each for each in both if each is not None))
places = st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=sides,
    type=st.just(OrderType.LIMIT),
    size=amounts,
    price=amounts,
    tif=st.sampled_from((Tif.GTC, Tif.IOC, Tif.FOK)),
    self_trade=self_trades,
    attached=attachments,
) | st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=sides,
    type=st.just(OrderType.LIMIT_MAKER),
    size=amounts,
    price=amounts,
)
market_places = st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=st.just(Side.BUY),
    type=st.just(OrderType.MARKET),
    quote=amounts,
) | st.builds(
    a.Place,
    symbol=symbols,
    client_id=client_ids,
    side=st.just(Side.SELL),
    type=st.just(OrderType.MARKET),
    size=amounts,
)
# One id travels, and an order is asked for by its id alone.
cancels = st.builds(a.Cancel, symbol=symbols, client_id=client_ids) | st.builds(a.Cancel, symbol=symbols, venue_id=ids)
order_asks = st.builds(a.ReadOrder, symbol=st.just(""), client_id=client_ids) | st.builds(
    a.ReadOrder, symbol=st.just(""), venue_id=ids
)
limits = st.integers(1, 100)
open_asks = st.builds(a.ReadOpenOrders, symbol=st.just("") | symbols, before=st.just("") | ids, limit=limits)
closed_asks = st.builds(
    a.ReadClosedOrders, symbol=st.just("") | symbols, before=st.just("") | ids, limit=limits, since_ns=moments
)
fill_asks = st.builds(
    a.ReadFills,
    symbol=st.just("") | symbols,
    venue_id=st.just("") | ids,
    before=st.just("") | ids,
    limit=limits,
    since_ns=moments,
)
book_asks = st.builds(a.ReadBook, symbol=symbols, depth=st.integers(1, 150))
trade_asks = st.builds(a.ReadTrades, symbol=symbols, limit=st.integers(1, 500), history=st.booleans())
ticker_asks = st.builds(a.ReadTickers, symbol=st.just("") | symbols)
candle_asks = st.builds(
    a.ReadCandles,
    symbol=symbols,
    interval=st.sampled_from(sorted(INTERVALS)),
    limit=st.integers(1, 200),
    since_ns=moments,
    until_ns=moments.filter(bool),
    history=st.booleans(),
)
listing_asks = st.sampled_from(("MARGIN", "USDT-FUTURES", "COIN-FUTURES")).map(a.ReadListing)
all_cancels = st.builds(a.CancelAll, symbol=symbols)


@st.composite
def batches(draw: st.DrawFn) -> a.PlaceMany:
    symbol = draw(symbols)
    rows = draw(st.lists(places | market_places, min_size=1, max_size=3, unique_by=lambda place: place.client_id))
    return a.PlaceMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


@st.composite
def cancel_batches(draw: st.DrawFn) -> a.CancelMany:
    symbol = draw(symbols)
    rows = draw(st.lists(cancels, min_size=1, max_size=3, unique_by=lambda row: row.client_id or row.venue_id))
    return a.CancelMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


def amended(ask: type, **more: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(ask, client_id=client_ids, **more) | st.builds(ask, venue_id=ids, **more)


amendments = amended(
    a.Amend, symbol=symbols, price=amounts, size=amounts, new_client_id=client_ids, attached=attachments
)


@st.composite
def amend_batches(draw: st.DrawFn) -> a.AmendMany:
    symbol = draw(symbols)
    rows = draw(st.lists(amendments, min_size=1, max_size=3, unique_by=lambda row: row.new_client_id))
    return a.AmendMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


@st.composite
def stops(draw: st.DrawFn) -> s.PlaceStop:
    by_money = draw(st.booleans())
    return s.PlaceStop(
        symbol=draw(symbols),
        client_id=draw(client_ids),
        side=Side.BUY if by_money else draw(sides),
        trigger=draw(amounts),
        by=draw(st.sampled_from((TriggerBy.LAST, TriggerBy.MARK))),
        price=None if by_money else draw(st.none() | amounts),
        size=None if by_money else draw(amounts),
        quote=draw(amounts) if by_money else None,
    )


# A stop is named by its id alone, and cancelled by it, or with all others of a symbol.
stop_asks = st.one_of(
    stops(),
    amended(s.AmendStop, symbol=st.just(""), trigger=amounts, price=st.none() | amounts, size=st.none() | amounts),
    amended(s.CancelStop, symbol=st.just("")),
    st.builds(s.CancelStop, symbol=symbols),
    st.builds(
        s.ReadStops,
        symbol=st.just("") | symbols,
        past=st.booleans(),
        before=st.just("") | ids,
        limit=limits,
        since_ns=moments,
        until_ns=moments,
    ),
)


def listed(
    kind: c.BillKind, coin: st.SearchStrategy[str] = coins, gained: st.SearchStrategy[bool | None] = st.none()
) -> st.SearchStrategy[c.ReadBills]:
    """A venue's own list of payments of one kind."""
    return st.builds(
        c.ReadBills,
        kind=st.just(kind),
        before=st.just("") | ids,
        limit=st.integers(1, 100),
        since_ns=moments,
        until_ns=moments,
        asset=coin,
        listed=st.just(True),
        gained=gained,
    )


bill_kinds = (c.BillKind.TRADE, c.BillKind.DEPOSIT, c.BillKind.WITHDRAWAL, c.BillKind.TRANSFER)
money_asks = st.one_of(
    st.builds(
        c.ReadBills,
        kind=st.none() | st.sampled_from(bill_kinds),
        before=st.just("") | ids,
        limit=st.integers(1, 500),
        since_ns=moments,
        until_ns=moments,
        asset=st.just("") | coins,
    ),
    st.builds(c.ReadFees, symbol=symbols),
    listed(c.BillKind.DEPOSIT, coin=st.just("") | coins),
    listed(c.BillKind.WITHDRAWAL, coin=st.just("") | coins),
    listed(c.BillKind.TRANSFER, gained=st.booleans()),
)
asks = st.one_of(
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadCoins(), a.ReadBalances(), k.ReadKeyRights())),
    places,
    market_places,
    cancels,
    all_cancels,
    order_asks,
    open_asks,
    closed_asks,
    fill_asks,
    book_asks,
    trade_asks,
    ticker_asks,
    candle_asks,
    listing_asks,
    batches(),
    cancel_batches(),
    amendments,
    amend_batches(),
    stop_asks,
    money_asks,
)


# reports


@st.composite
def queried(draw: st.DrawFn) -> OrderReport:
    """Row 14 and 16 know neither force nor single fills."""
    side, kind = draw(sides), draw(st.sampled_from((OrderType.LIMIT, OrderType.MARKET)))
    by_money = kind is OrderType.MARKET and side is Side.BUY
    status = draw(st.sampled_from(OrderStatus))
    return OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=side,
        type=kind,
        filled=0 if status is OrderStatus.REFUSED else draw(maybe_zero),
        price=None if kind is OrderType.MARKET else draw(amounts),
        size=None if by_money else draw(amounts),
        quote=draw(amounts) if by_money else None,
        filled_quote=draw(maybe_zero),
        reason=draw(_reasons(status, None)),
        created_ns=draw(moments),
        at_ns=draw(moments),
        fees=draw(_fees),
    )


_fees = st.lists(st.tuples(coins, signed), max_size=2, unique_by=lambda fee: fee[0]).map(tuple)


def _reasons(status: OrderStatus, tif: Tif | None) -> st.SearchStrategy[str]:
    match status:
        case OrderStatus.CANCELLED:
            return st.sampled_from(REASONS)
        case OrderStatus.REFUSED:
            return st.just(POST_ONLY)
        case OrderStatus.EXPIRED:
            return st.sampled_from(EXPIRIES) if tif is None else st.just(EXPIRIES[tif is Tif.FOK])
        case _:
            return st.just("")


@st.composite
def opened(draw: st.DrawFn) -> OrderReport:
    status = draw(st.sampled_from((OrderStatus.OPEN, OrderStatus.PARTIAL)))
    return replace(draw(queried()), status=status, reason="", fees=())


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    """Row 33 knows the force and the fill, and no money spent."""
    order = draw(queried())
    kind, tif = order.type, Tif.GTC
    if kind is OrderType.LIMIT:
        kind, tif = draw(
            st.sampled_from([(kind, t) for t in (Tif.GTC, Tif.IOC, Tif.FOK)] + [(OrderType.LIMIT_MAKER, Tif.GTC)])
        )
    fill = draw(st.none() | fills)
    if fill is not None:
        fill = replace(fill, symbol=order.symbol, venue_id=order.venue_id, client_id=order.client_id, side=order.side)
    reason = draw(_reasons(order.status, tif))
    told = {"filled_quote": None, "fill": fill, "reason": reason, "self_trade": draw(self_trades)}
    return replace(order, type=kind, tif=tif, **told)


# Row 17 names no client id.
fills = st.builds(
    FillReport,
    symbol=symbols,
    trade_id=ids,
    venue_id=ids,
    side=sides,
    price=amounts,
    size=amounts,
    fee=st.none() | signed,
    fee_asset=coins,
    liquidity=st.none() | st.sampled_from(Liquidity),
    at_ns=moments,
)
trades = st.builds(TradeReport, symbol=symbols, trade_id=ids, side=sides, price=amounts, size=amounts, at_ns=moments)


def balances_of(free: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[BalanceReport, ...]]:
    row = st.builds(BalanceReport, asset=coins, free=free, held=maybe_zero)
    return st.lists(row, max_size=4, unique_by=lambda row: row.asset).map(tuple)


balance_rows = balances_of(maybe_zero)
tickers = st.builds(
    TickerReport,
    **dict.fromkeys(("last", "bid", "ask", "open", "high", "low"), amounts),
    **dict.fromkeys(("bid_size", "ask_size", "base_volume", "quote_volume"), maybe_zero),
    symbol=symbols,
    at_ns=moments,
)
candles = st.builds(
    CandleReport,
    open_ns=moments,
    **dict.fromkeys(("open", "high", "low", "close", "base_volume", "quote_volume"), maybe_zero),
)
grids = st.integers(0, 18).map(Grid)
rates = st.integers(0, 10**6).map(lambda n: n * 10**30)
levels = st.lists(st.tuples(amounts, maybe_zero), max_size=4).map(
    lambda rows: ("[" + ",".join(f'["{price}","{size}"]' for price, size in rows) + "]").encode()
)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base, quote = draw(coins), draw(coins | st.just("USDT"))
    return Market(
        venue="bitget",
        pair=f"{base}-{quote}",
        symbol=base + quote,
        base=base,
        quote=quote,
        tick=draw(grids),
        lot=draw(grids),
        quote_places=draw(st.integers(0, 18)),
        min_notional=draw(maybe_zero) if quote == "USDT" else 0,  # stated in USDT, whatever the quote
        maker_fee=-draw(rates),
        taker_fee=draw(rates),
        max_open_orders=draw(st.integers(0, 10**6)),
        band_up=draw(rates),
        band_down=draw(rates),
        buys_by_quote=True,
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
    )


# answers


@st.composite
def pages(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    """The venue names no cursor: a page that is full has the last id for one."""
    rows: tuple[OrderReport, ...] | tuple[FillReport, ...]
    kind = draw(st.integers(0, 2))
    if kind == 2:
        fill_ask = draw(fill_asks)
        rows = tuple(draw(st.lists(fills, max_size=3)))
        full = draw(st.booleans()) and rows
        ask = replace(fill_ask, limit=len(rows) if full else len(rows) + 1)
        return ask, a.Fills(rows, rows[-1].trade_id if full else ""), draw(moments)
    order_ask: a.ReadOpenOrders | a.ReadClosedOrders = draw(closed_asks if kind else open_asks)
    rows = tuple(draw(st.lists(queried() if kind else opened(), max_size=3)))
    full = draw(st.booleans()) and rows
    return (
        replace(order_ask, limit=len(rows) if full else len(rows) + 1),
        a.Orders(rows, rows[-1].venue_id if full else ""),
        draw(moments),
    )


@st.composite
def told_stops(draw: st.DrawFn) -> StopReport:
    by_money = draw(st.booleans())
    return StopReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=draw(st.sampled_from(StopStatus)),
        side=draw(sides),
        trigger=draw(amounts),
        by=draw(st.sampled_from((TriggerBy.LAST, TriggerBy.MARK))),
        price=draw(st.none() | amounts),
        size=None if by_money else draw(amounts),
        quote=draw(amounts) if by_money else None,
        created_ns=draw(moments),
        at_ns=draw(moments),
    )


@st.composite
def bills(draw: st.DrawFn, kind: c.BillKind | None) -> c.BillReport:
    kind = kind or draw(st.sampled_from((*bill_kinds, c.BillKind.FEE, c.BillKind.OTHER)))
    return c.BillReport(
        bill_id=draw(ids),
        asset=draw(coins),
        amount=draw(signed),
        kind=kind,
        fee=draw(signed),
        balance=draw(st.none() | signed),
        at_ns=draw(moments),
        side=draw(sides) if kind is c.BillKind.TRADE else None,
    )


@st.composite
def payments(draw: st.DrawFn, ask: c.ReadBills) -> c.BillReport:
    """As a list of them tells it: no balance, and a fee of what goes out alone."""
    size, fee = draw(amounts), draw(amounts) if ask.kind is c.BillKind.WITHDRAWAL else 0
    came = ask.kind is c.BillKind.DEPOSIT or ask.gained is True
    return c.BillReport(
        draw(ids), draw(coins), size if came else -size, ask.kind or c.BillKind.OTHER, fee=fee, at_ns=draw(moments)
    )


NO = a.Refused("45110", "less than the minimum amount 1 USDT", a.Refusal.RULE)


@st.composite
def rarer_answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer]:
    """Of a batch the first is refused: what was not taken stands behind what was."""
    ask = draw(st.one_of(batches(), cancel_batches(), amendments, amend_batches(), stop_asks, money_asks))
    match ask:
        case a.PlaceMany(_, wanted):
            taken = [(row.client_id, a.Placed(row.client_id, draw(ids))) for row in wanted[1:]]
            return ask, a.PlacedMany((*taken, (wanted[0].client_id, NO)))
        case a.CancelMany(_, wanted):
            gone = [a.Cancelling(row.client_id or draw(client_ids), row.venue_id or draw(ids)) for row in wanted[1:]]
            first = wanted[0].client_id or wanted[0].venue_id
            return ask, a.CancellingMany((*((row.client_id, row) for row in gone), (first, NO)))
        case a.Amend():
            fresh = draw(ids.filter(lambda venue_id: venue_id != ask.venue_id))
            return ask, a.Amending(ask.new_client_id, ask.venue_id, fresh)
        case a.AmendMany(_, wanted):
            changed = [
                a.Amending(row.new_client_id, row.venue_id, f"1{row.venue_id}{n}") for n, row in enumerate(wanted)
            ]
            return ask, a.AmendingMany(tuple((row.client_id, row) for row in changed))
        case s.PlaceStop():
            return ask, a.Placed(ask.client_id, draw(ids))
        case s.AmendStop():
            return ask, a.Amending(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case s.CancelStop(_, "", ""):
            every = draw(st.lists(st.builds(a.Cancelling, client_ids, ids), max_size=3))
            return ask, a.CancellingMany(tuple((row.client_id, row) for row in every))
        case s.CancelStop():
            return ask, a.Cancelling(ask.client_id, ask.venue_id)
        case s.ReadStops():
            stopped = tuple(draw(st.lists(told_stops(), max_size=3)))
            return ask, s.Stops(stopped, draw(st.just("") | ids))
        case c.ReadBills():
            booked = tuple(draw(st.lists(payments(ask) if ask.listed else bills(ask.kind), max_size=3)))
            full = bool(draw(st.booleans()) and booked)
            return replace(ask, limit=len(booked) if full else 100), c.Bills(booked, booked[-1].bill_id if full else "")
        case _:
            return ask, c.FeesReport(ask.symbol, draw(signed), draw(signed))


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    now_ns = draw(moments)
    ask = draw(asks)
    answer: a.Answer
    match ask:
        case a.ReadTime():
            answer = ServerTime(now_ns)
        case a.ReadMarkets():
            rows = draw(st.lists(markets(), max_size=3, unique_by=lambda market: market.symbol))
            answer = Listing(tuple(rows))
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments))
        case a.ReadTrades():
            answer = a.Trades(tuple(draw(st.lists(trades, max_size=3))))
        case a.ReadTickers():
            answer = a.Tickers(tuple(draw(st.lists(tickers, max_size=2))))
        case a.ReadCandles():
            answer = a.Candles(tuple(draw(st.lists(candles, max_size=3))))
        case a.ReadCoins():
            answer = a.Coins(tuple(draw(st.lists(coins.map(CoinReport), max_size=3))))
        case a.ReadListing():
            answer = Listing(())
        case a.ReadBalances():
            answer = BalancesReport(draw(balance_rows), whole=True, at_ns=now_ns)
        case k.ReadKeyRights():
            rights = draw(st.sets(st.sampled_from(k.KeyRight)))
            answer = k.KeyRights(tuple(right for right in k.KeyRight if right in rights))
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel():
            answer = a.Cancelling(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case a.CancelAll():
            answer = a.Cancelling()
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(queried())
            named = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (named,)))))
        case a.ReadOpenOrders() | a.ReadClosedOrders() | a.ReadFills():
            return draw(pages())
        case _:
            return *draw(rarer_answers()), now_ns
    return ask, answer, now_ns


# frames

book_names = st.sampled_from(("", "books1", "books5", "books15"))
topics = st.one_of(
    st.builds(Topic, channel=st.just(Channel.BOOK), symbol=symbols, name=book_names),
    st.builds(Topic, channel=st.sampled_from((Channel.TRADES, Channel.TICKERS)), symbol=symbols),
    st.builds(Topic, channel=st.just(Channel.CANDLES), symbol=symbols, name=st.sampled_from(sorted(INTERVALS))),
    st.builds(
        Topic, channel=st.sampled_from((Channel.ORDERS, Channel.FILLS, Channel.STOPS)), symbol=st.just("") | symbols
    ),
    st.just(Topic(Channel.BALANCES)),
)
topic_lists = st.lists(topics, min_size=1, max_size=20).map(tuple) | st.lists(topics, min_size=100, max_size=120).map(
    tuple
)
client_frames = st.one_of(
    st.just(Ping()),
    st.builds(Login, words, words, st.text(string.digits, min_size=1, max_size=13), words),
    topic_lists.map(Subscribe),
    topic_lists.map(Unsubscribe),
)
seqs = st.none() | st.integers(0, 2**62)
books = st.builds(
    BookFrame,
    symbol=symbols,
    snapshot=st.booleans(),
    bids=st.just(b"") | levels,
    asks=st.just(b"") | levels,
    seq=seqs,
    prev=seqs,
    checksum=st.none() | st.integers(-(2**31), 2**31 - 1),
    at_ns=moments,
    name=book_names,
)


@st.composite
def trade_frames(draw: st.DrawFn) -> TradesFrame:
    symbol = draw(symbols)
    rows = tuple(replace(row, symbol=symbol) for row in draw(st.lists(trades, max_size=3)))
    return TradesFrame(Topic(Channel.TRADES, symbol), rows, draw(st.booleans()))


orders_frames = st.builds(
    OrdersFrame,
    rows=st.lists(pushed(), max_size=3).map(tuple),
    topic=st.builds(Topic, channel=st.just(Channel.ORDERS), symbol=st.just("") | symbols),
)


@st.composite
def other_frames(draw: st.DrawFn) -> TickersFrame | CandlesFrame | FillsFrame | StopsFrame:
    """Of fills what was paid, and never what was earned: the sign of their fees is not settled."""
    symbol = draw(symbols)
    match draw(st.integers(0, 3)):
        case 0:
            return TickersFrame(Topic(Channel.TICKERS, symbol), (draw(tickers),))
        case 1:
            topic = Topic(Channel.CANDLES, symbol, draw(st.sampled_from(sorted(INTERVALS))))
            return CandlesFrame(topic, tuple(draw(st.lists(candles, max_size=3))), draw(st.booleans()))
        case 2:
            paid = [replace(fill, fee=fill.fee and abs(fill.fee)) for fill in draw(st.lists(fills, max_size=3))]
            return FillsFrame(tuple(paid))
        case _:
            return StopsFrame(tuple(draw(st.lists(told_stops(), max_size=3))))


login_codes = st.sampled_from(("30005", "30011", "30012", "30013", "30014", "30015"))
other_codes = st.sampled_from(("30001", "30002", "30003", "30004", "30006", "30007", "30016"))
venue_frames = st.one_of(
    st.sampled_from((Pong(), LoggedIn())),
    st.builds(LoginRefused, login_codes, words),
    st.builds(StreamRefused, other_codes, st.just("request refused"), st.none() | topics),
    topics.map(Subscribed),
    topics.map(Unsubscribed),
    books,
    trade_frames(),
    orders_frames,
    other_frames(),
)
balances_frames = moments.filter(bool).flatmap(
    lambda at_ns: st.tuples(
        balance_rows.map(lambda rows: BalancesReport(rows, whole=False, at_ns=at_ns)), st.just(at_ns)
    )
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, moments) | balances_frames,
    frame_max=4096,
)
