"""What BitMart's contracts carry. What is left out of these reports is what their messages do not tell."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketKind, MarketState
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import (
    Cause,
    Hold,
    Liquidity,
    MarginMode,
    OrderType,
    PositionMode,
    SelfTrade,
    Side,
    StopKind,
    Tif,
    TriggerBy,
)
from picaflor.venues.bitmart.futures_bills import FLOWS, PAGE_MAX
from picaflor.venues.bitmart.futures_market import DEPTH, TRADES_MAX
from picaflor.venues.bitmart.futures_orders import NEVER_RESTED
from picaflor.venues.bitmart.futures_prices import BARS_MAX, INTERVALS, RATES_MAX
from picaflor.venues.bitmart.futures_stop_rows import NOTHING_CAME
from picaflor.venues.bitmart.futures_symbols import MAKER, QUOTE_PLACES, TAKER
from picaflor.venues.bitmart.futures_topics import BOOK_CHANNELS, CANDLES, SIDED
from picaflor.venues.bitmart.futures_trading import OPEN_MAX
from picaflor.venues.bitmart.futures_trading import PAGE_MAX as LIST_MAX
from picaflor.venues.bitmart.futures_words import PLANNED, PRODUCT, reduces
from picaflor.venues.bitmart.pushes import LENGTHS
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    CandleReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    PositionReport,
    ServerTime,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stream import (
    EVERY,
    CandlesFrame,
    Channel,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    PositionsFrame,
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
from tests.laws.carried import MS, Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols, words

SECOND = 1000 * MS
DAY = 86_400 * SECOND
sides = st.sampled_from(Side)
margin_modes = st.sampled_from(MarginMode)
leverages = st.integers(1, 999)
later = st.integers(1, 4_000_000_000_000).map(lambda ms: ms * MS)
whole = st.integers(1, 10**9).map(lambda n: n * ONE)

# asks

kinds = st.sampled_from(
    (
        (OrderType.LIMIT, Tif.GTC),
        (OrderType.LIMIT, Tif.IOC),
        (OrderType.LIMIT, Tif.FOK),
        (OrderType.LIMIT_MAKER, Tif.GTC),
        (OrderType.MARKET, Tif.GTC),
    )
)
places = kinds.flatmap(
    lambda kind: st.builds(
        a.Place,
        symbol=symbols,
        client_id=client_ids,
        side=sides,
        type=st.just(kind[0]),
        size=whole,
        price=st.none() if kind[0] is OrderType.MARKET else amounts,
        tif=st.just(kind[1]),
        reduce_only=st.booleans(),
        margin_mode=st.none() | margin_modes,
        leverage=st.just(0) | leverages,
        self_trade=st.sampled_from((None, SelfTrade.CANCEL_MAKER, SelfTrade.CANCEL_TAKER, SelfTrade.CANCEL_BOTH)),
    )
)
cancels = st.builds(a.Cancel, symbol=symbols, client_id=client_ids) | st.builds(a.Cancel, symbol=symbols, venue_id=ids)
cursors = st.just("") | st.integers(4_000_000_000, 5_000_000_000).map(lambda s: f"{s}000")
seconds = st.just(0) | st.integers(2, 4_000_000_000).map(lambda s: s * SECOND)
page = {"symbol": st.just("") | symbols, "before": cursors, "limit": st.just(LIST_MAX), "since_ns": seconds}
order_asks = st.builds(a.ReadOrder, symbol=symbols, venue_id=ids)
open_asks = st.builds(a.ReadOpenOrders, symbol=st.just("") | symbols, limit=st.just(OPEN_MAX))
closed_asks = st.builds(a.ReadClosedOrders, **page)
fill_asks = st.builds(a.ReadFills, venue_id=st.just("") | ids, **page)
candle_asks = st.builds(
    a.ReadCandles,
    symbol=symbols,
    interval=st.sampled_from(sorted(INTERVALS)),
    limit=st.just(BARS_MAX),
    since_ns=st.integers(2, 4_000_000_000).map(lambda s: s * SECOND),
    until_ns=st.integers(4_000_000_000, 5_000_000_000).map(lambda s: s * SECOND),
)
bill_asks = st.builds(
    c.ReadBills,
    kind=st.none() | st.sampled_from(sorted(FLOWS.values())),
    before=st.just("") | st.integers(4_000_000_000_000, 5_000_000_000_000).map(str),
    limit=st.integers(1, PAGE_MAX),
    since_ns=moments,
)
ways = st.sampled_from((None, True, False))
watched = st.sampled_from((TriggerBy.LAST, TriggerBy.MARK))
trails = st.integers(10, 500).map(lambda n: n * ONE // 10_000)
of_position = st.sampled_from((StopKind.TAKE_PROFIT, StopKind.STOP_LOSS))
own_stops = {
    "symbol": symbols,
    "client_id": client_ids,
    "side": sides,
    "trigger": amounts,
    "by": watched,
    "size": whole,
    "reduce_only": st.booleans(),
    "margin_mode": margin_modes,
    "leverage": st.just(0) | leverages,
}
stop_asks = st.one_of(
    st.builds(s.PlaceStop, **own_stops, price=st.none() | amounts, rises=st.booleans()),
    st.builds(s.PlaceStop, **own_stops, kind=st.just(StopKind.TRAILING), trail=trails),
    st.builds(
        s.PlaceStop,
        symbol=symbols,
        client_id=client_ids,
        side=sides,
        trigger=amounts,
        kind=of_position,
        by=watched,
        price=st.none() | amounts,
        size=st.none() | whole,
        reduce_only=st.just(True),
    ),
    st.builds(
        lambda name, **rest: s.AmendStop(**rest, **name),
        name=st.builds(lambda id_: {"client_id": id_}, client_ids) | st.builds(lambda id_: {"venue_id": id_}, ids),
        symbol=symbols,
        trigger=amounts,
        kind=st.sampled_from((StopKind.STOP, StopKind.TAKE_PROFIT)),
        price=st.none() | amounts,
        by=watched,
    ),
    st.builds(s.CancelStop, symbol=symbols, client_id=client_ids, among=st.just(PLANNED)),
    st.builds(s.CancelStop, symbol=symbols, venue_id=ids, among=st.just(PLANNED)),
    st.builds(s.CancelStop, symbol=symbols, venue_id=ids, kind=st.just(StopKind.TRAILING)),
    st.builds(s.ReadStops, symbol=symbols, limit=st.just(OPEN_MAX), among=st.just((StopKind.STOP,))),
    st.builds(
        s.ReadStops,
        symbol=symbols,
        kind=st.just(StopKind.TAKE_PROFIT),
        limit=st.just(OPEN_MAX),
        among=st.just(PLANNED[1:]),
    ),
    st.builds(s.ReadStops, symbol=symbols, kind=st.just(StopKind.TRAILING), limit=st.just(OPEN_MAX)),
)
amend_asks = st.builds(
    lambda name, **rest: a.Amend(**rest, new_client_id="", **name),
    name=st.builds(lambda id_: {"client_id": id_}, client_ids) | st.builds(lambda id_: {"venue_id": id_}, ids),
    symbol=symbols,
    price=amounts,
    size=whole,
)
asks = st.one_of(
    stop_asks,
    amend_asks,
    st.sampled_from((a.ReadTime(), a.ReadBalances(), c.ReadPositions(), c.ReadSetup(""))),
    st.builds(a.ReadMarkets, symbol=st.just("") | symbols),
    places,
    cancels,
    st.builds(a.CancelAll, symbol=symbols),
    order_asks,
    open_asks,
    closed_asks,
    fill_asks,
    candle_asks,
    bill_asks,
    st.builds(a.ReadBook, symbol=symbols, depth=st.just(DEPTH)),
    st.builds(a.ReadTrades, symbol=symbols, limit=st.integers(1, TRADES_MAX)),
    st.builds(c.ReadFunding, symbol=symbols),
    st.builds(c.ReadFundingHistory, symbol=symbols, limit=st.integers(1, RATES_MAX)),
    st.builds(c.ReadTiers, symbol=symbols),
    st.builds(c.ReadSetup, symbol=symbols),
    st.builds(c.ReadFees, symbol=symbols),
    st.builds(c.SetLeverage, symbol=symbols, leverage=leverages, margin_mode=margin_modes),
    st.builds(c.SetPositionMode, st.sampled_from(PositionMode)),
    st.builds(ArmSwitch, symbols, (st.just(0) | st.integers(5, 86_400)).map(lambda seconds: seconds * SECOND)),
)

# reports


@st.composite
def waiting(draw: st.DrawFn, trails_too: bool = False, past: bool = False) -> s.StopReport:
    """Among past orders neither the way nor, but of those that trail, the price that was watched is told."""
    kinds = (StopKind.STOP, *(PLANNED[1:]), *((StopKind.TRAILING,) if trails_too else ()))
    kind = draw(st.sampled_from(kinds))
    return stop_of(draw, kind, past=past)


def stop_of(draw: st.DrawFn, kind: StopKind, *, past: bool) -> s.StopReport:
    side, hold, trailing = draw(sides), draw(st.sampled_from(Hold)), kind is StopKind.TRAILING
    came = draw(st.just("") | ids) if past else ""
    status = (s.StopStatus.TRIGGERED if came else s.StopStatus.CANCELLED) if past else s.StopStatus.WAITING
    less = reduces(hold, side, draw(st.booleans()) or kind.of_position)
    if kind.of_position and hold is not Hold.NET:
        side, less = (Side.SELL if hold is Hold.LONG else Side.BUY), True
    return s.StopReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=side,
        trigger=draw(amounts),
        kind=kind,
        by=draw(watched) if trailing or not past else TriggerBy.LAST,
        price=None if trailing else draw(st.none() | amounts),
        size=draw(amounts) if not kind.of_position else draw(st.none() | amounts),
        reduce_only=less and not kind.of_position,
        hold=hold,
        order_id=came,
        reason=NOTHING_CAME if status is s.StopStatus.CANCELLED else "",
        created_ns=draw(moments),
        at_ns=draw(moments),
        margin_mode=draw(st.none() | margin_modes),
        trail=draw(trails) if trailing else 0,
        rises=None if past or trailing else draw(ways),
        leverage=draw(st.just(0) | leverages),
    )


@st.composite
def pushed_stops(draw: st.DrawFn) -> s.StopReport:
    """What came of it is told by the order that did."""
    kind, ended = draw(st.sampled_from(StopKind)), draw(st.booleans())
    row = stop_of(draw, kind, past=ended)
    return replace(row, by=draw(watched), rises=None, order_id="")


@st.composite
def orders(draw: st.DrawFn) -> OrderReport:
    """Who wanted it stands where its type would, and then a price of nothing is a market order's."""
    kind = draw(st.sampled_from((OrderType.LIMIT, OrderType.MARKET)))
    side, hold = draw(sides), draw(st.sampled_from(Hold))
    size = draw(amounts)
    status = draw(st.sampled_from((OrderStatus.OPEN, OrderStatus.PARTIAL, OrderStatus.FILLED, OrderStatus.CANCELLED)))
    filled = {OrderStatus.OPEN: 0, OrderStatus.FILLED: size}.get(status, size // 2)
    created_ns = draw(moments)
    at_birth = draw(st.booleans())
    unborn = at_birth and status is OrderStatus.CANCELLED and not filled and kind is OrderType.LIMIT
    return OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=OrderStatus.OPEN if status is OrderStatus.PARTIAL and not filled else status,
        side=side,
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else draw(amounts),
        average=draw(amounts) if filled else None,
        size=size,
        hold=hold,
        reduce_only=reduces(hold, side, draw(st.booleans())),
        reason=NEVER_RESTED if unborn else "",
        created_ns=created_ns,
        at_ns=created_ns + (0 if at_birth else draw(later)),
        cause=draw(st.sampled_from((Cause.USER, Cause.LIQUIDATION, Cause.DELEVERAGING))),
        leverage=draw(st.just(0) | leverages),
        margin_mode=draw(st.none() | margin_modes),
    )


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    """A trade within it says neither its fee nor who was there first: that is told from its time."""
    order = draw(orders())
    if order.cause is Cause.USER and draw(st.booleans()):
        order = replace(order, cause=Cause.STOP)
    if draw(st.booleans()):
        return order
    takes = order.type is OrderType.MARKET or order.created_ns == order.at_ns
    fill = FillReport(
        symbol=order.symbol,
        trade_id=draw(ids),
        venue_id=order.venue_id,
        side=order.side,
        price=draw(amounts),
        size=draw(amounts),
        liquidity=Liquidity.TAKER if takes else Liquidity.MAKER,
        client_id=order.client_id,
        at_ns=order.at_ns,
        hold=order.hold,
    )
    return replace(order, fill=fill)


fills = st.builds(
    FillReport,
    symbol=symbols,
    trade_id=ids,
    venue_id=ids,
    side=sides,
    price=amounts,
    size=amounts,
    fee=signed,
    fee_asset=st.just("USDT"),
    liquidity=st.sampled_from(Liquidity),
    client_id=client_ids,
    at_ns=moments,
    realised=signed,
)
balance_rows = st.lists(
    st.builds(BalanceReport, asset=coins, free=signed, held=maybe_zero), max_size=4, unique_by=lambda row: row.asset
).map(tuple)


@st.composite
def positions(draw: st.DrawFn) -> PositionReport:
    hold = draw(st.sampled_from(Hold))
    short = hold is Hold.SHORT or (hold is Hold.NET and draw(st.booleans()))
    return PositionReport(
        symbol=draw(symbols),
        hold=hold,
        size=draw(amounts) * (-1 if short else 1),
        entry=draw(st.none() | amounts),
        mark=draw(st.none() | amounts),
        liquidation=draw(st.none() | amounts),
        leverage=draw(leverages),
        unrealised=draw(signed),
        at_ns=draw(moments),
        margin_mode=draw(margin_modes),
        margin=draw(maybe_zero),
        realised=draw(signed),
        created_ns=draw(moments),
    )


pushed_positions = st.builds(
    lambda row, closing: replace(
        row, mark=None, leverage=0, unrealised=None, margin=None, realised=None, closing=closing
    ),
    positions(),
    maybe_zero,
)
held = st.lists(positions(), max_size=3).map(tuple)


@st.composite
def setups(draw: st.DrawFn, symbol: str) -> c.MarginSetup:
    """One leverage and one margin mode, and the rows that are there."""
    mode, margin, leverage = draw(st.sampled_from(PositionMode)), draw(margin_modes), draw(leverages)
    there = (Hold.NET,) if mode is PositionMode.ONEWAY else (Hold.LONG, Hold.SHORT)
    rows = [
        replace(
            draw(positions().filter(lambda row, hold=hold: row.hold is hold)),  # type: ignore[misc]
            symbol=symbol,
            leverage=leverage,
            margin_mode=margin,
        )
        for hold in there
        if draw(st.booleans())
    ]
    return c.MarginSetup(symbol, mode, margin, leverage, leverage, leverage, positions=tuple(rows))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base = draw(coins)
    contract = Grid.of(draw(st.sampled_from(("1", "5", "10"))))
    lot = Grid.of(draw(st.sampled_from(("0.001", "0.01", "1", "25", "0.000005"))))
    return Market(
        venue="bitmart_perpetual",
        pair=f"{base}-USDT",
        symbol=f"{base}USDT",
        base=base,
        quote="USDT",
        tick=Grid.of(draw(st.sampled_from(("0.1", "0.05", "1", "0.00001")))),
        lot=lot,
        kind=MarketKind.LINEAR,
        settle="USDT",
        contract=contract,
        quote_places=QUOTE_PLACES,
        min_lots=draw(st.integers(1, 10**6)),
        max_lots=draw(st.integers(0, 10**9)),
        max_market_lots=draw(st.integers(0, 10**9)),
        maker_fee=read_atoms(MAKER),
        taker_fee=read_atoms(TAKER),
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
        max_leverage=draw(leverages),
    )


levels = st.lists(st.tuples(amounts, maybe_zero), max_size=4).map(
    lambda rows: ("[" + ",".join(f'{{"price":"{price}","vol":"{size}"}}' for price, size in rows) + "]").encode()
)
small = st.integers(1, 10**12)
shown = st.lists(st.tuples(small, small), max_size=4).map(
    lambda rows: ("[" + ",".join(f'{{"price":"{price}","vol":"{size}"}}' for price, size in rows) + "]").encode()
)
stream_trades = st.builds(
    TradeReport, symbol=symbols, trade_id=ids, side=sides, price=amounts, size=amounts, at_ns=moments
)
listed_trades = st.builds(
    TradeReport,
    symbol=symbols,
    trade_id=st.just(""),
    side=sides,
    price=amounts,
    size=amounts,
    at_ns=st.integers(0, 4_000_000_000).map(lambda s: s * SECOND),
)
bars = st.builds(
    CandleReport,
    open_ns=st.integers(0, 40_000).map(lambda day: day * DAY),
    open=amounts,
    high=amounts,
    low=amounts,
    close=amounts,
    base_volume=maybe_zero,
    quote_volume=st.just(0),
)
bar_rows = st.lists(bars, min_size=1, max_size=3, unique_by=lambda bar: bar.open_ns).map(
    lambda rows: tuple(sorted(rows, key=lambda bar: bar.open_ns))
)
bills = st.builds(
    c.BillReport,
    bill_id=ids,
    asset=coins,
    amount=signed,
    kind=st.sampled_from(sorted(FLOWS.values())),
    symbol=st.just("") | symbols,
    at_ns=moments,
)

# answers


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
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(shown), draw(shown), at_ns=draw(moments), product=PRODUCT)
        case a.ReadTrades(symbol):
            rows = draw(st.lists(listed_trades, max_size=3))
            answer = a.Trades(tuple(replace(row, symbol=symbol) for row in rows))
        case a.ReadCandles():
            answer = a.Candles(draw(bar_rows))
        case c.ReadFunding(symbol):
            answer = c.FundingReport(symbol, draw(signed), draw(moments), at_ns=draw(moments))
        case c.ReadFundingHistory(symbol):
            rates = st.lists(st.builds(c.FundingRate, st.just(symbol), signed, moments), max_size=3)
            answer = c.FundingHistory(tuple(draw(rates)))
        case c.ReadTiers(symbol):
            tier = st.builds(c.TierReport, st.integers(1, 99), maybe_zero, maybe_zero, leverages, maybe_zero)
            answer = c.Tiers(symbol, tuple(draw(st.lists(tier, max_size=3))))
        case a.ReadBalances():
            answer = BalancesReport(draw(balance_rows), whole=True, product=PRODUCT)
        case c.ReadPositions():
            answer = c.Positions(draw(held))
        case c.ReadSetup(""):
            answer = c.MarginSetup("", draw(st.sampled_from(PositionMode)))
        case c.ReadSetup(symbol):
            answer = draw(setups(symbol))
        case c.ReadFees(symbol):
            answer = c.FeesReport(symbol, draw(signed), draw(signed))
        case c.SetLeverage(symbol):
            leverage = draw(leverages)
            mode = draw(margin_modes)
            answer = c.MarginSetup(
                symbol, None, margin_mode=mode, leverage=leverage, leverage_long=leverage, leverage_short=leverage
            )
        case c.SetPositionMode():
            answer = c.Agreed()
        case ArmSwitch(_, after_ns):
            taken_ns = draw(st.integers(0, 4_000_000_000)) * SECOND
            answer = SwitchTaken(taken_ns, taken_ns + after_ns if after_ns else 0)
        case a.Amend() | s.AmendStop():
            answer = a.Amending(ask.client_id, ask.venue_id or draw(ids))
        case s.PlaceStop():
            answer = a.Placed(ask.client_id, draw(ids))
        case s.CancelStop():
            answer = a.Cancelling(ask.client_id, ask.venue_id)
        case s.ReadStops(kind=StopKind.TRAILING):
            answer = s.Stops(
                tuple(stop_of(draw, StopKind.TRAILING, past=False) for _ in range(draw(st.integers(0, 2))))
            )
        case s.ReadStops():
            answer = s.Stops(tuple(draw(st.lists(waiting(), max_size=3))))
        case a.ReadClosedOrders() if draw(st.booleans()):
            stops = tuple(draw(st.lists(waiting(trails_too=True, past=True), max_size=3)))
            told = draw(st.sampled_from((ask, s.ReadStops(ask.symbol, past=True, since_ns=ask.since_ns))))
            ask, answer = told, a.Orders((), stops=stops) if told is ask else s.Stops(stops)
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel():
            answer = a.Cancelling(ask.client_id, ask.venue_id)
        case a.CancelAll():
            answer = a.Cancelling()
        case a.ReadOrder(_, _, venue_id):
            answer = a.Orders(draw(st.sampled_from(((), (replace(draw(orders()), venue_id=venue_id),)))))
        case c.ReadBills():
            told = tuple(draw(st.lists(bills, max_size=3)))
            ask = replace(ask, limit=len(told) + 1)
            answer = c.Bills(told)
        case a.ReadFills():
            answer = a.Fills(tuple(draw(st.lists(fills, max_size=3))))
        case _:
            answer = a.Orders(tuple(draw(st.lists(orders(), max_size=3))))
    return ask, answer, now_ns


# frames


def topic(channel: Channel, symbol: str = "", name: str = "") -> Topic:
    return Topic(channel, symbol, name, PRODUCT)


public_topics = st.one_of(
    st.builds(topic, st.just(Channel.BOOK), symbols, st.sampled_from(("", *BOOK_CHANNELS))),
    st.builds(topic, st.just(Channel.TRADES), symbols),
    st.builds(topic, st.just(Channel.TICKERS), st.just(EVERY) | symbols),
    st.builds(topic, st.just(Channel.CANDLES), symbols, st.sampled_from(sorted(CANDLES))),
)
private_topics = st.sampled_from(
    (
        topic(Channel.ORDERS),
        topic(Channel.POSITIONS),
        topic(Channel.BALANCES),
        topic(Channel.BALANCES, name="BTC"),
    )
)
topics = public_topics | private_topics
topic_lists = st.lists(topics, min_size=1, max_size=20, unique=True).map(tuple)
client_frames = st.one_of(
    st.just(Ping()),
    st.builds(Login, words, st.just(""), st.integers(0, 10**15).map(str), words),
    topic_lists.map(Subscribe),
    topic_lists.map(Unsubscribe),
)
books = st.builds(
    BookFrame,
    symbol=symbols,
    snapshot=st.booleans(),
    bids=levels,
    asks=levels,
    seq=st.integers(0, 2**62),
    at_ns=moments,
    product=st.just(PRODUCT),
) | st.builds(
    BookFrame,
    symbol=symbols,
    snapshot=st.just(True),
    bids=levels,
    asks=levels,
    at_ns=moments,
    name=st.sampled_from(sorted(set(BOOK_CHANNELS) - set(SIDED))),
    product=st.just(PRODUCT),
)


@st.composite
def trade_frames(draw: st.DrawFn) -> TradesFrame:
    """Newest first."""
    symbol = draw(symbols)
    rows = sorted(draw(st.lists(stream_trades, min_size=1, max_size=3)), key=lambda trade: -trade.at_ns)
    return TradesFrame(topic(Channel.TRADES, symbol), tuple(replace(row, symbol=symbol) for row in rows))


@st.composite
def ticker_frames(draw: st.DrawFn) -> TickersFrame:
    symbol = draw(symbols)
    row = TickerReport(
        symbol=symbol,
        last=draw(amounts),
        bid=draw(amounts),
        bid_size=draw(amounts),
        ask=draw(amounts),
        ask_size=draw(amounts),
        open=0,
        high=0,
        low=0,
        base_volume=draw(maybe_zero),
        quote_volume=0,
        at_ns=0,
        mark=draw(amounts),
        index=draw(amounts),
    )
    return TickersFrame(topic(Channel.TICKERS, symbol), (row,))


@st.composite
def candle_frames(draw: st.DrawFn) -> CandlesFrame:
    name = draw(st.sampled_from(sorted(set(LENGTHS) & set(CANDLES))))
    return CandlesFrame(topic(Channel.CANDLES, draw(symbols), name), draw(bar_rows))


venue_frames = st.one_of(
    st.sampled_from((LoggedIn(), Pong())),
    st.builds(LoginRefused, st.just(""), words.filter(bool)),
    st.builds(StreamRefused, st.just(""), words.filter(bool), st.none() | topics),
    topics.map(Subscribed),
    topics.map(Unsubscribed),
    books,
    trade_frames(),
    ticker_frames(),
    candle_frames(),
    st.lists(pushed(), max_size=2).map(lambda rows: OrdersFrame(tuple(rows), topic(Channel.ORDERS))),
    st.lists(pushed_stops(), min_size=1, max_size=2).map(lambda rows: StopsFrame(tuple(rows), topic(Channel.ORDERS))),
    st.lists(pushed_positions, max_size=2).map(
        lambda rows: PositionsFrame(tuple(rows), topic(Channel.POSITIONS), whole=False)
    ),
    st.builds(
        lambda free, held: BalancesReport((BalanceReport("USDT", free, held),), whole=False, product=PRODUCT),
        signed,
        maybe_zero,
    ),
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, moments),
    frame_max=4096,
)
