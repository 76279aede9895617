"""What HashKey's contracts carry: what spot carries there, and what contracts alone tell. Sizes are contracts."""

from __future__ import annotations

from dataclasses import replace as with_fields

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.venues.hashkey.charts import INTERVALS
from picaflor.venues.hashkey.codes import OUTCOMES
from picaflor.venues.hashkey.family import PRODUCT, SUFFIX
from picaflor.venues.hashkey.market import DEPTH_MAX
from picaflor.venues.hashkey.perp_market import RATES_MAX
from picaflor.venues.hashkey.perp_stream import GLANCE, ORDERS, POSITIONS
from picaflor.venues.hashkey.perp_symbols import MAKER_FEE, QUOTE_PLACES, TAKER_FEE
from picaflor.venues.hashkey.perp_trading import FILLS_MAX, ORDERS_MAX
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    Listing,
    OrderReport,
    PositionReport,
    TickerReport,
)
from picaflor.wire.stops import CancelStop, PlaceStop, ReadStops, StopReport, Stops, StopStatus
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    Nodded,
    Nudged,
    OrdersFrame,
    Ping,
    Pong,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
)
from tests.laws import carried_hashkey as spot
from tests.laws.carried import Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed, symbols, words

holds = st.sampled_from((Hold.LONG, Hold.SHORT))
sides = st.sampled_from(Side)
leverages = st.integers(1, 999)
contracts = symbols.map(lambda symbol: symbol + SUFFIX)

# asks

places = st.builds(
    a.Place,
    symbol=contracts,
    client_id=client_ids,
    side=sides,
    type=st.sampled_from((OrderType.LIMIT, OrderType.MARKET)),
    size=amounts,
    price=amounts,
    tif=st.sampled_from((Tif.GTC, Tif.IOC, Tif.FOK)),
    hold=holds,
).map(lambda ask: replace(ask, price=None, tif=Tif.GTC) if ask.type is OrderType.MARKET else ask)
maker_places = st.builds(
    a.Place,
    symbol=contracts,
    client_id=client_ids,
    side=sides,
    type=st.just(OrderType.LIMIT_MAKER),
    size=amounts,
    price=amounts,
    hold=holds,
)
many_places = st.builds(
    lambda symbol, rows: a.PlaceMany(symbol, tuple(replace(row, symbol=symbol) for row in rows)),
    contracts,
    st.lists(places | maker_places, min_size=1, max_size=4, unique_by=lambda place: place.client_id),
)
stop_places = st.builds(
    PlaceStop,
    symbol=contracts,
    client_id=client_ids,
    side=sides,
    trigger=amounts,
    price=st.none() | amounts,
    size=amounts,
    hold=holds,
)
stop_cancels = st.builds(CancelStop, symbol=st.just(""), client_id=client_ids) | st.builds(
    CancelStop, symbol=st.just(""), venue_id=ids
)
page = {"symbol": contracts, "before": st.just("") | ids, "limit": st.integers(1, ORDERS_MAX)}
stop_pages = st.builds(ReadStops, **page) | st.builds(
    ReadStops, past=st.just(True), since_ns=moments, until_ns=moments, **page
)
stop_asks = st.builds(ReadStops, client_id=client_ids) | st.builds(ReadStops, venue_id=ids)
open_asks = st.builds(a.ReadOpenOrders, **page)
closed_asks = st.builds(a.ReadClosedOrders, since_ns=moments, **page)
fill_asks = st.builds(a.ReadFills, since_ns=moments, **{**page, "limit": st.integers(1, FILLS_MAX)})
contract_asks = st.one_of(
    st.builds(c.ReadMark, symbol=contracts, index_only=st.booleans()),
    st.builds(c.ReadFunding, symbol=contracts, asked_ns=moments.filter(lambda at_ns: at_ns != 1_000_000)),
    st.builds(c.ReadFundingHistory, symbol=contracts, limit=st.integers(1, RATES_MAX)),
    st.builds(c.ReadPositions, symbol=st.just("") | contracts),
    st.builds(c.ReadSetup, symbol=contracts),
    st.builds(c.ReadFees, symbol=contracts),
    st.builds(c.SetLeverage, symbol=contracts, leverage=leverages),
    st.builds(c.SetMarginMode, symbol=contracts, mode=st.sampled_from(MarginMode)),
    st.builds(c.AddMargin, symbol=contracts, amount=signed, hold=holds),
)
asks = st.one_of(
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadBalances())),
    st.builds(a.ReadMarkets, symbol=contracts),
    st.builds(a.ReadBook, symbol=contracts, depth=st.integers(1, DEPTH_MAX)),
    contract_asks,
    places,
    maker_places,
    many_places,
    spot.many_cancels,
    spot.bill_asks,
    stop_places,
    stop_cancels,
    stop_pages,
    stop_asks,
    spot.cancels,
    st.builds(a.CancelAll, symbol=contracts, side=st.none() | sides),
    spot.order_asks,
    open_asks,
    closed_asks,
    fill_asks,
    spot.listening_asks,
)

# reports


def of_contract(order: OrderReport, hold: Hold, size: int, average: int, leverage: int, cause: Cause) -> OrderReport:
    """No money is told of it, but what one contract cost on the average."""
    return replace(
        order,
        hold=hold,
        size=size,
        quote=None,
        filled_quote=None,
        average=average or None,
        leverage=leverage,
        cause=cause,
        fill=None,
    )


def contract_orders() -> st.SearchStrategy[OrderReport]:
    causes = st.sampled_from((Cause.USER, Cause.LIQUIDATION, Cause.DELEVERAGING))
    return st.builds(of_contract, spot.orders(), holds, amounts, maybe_zero, leverages, causes)


orders = contract_orders()
named_fills = st.builds(lambda fill, hold: replace(fill, hold=hold), spot.fills, holds)
fills = st.builds(lambda fill, won: replace(fill, client_id="", realised=won), named_fills, st.none() | signed)


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    order, fill = draw(orders), draw(st.none() | named_fills)
    if fill is None:
        return order
    same = {name: getattr(order, name) for name in ("symbol", "venue_id", "client_id", "side", "at_ns", "hold")}
    return replace(order, fill=replace(fill, **same))


@st.composite
def stops(draw: st.DrawFn, past: bool | None = None) -> StopReport:
    over = [status for status in StopStatus if status is not StopStatus.WAITING]
    states = tuple(StopStatus) if past is None else tuple(over) if past else (StopStatus.WAITING,)
    return StopReport(
        symbol=draw(contracts),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=draw(st.sampled_from(states)),
        side=draw(sides),
        trigger=draw(amounts),
        price=draw(st.none() | amounts),
        size=draw(amounts),
        hold=draw(holds),
        created_ns=draw(moments),
        at_ns=draw(moments),
    )


@st.composite
def positions(draw: st.DrawFn, pushed: bool) -> PositionReport:
    hold, size = draw(holds), draw(amounts)
    return PositionReport(
        symbol=draw(contracts),
        hold=hold,
        size=-size if hold is Hold.SHORT else size,
        entry=draw(amounts),
        liquidation=draw(st.none() | amounts),
        leverage=draw(leverages),
        unrealised=draw(st.none() | signed),
        at_ns=draw(moments) if pushed else 0,
        margin_mode=draw(st.none() | st.sampled_from(MarginMode)) if pushed else None,
        margin=draw(st.none() | amounts),
        realised=draw(st.none() | signed),
        closing=draw(st.sampled_from((0, size))),
    )


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base = draw(coins)
    return with_fields(
        draw(spot.markets()),
        venue="hashkey_perpetual",
        pair=f"{base}-USDT",
        symbol=f"{base}USDT{SUFFIX}",
        base=base,
        quote="USDT",
        kind=MarketKind.LINEAR,
        settle="USDT",
        contract=Grid(0),
        quote_places=QUOTE_PLACES,
        maker_fee=read_atoms(MAKER_FEE),
        taker_fee=read_atoms(TAKER_FEE),
        max_leverage=draw(leverages),
    )


money = st.lists(
    st.builds(BalanceReport, asset=coins, free=signed, held=maybe_zero), max_size=3, unique_by=lambda row: row.asset
).map(tuple)


# answers


@st.composite
def contract_answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask = draw(contract_asks)
    answer: a.Answer
    match ask:
        case c.ReadMark(symbol, True):
            answer = c.MarkReport(symbol, 0, draw(amounts))
        case c.ReadMark(symbol):
            answer = c.MarkReport(symbol, draw(amounts), 0, at_ns=draw(moments))
        case c.ReadFunding(symbol):
            answer = c.FundingReport(symbol, draw(signed), draw(moments))
        case c.ReadFundingHistory(symbol):
            times = draw(st.lists(moments, max_size=3, unique=True))
            rows = (c.FundingRate(symbol, draw(signed), at_ns) for at_ns in sorted(times, reverse=True))
            answer = c.FundingHistory(tuple(rows))
        case c.ReadPositions(symbol):
            held = draw(st.lists(positions(pushed=False), max_size=3))
            answer = c.Positions(tuple(replace(row, symbol=symbol or row.symbol) for row in held), whole=not symbol)
        case c.ReadSetup(symbol):
            times_ = draw(leverages)
            mode = draw(st.sampled_from(MarginMode))
            answer = c.MarginSetup(symbol, PositionMode.HEDGE, mode, times_, times_, times_)
        case c.ReadFees(symbol):
            answer = c.FeesReport(symbol, draw(signed), draw(signed))
        case _:
            answer = c.Agreed()
    return ask, answer, draw(moments)


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask = draw(
        st.one_of(
            st.sampled_from((a.ReadMarkets(), a.ReadBalances())),
            st.builds(a.ReadMarkets, symbol=contracts),
            st.builds(a.ReadBook, symbol=contracts, depth=st.integers(1, DEPTH_MAX)),
            places,
            maker_places,
            stop_places,
            stop_cancels,
            stop_asks,
            spot.cancels,
            st.builds(a.CancelAll, symbol=contracts, side=st.none() | sides),
            spot.order_asks,
        )
    )
    answer: a.Answer
    match ask:
        case a.ReadMarkets(symbol):
            listed = draw(st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol))
            answer = Listing(tuple(listed[:1] if symbol else listed))
        case a.ReadBalances():
            answer = BalancesReport(draw(money), whole=True, product=PRODUCT)
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(spot.levels), draw(spot.levels), at_ns=draw(moments), product=PRODUCT)
        case a.Place() | PlaceStop():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel(_, client_id, venue_id) | CancelStop(_, client_id, venue_id):
            answer = a.Cancelling(client_id or draw(client_ids), venue_id or draw(ids))
        case a.CancelAll():
            answer = a.Cancelling()
        case ReadStops():
            stop = draw(stops())
            same = replace(stop, venue_id=ask.venue_id) if ask.venue_id else replace(stop, client_id=ask.client_id)
            answer = Stops(draw(st.sampled_from(((), (same,)))))
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(orders)
            one = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (one,)))))
    return ask, answer, draw(moments)


@st.composite
def several(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask = draw(many_places | spot.many_cancels)
    return ask, draw(spot.verdicts(ask)), draw(moments)


@st.composite
def pages(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    """The venue names no cursor: a page that is full has the last id for one."""
    ask = draw(open_asks | closed_asks | fill_asks | stop_pages)
    full = draw(st.booleans())
    answer: a.Answer
    rows: tuple[FillReport, ...] | tuple[OrderReport, ...] | tuple[StopReport, ...]
    match ask:
        case a.ReadFills():
            rows = tuple(draw(st.lists(fills, min_size=full, max_size=3)))
            answer = a.Fills(rows, rows[-1].trade_id if full else "")
        case ReadStops():
            rows = tuple(draw(st.lists(stops(ask.past), min_size=full, max_size=3)))
            answer = Stops(rows, rows[-1].venue_id if full else "")
        case _:
            rows = tuple(draw(st.lists(orders, min_size=full, max_size=3)))
            answer = a.Orders(rows, rows[-1].venue_id if full else "")
    return replace(ask, limit=len(rows) if full else ORDERS_MAX), answer, draw(moments)


# frames

public_topics = st.one_of(
    st.builds(
        Topic,
        st.sampled_from((Channel.BOOK, Channel.TRADES)),
        contracts,
        product=st.just(PRODUCT),
    ),
    st.builds(Topic, st.just(Channel.CANDLES), contracts, st.sampled_from(INTERVALS), product=st.just(PRODUCT)),
    st.builds(Topic, st.just(Channel.TICKERS), contracts, st.just(GLANCE), product=st.just(PRODUCT)),
)
marks = st.builds(Topic, st.just(Channel.TICKERS), contracts, product=st.just(PRODUCT))
# Marks are asked for behind all others.
topic_lists = st.builds(
    lambda others, marked: (*others, *marked),
    st.lists(public_topics, min_size=1, max_size=10, unique=True),
    st.lists(marks, max_size=3, unique=True),
)
client_frames = st.one_of(st.sampled_from((Ping(), Nodded())), topic_lists.map(Subscribe), topic_lists.map(Unsubscribe))


def mark_frame(symbol: str, price: int, at_ns: int) -> TickersFrame:
    row = TickerReport(symbol, *(0,) * 10, at_ns=at_ns, mark=price)
    return TickersFrame(Topic(Channel.TICKERS, symbol, product=PRODUCT), (row,))


@st.composite
def public_frames(draw: st.DrawFn) -> TradesFrame | TickersFrame | CandlesFrame | BookFrame:
    match draw(st.integers(0, 3)):
        case 0:
            frame = draw(spot.trade_frames())
            return replace(frame, topic=replace(frame.topic, product=PRODUCT))
        case 1:
            return replace(draw(spot.books), product=PRODUCT)
        case 2:
            return draw(st.builds(mark_frame, contracts, amounts, moments))
        case _:
            told = draw(spot.venue_frames.filter(lambda frame: isinstance(frame, CandlesFrame)))
            return replace(told, topic=replace(told.topic, product=PRODUCT))


venue_frames = st.one_of(
    st.sampled_from((Pong(), Nudged())),
    st.builds(StreamRefused, st.sampled_from(sorted(OUTCOMES)), words),
    public_frames(),
    pushed().map(lambda order: OrdersFrame((order,), ORDERS)),
    positions(pushed=True).map(lambda row: PositionsFrame((row,), POSITIONS, whole=False, at_ns=row.at_ns)),
    st.builds(BalancesReport, rows=money, whole=st.just(False), at_ns=moments, product=st.just(PRODUCT)),
)

CARRIED = Carried(
    asks=asks,
    answers=answers() | contract_answers() | pages() | spot.flows() | several(),
    client_frames=client_frames,
    venue_frames=st.tuples(venue_frames, moments),
    frame_max=4096,
)
