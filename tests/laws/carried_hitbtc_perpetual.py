"""What HitBTC's contracts carry: what spot carries there, and what contracts alone tell."""

from __future__ import annotations

from dataclasses import replace as with_fields

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Market, MarketKind, MarketState
from picaflor.domain.orders import Hold, MarginMode, PositionMode, TriggerBy
from picaflor.venues.hitbtc.charts import INTERVALS
from picaflor.venues.hitbtc.futures_symbols import PRODUCT
from picaflor.venues.hitbtc.symbols import QUOTE_PLACES
from picaflor.venues.hitbtc.topics import BOOK_CHANNELS, TICKER_KINDS
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.reports import BalancesReport, BookFrame, FillReport, Listing, OrderReport, PositionReport, PotReport
from picaflor.wire.reports import TickerReport as Ticker
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    Hearing,
    LoggedIn,
    LoginRefused,
    OrdersFrame,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribe,
)
from picaflor.wire.wallet import WalletAsk
from tests.laws import carried_hitbtc as spot
from tests.laws.carried import Carried, amounts, coins, maybe_zero, moments, signed, symbols

margin_modes = st.sampled_from(MarginMode)
leverages = st.integers(1, 999)
times = moments
said_modes = st.none() | margin_modes

# asks

places = st.builds(
    lambda place, mode, reduces: replace(place, margin_mode=mode, reduce_only=reduces),
    spot.places | spot.market_places | spot.stop_places,
    said_modes,
    st.booleans(),
)
marks = st.sampled_from((TriggerBy.MARK, TriggerBy.INDEX))
contract_asks = st.one_of(
    st.builds(
        a.ReadCandles, symbol=symbols, interval=st.sampled_from(sorted(INTERVALS)), limit=st.integers(1, 1000), by=marks
    ),
    st.builds(c.ReadMark, symbol=symbols),
    st.builds(c.ReadFunding, symbol=symbols),
    st.builds(c.ReadFundingHistory, symbol=symbols, limit=st.integers(1, 1000), page=st.integers(1, 9))
    | st.builds(c.ReadFundingHistory, symbol=symbols, limit=st.integers(1, 1000), until_ns=times),
    st.just(c.ReadPositions()),
    st.just(c.ReadMarginModes()),
    st.builds(c.ReadSetup, symbol=symbols, margin_mode=margin_modes),
    st.builds(c.SetLeverage, symbol=symbols, leverage=leverages),
    st.builds(c.SetPot, symbol=symbols, balance=maybe_zero, leverage=st.integers(0, 999)),
    st.builds(c.ClosePosition, symbol=symbols, price=st.none() | amounts, margin_mode=margin_modes)
    | st.just(c.ClosePosition()),
)
SPOTS = a.Place | PlaceStop | c.ReadBills | WalletAsk
asks = contract_asks | places | spot.asks.filter(lambda ask: not isinstance(ask, SPOTS))

# reports


def of_contract(order: OrderReport, reduces: bool, mode: MarginMode | None) -> OrderReport:
    return replace(order, reduce_only=reduces, margin_mode=mode)


orders = st.builds(of_contract, spot.orders(), st.booleans(), said_modes)
pushed = st.builds(of_contract, spot.pushed(), st.booleans(), said_modes)
fills = st.builds(
    lambda fill, won, taken: replace(fill, realised=won, liquidates=taken),
    spot.fills,
    st.none() | signed,
    st.booleans(),
)


@st.composite
def positions(draw: st.DrawFn) -> PositionReport:
    size = draw(amounts)
    return PositionReport(
        symbol=draw(symbols),
        hold=Hold.NET,
        size=size * draw(st.sampled_from((1, -1))),
        entry=draw(amounts),
        liquidation=draw(st.none() | amounts),
        leverage=draw(leverages),
        at_ns=draw(moments),
        margin_mode=draw(margin_modes),
        created_ns=draw(moments),
    )


@st.composite
def markets(draw: st.DrawFn) -> Market:
    base = draw(coins)
    return with_fields(
        draw(spot.markets()),
        venue="hitbtc_perpetual",
        pair=f"{base}-USDT",
        symbol=f"{base}USDT_PERP",
        base=base,
        quote="USDT",
        kind=MarketKind.LINEAR,
        settle="USDT",
        quote_places=QUOTE_PLACES,
        fee_asset="USDT",
        state=draw(st.sampled_from((MarketState.OPEN, MarketState.HALTED))),
        max_leverage=draw(leverages),
    )


held = st.lists(positions(), max_size=3).map(tuple)
pots = st.builds(
    PotReport,
    symbol=symbols,
    asset=st.just("USDT"),
    balance=maybe_zero,
    orders=maybe_zero,
    positions=maybe_zero,
    leverage=leverages,
    created_ns=moments,
    at_ns=moments,
)
opened = st.lists(pots, max_size=2, unique_by=lambda pot: pot.symbol).map(tuple)
crossed = st.lists(
    positions().map(lambda row: replace(row, symbol=f"x{row.symbol}", margin_mode=MarginMode.CROSS)), max_size=3
).map(tuple)


def named(frame: BookFrame) -> BookFrame:
    return replace(frame, product=PRODUCT)


# answers


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask, now_ns = draw(contract_asks | places | orders_asked), draw(moments)
    answer: a.Answer
    match ask:
        case a.ReadCandles():
            bars = draw(spot.bars)
            answer = a.Candles(tuple(replace(bar, base_volume=0, quote_volume=0) for bar in bars))
        case c.ReadMark(symbol):
            answer = c.MarkReport(symbol, draw(amounts), draw(amounts), at_ns=draw(moments))
        case c.ReadFunding(symbol):
            answer = c.FundingReport(symbol, draw(signed), draw(moments), at_ns=draw(moments))
        case c.ReadFundingHistory(symbol):
            rows = st.lists(st.builds(c.FundingRate, st.just(symbol), signed, moments), max_size=3)
            answer = c.FundingHistory(tuple(draw(rows)))
        case c.ReadMarginModes():
            modes = st.builds(c.MarginModeReport, symbols, margin_modes, leverages)
            answer = c.MarginModes(tuple(draw(st.lists(modes, max_size=3))))
        case c.ReadPositions():
            answer = c.Positions(draw(crossed), pots=draw(opened))
        case c.ReadSetup(symbol, MarginMode.CROSS) | c.SetLeverage(symbol):
            leverage = draw(leverages)
            answer = c.MarginSetup(symbol, PositionMode.ONEWAY, MarginMode.CROSS, leverage, leverage, leverage)
        case c.ReadSetup(symbol) | c.SetPot(symbol):
            pot = replace(draw(pots), symbol=symbol)
            mine = draw(st.lists(positions(), max_size=1))
            rows = tuple(replace(row, symbol=symbol, margin_mode=MarginMode.ISOLATED) for row in mine)
            times = (pot.leverage,) * 3
            mode = MarginMode.ISOLATED
            answer = c.MarginSetup(symbol, PositionMode.ONEWAY, mode, *times, positions=rows, pot=pot)
        case c.ClosePosition(symbol):
            shut = tuple(draw(st.lists(positions(), min_size=1, max_size=1 if symbol else 3)))
            shut = tuple(replace(row, symbol=symbol) for row in shut) if symbol else shut
            answer = a.Closing((), shut)
        case a.ReadBalances():
            one = replace(draw(spot.balances_of), asset=ask.asset)
            told = (one,) if ask.asset else draw(spot.balance_rows)
            answer = BalancesReport(told, whole=not ask.asset, product=PRODUCT)
        case a.ReadMarkets():
            listed = st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol)
            answer = Listing(tuple(draw(listed)))
        case a.ReadBook(symbol):
            levels = spot.levels
            answer = named(BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments)))
        case a.Place() | PlaceStop():
            order = replace(draw(orders), client_id=ask.client_id)
            answer = a.Placed(ask.client_id, order.venue_id, order)
        case a.Amend() | AmendStop():
            order = replace(draw(orders), client_id=ask.new_client_id)
            answer = a.Amending(order.client_id, "", order.venue_id, order)
        case a.Cancel() | CancelStop():
            order = replace(draw(orders), client_id=ask.client_id)
            answer = a.Cancelling(ask.client_id, order.venue_id, (order,))
        case a.CancelAll():
            answer = a.Cancelling(orders=tuple(draw(st.lists(orders, max_size=3))))
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(orders)
            same = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders((same,) if ask.live else draw(st.sampled_from(((), (same,)))))
        case a.ReadOpenOrders():
            answer = a.Orders(tuple(draw(st.lists(orders, max_size=3))))
        case _:
            return draw(pages(ask))
    return ask, answer, now_ns


@st.composite
def pages(draw: st.DrawFn, ask: a.ReadFills | a.ReadClosedOrders) -> tuple[a.Ask, a.Answer, int]:
    rows: tuple[FillReport, ...] | tuple[OrderReport, ...]
    rows = tuple(draw(st.lists(fills if isinstance(ask, a.ReadFills) else orders, max_size=3)))
    asked = replace(ask, limit=len(rows) + 1)
    return asked, a.Fills(rows) if isinstance(ask, a.ReadFills) else a.Orders(rows), draw(moments)


orders_asked = st.one_of(
    st.builds(a.ReadBalances, asset=st.just("") | spot.coins),
    st.just(a.ReadMarkets()),
    st.builds(a.ReadBook, symbol=symbols, depth=st.integers(1, 1_000)),
    spot.amends,
    spot.stop_amends,
    spot.stop_cancels,
    spot.cancels,
    st.builds(a.CancelAll, symbol=st.just("") | symbols),
    spot.order_asks,
    spot.open_asks,
    spot.closed_asks,
    spot.fill_asks,
)
charted = spot.glances().filter(lambda told: not isinstance(told[0], c.ReadBills))

# frames

reports = (Topic(Channel.ORDERS, product=PRODUCT), Topic(Channel.POSITIONS, product=PRODUCT))
public_topics = st.one_of(
    st.builds(
        Topic, st.just(Channel.BOOK), symbols, st.sampled_from(("", *sorted(BOOK_CHANNELS))), product=st.just(PRODUCT)
    ),
    st.builds(Topic, st.just(Channel.TRADES), symbols, product=st.just(PRODUCT)),
    st.builds(Topic, st.just(Channel.CANDLES), symbols, st.sampled_from(sorted(INTERVALS)), product=st.just(PRODUCT)),
    st.builds(
        Topic,
        st.just(Channel.TICKERS),
        symbols,
        st.sampled_from(("1s", *sorted(TICKER_KINDS))),
        product=st.just(PRODUCT),
    ),
)
money = (Topic(Channel.BALANCES, product=PRODUCT),)
topic_lists = st.builds(
    lambda public, private: (*private, *public),
    st.lists(public_topics, max_size=20, unique=True).map(tuple),
    st.sampled_from((reports, money, (*reports, *money))),
)
infos = st.builds(
    Ticker,
    symbol=symbols,
    **dict.fromkeys(
        ("last", "bid", "bid_size", "ask", "ask_size", "open", "high", "low", "base_volume", "quote_volume"),
        st.just(0),
    ),
    at_ns=moments,
    mark=amounts,
    index=amounts,
    funding_rate=signed,
    funding_next_ns=moments,
    open_interest=maybe_zero,
)


@st.composite
def public_frames(draw: st.DrawFn) -> TradesFrame | TickersFrame | CandlesFrame | BookFrame:
    match draw(st.integers(0, 3)):
        case 0:
            frame = draw(spot.trade_frames())
            return replace(frame, topic=replace(frame.topic, product=PRODUCT))
        case 1:
            info = draw(infos)
            return TickersFrame(Topic(Channel.TICKERS, info.symbol, product=PRODUCT), (info,))
        case 2:
            return named(draw(spot.books))
        case _:
            topic = Topic(Channel.CANDLES, draw(symbols), draw(st.sampled_from(sorted(INTERVALS))), PRODUCT)
            return CandlesFrame(topic, draw(spot.bars), draw(st.booleans()))


private_frames = st.one_of(
    st.builds(OrdersFrame, st.tuples(pushed), st.just(reports[0])),
    st.builds(OrdersFrame, st.lists(orders, max_size=3).map(tuple), st.just(reports[0]), snapshot=st.just(True)),
    st.builds(PositionsFrame, held, st.just(reports[1])),
    st.builds(PositionsFrame, crossed, st.just(reports[1]), pots=opened),
    st.builds(BalancesReport, spot.balance_rows, whole=st.just(False), product=st.just(PRODUCT)),
)
answered = st.one_of(
    st.builds(LoggedIn, st.just("1")),
    st.just(LoginRefused("1002", "Authorization is required or has been failed. invalid key", "1")),
    st.builds(Hearing, st.just(Channel.TICKERS), st.lists(symbols, max_size=3).map(tuple), st.sampled_from(("", "1s"))),
    st.builds(Hearing, st.just(Channel.BOOK), st.lists(symbols, max_size=3).map(tuple)),
    st.just(StreamRefused("1001", "Authorization required", money[0], "22")),
)

CARRIED = Carried(
    asks=asks,
    answers=answers() | charted,
    client_frames=topic_lists.map(Subscribe) | topic_lists.map(Unsubscribe),
    venue_frames=st.tuples(public_frames() | private_frames | answered, moments),
    frame_max=4096,
)
