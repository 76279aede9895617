"""What HitBTC's margin carries: orders and positions as contracts do, in one mode; the market and its money as spot."""

from __future__ import annotations

from dataclasses import replace as with_fields

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.orders import MarginMode, PositionMode
from picaflor.venues.hitbtc.margin_symbols import PRODUCT, ROW
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.reports import BalancesReport, BookFrame, Listing, PositionReport, PotReport
from picaflor.wire.stops import PlaceStop
from picaflor.wire.stream import (
    Channel,
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
    VenueFrame,
)
from tests.laws import carried_hitbtc as spot
from tests.laws import carried_hitbtc_perpetual as contracts
from tests.laws.carried import Carried, maybe_zero, moments, symbols

ISOLATED = MarginMode.ISOLATED


def isolated(row: PositionReport, symbol: str) -> PositionReport:
    return replace(row, symbol=symbol, margin_mode=ISOLATED)


# asks

places = contracts.places.map(lambda place: replace(place, margin_mode=ISOLATED))
margin_asks = st.one_of(
    st.just(c.ReadPositions()),
    st.just(c.ReadMarginModes()),
    st.builds(c.ReadSetup, symbol=symbols, margin_mode=st.just(ISOLATED)),
    st.builds(c.SetPot, symbol=symbols, balance=maybe_zero),
    st.builds(c.ClosePosition, symbol=symbols, price=st.none() | contracts.amounts, margin_mode=st.just(ISOLATED))
    | st.just(c.ClosePosition()),
)
asks = margin_asks | places | spot.asks.filter(lambda ask: not isinstance(ask, contracts.SPOTS))

# answers


@st.composite
def markets(draw: st.DrawFn) -> Market:
    market = draw(spot.markets())
    times = draw(st.integers(2, 999))
    return with_fields(
        market, venue=ROW, kind=MarketKind.LINEAR, settle=market.quote, fee_asset=market.quote, max_leverage=times
    )


@st.composite
def accounts(draw: st.DrawFn) -> tuple[tuple[PositionReport, ...], tuple[PotReport, ...]]:
    """A position stands in the pot of its market."""
    pots = draw(contracts.opened)
    return tuple(isolated(draw(contracts.positions()), pot.symbol) for pot in pots if draw(st.booleans())), pots


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    ask, now_ns = draw(margin_asks | places | listed_asks), draw(moments)
    answer: a.Answer
    match ask:
        case c.ReadPositions():
            held, pots = draw(accounts())
            answer = c.Positions(held, pots=pots)
        case c.ReadMarginModes():
            modes = st.builds(c.MarginModeReport, symbols, st.just(ISOLATED), contracts.leverages)
            answer = c.MarginModes(tuple(draw(st.lists(modes, max_size=3))))
        case c.ReadSetup(symbol) | c.SetPot(symbol):
            pot = replace(draw(contracts.pots), symbol=symbol)
            mine = tuple(isolated(row, symbol) for row in draw(st.lists(contracts.positions(), max_size=1)))
            times = (pot.leverage,) * 3
            answer = c.MarginSetup(symbol, PositionMode.ONEWAY, ISOLATED, *times, positions=mine, pot=pot)
        case c.ClosePosition(symbol):
            shut = tuple(draw(st.lists(contracts.positions(), min_size=1, max_size=1 if symbol else 3)))
            answer = a.Closing((), tuple(isolated(row, symbol or row.symbol) for row in shut))
        case a.ReadBalances():
            one = replace(draw(spot.balances_of), asset=ask.asset)
            told = (one,) if ask.asset else draw(spot.balance_rows)
            answer = BalancesReport(told, whole=not ask.asset, product=PRODUCT)
        case a.ReadMarkets():
            found = st.lists(markets(), min_size=1, max_size=3, unique_by=lambda market: market.symbol)
            answer = Listing(tuple(draw(found)))
        case a.ReadBook(symbol):
            answer = named(BookFrame(symbol, True, draw(spot.levels), draw(spot.levels), at_ns=draw(moments)))
        case a.Place() | PlaceStop():
            order = replace(draw(contracts.orders), client_id=ask.client_id)
            answer = a.Placed(ask.client_id, order.venue_id, order)
    return ask, answer, now_ns


listed_asks = st.one_of(
    st.builds(a.ReadBalances, asset=st.just("") | spot.coins),
    st.just(a.ReadMarkets()),
    st.builds(a.ReadBook, symbol=symbols, depth=st.integers(1, 1_000)),
)
ORDERS = a.Amend | a.Cancel | a.CancelAll | a.ReadOrder | a.ReadOpenOrders | a.ReadClosedOrders | a.ReadFills
as_contracts = contracts.answers().filter(lambda told: isinstance(told[0], ORDERS))

# frames


def named(frame: BookFrame) -> BookFrame:
    return replace(frame, product=PRODUCT)


def of_margin(topic: Topic) -> Topic:
    return replace(topic, product=PRODUCT)


reports = (Topic(Channel.ORDERS, product=PRODUCT), Topic(Channel.POSITIONS, product=PRODUCT))
money = (Topic(Channel.BALANCES, product=PRODUCT),)
topic_lists = st.builds(
    lambda public, private: (*private, *map(of_margin, public)),
    st.lists(contracts.public_topics.filter(lambda topic: topic.name != "1s"), max_size=20, unique=True).map(tuple),
    st.sampled_from((reports, money, (*reports, *money))),
)


@st.composite
def public_frames(draw: st.DrawFn) -> VenueFrame:
    frame = draw(spot.trade_frames() | spot.ticker_frames() | spot.books)
    match frame:
        case BookFrame():
            return named(frame)
        case TradesFrame() | TickersFrame():
            return replace(frame, topic=of_margin(frame.topic))
    raise AssertionError(frame)


private_frames = st.one_of(
    st.builds(OrdersFrame, st.tuples(contracts.pushed), st.just(reports[0])),
    st.builds(
        OrdersFrame, st.lists(contracts.orders, max_size=3).map(tuple), st.just(reports[0]), snapshot=st.just(True)
    ),
    accounts().map(lambda told: PositionsFrame(told[0], reports[1], pots=told[1])),
    st.builds(BalancesReport, spot.balance_rows, whole=st.just(False), product=st.just(PRODUCT)),
)
answered = st.one_of(
    st.builds(LoggedIn, st.just("1")),
    st.just(LoginRefused("1002", "Authorization is required or has been failed. invalid key", "1")),
    st.just(StreamRefused("1001", "Authorization required", money[0], "32")),
)

CARRIED = Carried(
    asks=asks,
    answers=answers() | as_contracts,
    client_frames=topic_lists.map(Subscribe) | topic_lists.map(Unsubscribe),
    venue_frames=st.tuples(public_frames() | private_frames | answered, moments),
    frame_max=4096,
)
