"""What Bitget's contracts carry. What is left out of these reports is what their messages do not tell."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketKind, MarketState
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import (
    Cause,
    Hold,
    Liquidity,
    MarginMode,
    OrderType,
    PositionMode,
    Side,
    StopKind,
    Tif,
    TriggerBy,
)
from picaflor.venues.bitget.mix_words import product_of
from picaflor.venues.bitget.words import EXPIRIES, POST_ONLY
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    PositionReport,
    ServerTime,
    TickerReport,
)
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    OrdersFrame,
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
from tests.laws.carried import MS, Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed
from tests.laws.carried import symbols as any_symbols
from tests.laws.carried_bitget import (
    INTERVALS,
    REASONS,
    balances_of,
    book_names,
    candles,
    levels,
    rates,
    self_trades,
    seqs,
    sides,
    tickers,
    trades,
)

PRODUCT = "USDT-FUTURES"
symbols = any_symbols.filter(lambda symbol: product_of(symbol) == PRODUCT)  # names of the others are theirs
PUSHED = tuple(cause for cause in Cause if cause is not Cause.STOP)  # which the stream does not tell from a user's
holds = st.sampled_from(Hold)
margin_modes = st.sampled_from(MarginMode)
leverages = st.integers(1, 150)
kinds = st.sampled_from(
    [(OrderType.LIMIT, tif) for tif in (Tif.GTC, Tif.IOC, Tif.FOK)]
    + [(OrderType.LIMIT_MAKER, Tif.GTC), (OrderType.MARKET, Tif.GTC)]
)


NO = a.Refused("45110", "less than the minimum amount 5 USDT", a.Refusal.RULE)


def opens(hold: Hold, side: Side) -> bool:
    return (hold is Hold.LONG) is (side is Side.BUY)


# asks

attachments = st.tuples(
    *(
        st.none() | st.builds(s.Attached, st.just(kind), amounts, st.none() | amounts)
        for kind in StopKind
        if kind.of_position
    )
).map(lambda both: tuple(each for each in both if each is not None))


@st.composite
def places(draw: st.DrawFn) -> a.Place:
    """Of a hedge, an order that closes is one that only reduces."""
    (kind, tif), hold, side = draw(kinds), draw(holds), draw(sides)
    return a.Place(
        symbol=draw(symbols),
        client_id=draw(client_ids),
        side=side,
        type=kind,
        size=draw(amounts),
        price=None if kind is OrderType.MARKET else draw(amounts),
        tif=tif,
        reduce_only=draw(st.booleans()) if hold is Hold.NET else not opens(hold, side),
        hold=hold,
        margin_mode=draw(margin_modes),
        self_trade=draw(self_trades),
        attached=draw(attachments),
    )


def named(ask: type) -> st.SearchStrategy:
    return st.builds(ask, symbol=symbols, client_id=client_ids) | st.builds(ask, symbol=symbols, venue_id=ids)


@st.composite
def batches(draw: st.DrawFn) -> a.PlaceMany:
    symbol, mode = draw(symbols), draw(margin_modes)
    rows = draw(st.lists(places(), min_size=1, max_size=3, unique_by=lambda place: place.client_id))
    return a.PlaceMany(symbol, tuple(replace(row, symbol=symbol, margin_mode=mode) for row in rows))


@st.composite
def cancel_batches(draw: st.DrawFn) -> a.CancelMany:
    symbol = draw(symbols)
    rows = draw(st.lists(named(a.Cancel), min_size=1, max_size=3, unique_by=lambda row: row.client_id or row.venue_id))
    return a.CancelMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


def amended(ask: type, **more: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(ask, symbol=symbols, client_id=client_ids, **more) | st.builds(
        ask, symbol=symbols, venue_id=ids, **more
    )


trails_by = st.integers(1, 1_000).map(lambda n: n * ONE // 10_000)  # to the hundredth of a percent, ten at most


@st.composite
def stops(draw: st.DrawFn) -> s.PlaceStop:
    """What belongs to a position closes it; of a trigger order in a hedge the same is said by what it does."""
    kind, hold, side = draw(st.sampled_from(StopKind)), draw(holds), draw(sides)
    own = not kind.of_position
    trails = kind is StopKind.TRAILING or (kind is StopKind.TAKE_PROFIT and draw(st.booleans()))
    if not own and hold is not Hold.NET:
        side = Side.SELL if hold is Hold.LONG else Side.BUY
    reduces = (draw(st.booleans()) if hold is Hold.NET else not opens(hold, side)) if own else False
    return s.PlaceStop(
        symbol=draw(symbols),
        client_id=draw(client_ids),
        side=side,
        trigger=draw(amounts),
        kind=kind,
        by=draw(st.sampled_from(TriggerBy)),
        price=None if trails else draw(st.none() | amounts),
        size=draw(amounts if own or trails else st.none() | amounts),
        reduce_only=reduces,
        hold=hold,
        margin_mode=draw(margin_modes) if own else None,
        trail=draw(trails_by) if trails else 0,
    )


@st.composite
def both_stops(draw: st.DrawFn) -> s.PlaceStops:
    """A take-profit, a stop-loss, or both, of one position."""
    first = draw(stops().filter(lambda stop: stop.kind.of_position and not stop.trail))
    legs = [
        replace(first, kind=kind, client_id=draw(client_ids), trigger=draw(amounts), size=draw(st.none() | amounts))
        for kind in (StopKind.TAKE_PROFIT, StopKind.STOP_LOSS)
    ]
    return s.PlaceStops(first.symbol, tuple(draw(st.sampled_from((legs, legs[:1], legs[1:])))))


# Take-profits and stop-losses share a list and an amendment, which do not say which of the two they mean.
listed = st.sampled_from((StopKind.STOP, StopKind.TAKE_PROFIT, StopKind.TRAILING))
maybe_amounts = st.none() | amounts
stop_asks = st.one_of(
    stops(),
    both_stops(),
    amended(s.AmendStop, trigger=amounts, kind=listed, price=maybe_amounts, size=maybe_amounts),
    amended(s.CancelStop, kind=st.sampled_from(StopKind), whole=st.booleans()).map(
        lambda ask: replace(ask, whole=ask.whole and ask.kind.of_position)
    ),
)
limits = st.integers(1, 100)
page = {"symbol": st.just("") | symbols, "before": st.just("") | ids, "limit": limits}
position_asks = st.builds(c.ReadPositions, symbol=st.just("") | symbols)
signed_amounts = st.builds(lambda atoms, sign: atoms * sign, amounts, st.sampled_from((1, -1)))
asks = st.one_of(
    st.sampled_from((a.ReadTime(), a.ReadMarkets(), a.ReadBalances(), a.ReadListing("COIN-FUTURES"))),
    places(),
    named(a.Cancel),
    batches(),
    cancel_batches(),
    st.builds(a.CancelAll, symbol=st.just("") | symbols),
    amended(a.Amend, price=amounts, size=amounts, new_client_id=client_ids),
    stop_asks,
    st.builds(s.CancelStop, symbol=symbols, kind=st.sampled_from(StopKind)),
    st.builds(c.ClosePosition, symbol=st.just("") | symbols, hold=st.sampled_from((None, Hold.LONG, Hold.SHORT))),
    st.builds(
        s.ReadStops,
        **page,
        kind=listed,
        past=st.booleans(),
        venue_id=st.just("") | ids,
        client_id=st.just("") | client_ids,
        since_ns=moments,
        until_ns=moments,
    ),
    named(a.ReadOrder),
    st.builds(a.ReadOpenOrders, **page),
    st.builds(a.ReadClosedOrders, **page, since_ns=moments),
    st.builds(a.ReadFills, **page, venue_id=st.just("") | ids, since_ns=moments),
    st.builds(a.ReadBook, symbol=symbols, depth=st.sampled_from((1, 5, 15, 50, 100, 1000))),
    st.builds(a.ReadTrades, symbol=symbols, limit=st.integers(1, 100), history=st.booleans()),
    st.builds(a.ReadTickers, symbol=st.just("") | symbols),
    st.builds(a.ReadTickers, symbol=symbols, interest=st.just(True)),
    st.builds(
        a.ReadCandles,
        symbol=symbols,
        interval=st.sampled_from(sorted(INTERVALS)),
        limit=st.integers(1, 200),
        since_ns=moments,
        until_ns=moments,
        history=st.booleans(),
        by=st.sampled_from(TriggerBy),
    ),
    st.builds(c.ReadMark, symbol=symbols),
    st.builds(c.ReadFunding, symbol=symbols, time_only=st.booleans()),
    st.builds(c.ReadFundingHistory, symbol=symbols, limit=limits, page=st.integers(1, 10**6)),
    st.builds(c.ReadTiers, symbol=symbols),
    st.builds(c.ReadFees, symbol=symbols),
    st.builds(
        c.ReadBills,
        kind=st.sampled_from((None, c.BillKind.FUNDING)),  # of the other kinds theirs has several words
        before=st.just("") | ids,
        limit=limits,
        since_ns=moments,
        until_ns=moments,
        asset=st.just("") | coins,
    ),
    position_asks,
    st.builds(c.ReadSetup, symbol=symbols),
    st.builds(c.SetLeverage, symbol=symbols, leverage=leverages, hold=holds),
    st.builds(c.SetMarginMode, symbol=symbols, mode=margin_modes),
    st.builds(c.SetPositionMode, mode=st.sampled_from(PositionMode)),
    st.builds(c.AddMargin, symbol=symbols, amount=signed_amounts, hold=holds),
)


# reports


def reason(status: OrderStatus, tif: Tif) -> st.SearchStrategy[str]:
    match status:
        case OrderStatus.CANCELLED:
            return st.sampled_from(REASONS)
        case OrderStatus.REFUSED:
            return st.just(POST_ONLY)
        case OrderStatus.EXPIRED:
            return st.just(EXPIRIES[tif is Tif.FOK])
        case _:
            return st.just("")


@st.composite
def pushed(draw: st.DrawFn, causes: tuple[Cause, ...] = PUSHED) -> OrderReport:
    """What a venue ends by itself, it ends in the direction that closes."""
    (kind, tif), hold, side = draw(kinds), draw(holds), draw(sides)
    closes = not opens(hold, side)
    status = draw(st.sampled_from(OrderStatus))
    order = OrderReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=status,
        side=side,
        type=kind,
        filled=0 if status is OrderStatus.REFUSED else draw(maybe_zero),
        price=None if kind is OrderType.MARKET else draw(amounts),
        size=draw(amounts),
        tif=tif,
        hold=hold,
        reduce_only=draw(st.booleans()) if hold is Hold.NET else closes,
        reason=draw(reason(status, tif)),
        created_ns=draw(moments),
        at_ns=draw(moments),
        fees=draw(st.just(()) | signed.map(lambda fee: (("USDT", fee),))),
        cause=draw(st.sampled_from(causes)) if closes or hold is Hold.NET else Cause.USER,
        leverage=draw(leverages),
        margin_mode=draw(margin_modes),
        self_trade=draw(self_trades),
    )
    if not draw(st.booleans()):
        return order
    fill = draw(fills())
    same = {"symbol": order.symbol, "venue_id": order.venue_id, "client_id": order.client_id}
    return replace(order, fill=replace(fill, **same, side=side, hold=hold))


@st.composite
def queried(draw: st.DrawFn) -> OrderReport:
    """The lists know what was spent, and what was triggered; they know no single fill."""
    order = draw(pushed(tuple(Cause)))
    return replace(order, fill=None, filled_quote=draw(maybe_zero), self_trade=None)


@st.composite
def fills(draw: st.DrawFn) -> FillReport:
    return FillReport(
        symbol=draw(symbols),
        trade_id=draw(ids),
        venue_id=draw(ids),
        side=draw(sides),
        price=draw(amounts),
        size=draw(amounts),
        fee=draw(st.none() | signed),
        fee_asset=draw(coins),
        liquidity=draw(st.none() | st.sampled_from(Liquidity)),
        at_ns=draw(moments),
        hold=draw(holds),
        realised=draw(st.none() | signed),
    )


@st.composite
def positions(draw: st.DrawFn) -> PositionReport:
    hold, size = draw(holds), draw(amounts)
    short = draw(st.booleans()) if hold is Hold.NET else hold is Hold.SHORT
    return PositionReport(
        symbol=draw(symbols),
        hold=hold,
        size=-size if short else size,
        entry=draw(st.none() | amounts),
        mark=draw(st.none() | amounts),
        liquidation=draw(st.none() | amounts),
        leverage=draw(leverages),
        unrealised=draw(st.none() | signed),
        at_ns=draw(moments),
        margin_mode=draw(margin_modes),
        margin=draw(st.none() | maybe_zero),
        maintenance=draw(st.none() | rates),
        realised=draw(st.none() | signed),
        funding=draw(st.none() | signed),
        fees=draw(st.none() | signed),
        closing=draw(st.just(0) | st.just(size)),
        created_ns=draw(moments),
    )


@st.composite
def waiting(draw: st.DrawFn) -> s.StopReport:
    ask = draw(stops())
    return s.StopReport(
        symbol=ask.symbol,
        venue_id=draw(ids),
        client_id=ask.client_id,
        status=draw(st.sampled_from(s.StopStatus)),
        side=ask.side,
        trigger=ask.trigger,
        kind=ask.kind,
        by=ask.by,
        price=ask.price,
        size=ask.size,
        reduce_only=ask.reduce_only,
        hold=ask.hold,
        order_id=draw(st.just("") | ids),
        created_ns=draw(moments),
        at_ns=draw(moments),
        margin_mode=draw(st.none() | margin_modes),
        trail=ask.trail,
    )


@st.composite
def pushed_stops(draw: st.DrawFn) -> s.StopReport:
    """The stream knows neither margin mode nor the trail, nor what came of it, nor, in one-way mode, who only reduces."""
    stop = draw(waiting())
    return replace(
        stop, order_id="", margin_mode=None, trail=0, reduce_only=stop.reduce_only and stop.hold is not Hold.NET
    )


balance_rows = balances_of(signed)
steps = st.sampled_from((1, 2, 5, 25))
grids = st.builds(Grid, st.integers(0, 18), st.just(1) | steps)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """The listing tells of no more than nine digits of lots here, for the sizes to pass the gate."""
    base, lots = draw(coins), st.integers(0, 10**9)
    return Market(
        venue="bitget_perpetual",
        pair=f"{base}-USDT",
        symbol=f"{base}USDT",
        base=base,
        quote="USDT",
        tick=draw(grids),
        lot=draw(grids),
        kind=MarketKind.LINEAR,
        settle="USDT",
        min_lots=draw(st.integers(1, 10**6)),
        max_lots=draw(lots),
        max_market_lots=draw(lots),
        min_notional=draw(maybe_zero),
        maker_fee=-draw(rates),
        taker_fee=draw(rates),
        max_open_orders=draw(st.integers(0, 10**6)),
        band_up=draw(rates),
        band_down=draw(rates),
        state=draw(st.sampled_from(MarketState)),
        max_leverage=draw(leverages),
    )


@st.composite
def contract_tickers(draw: st.DrawFn) -> TickerReport:
    """When funding is next, the stream tells, and REST elsewhere."""
    more = {"mark": st.none() | amounts, "index": st.none() | amounts, "funding_rate": st.none() | signed}
    return replace(
        draw(tickers), **{name: draw(some) for name, some in more.items()}, open_interest=draw(st.none() | maybe_zero)
    )


@st.composite
def bills(draw: st.DrawFn, kind: c.BillKind | None) -> c.BillReport:
    """Of a trade and of a liquidation the word says the side, and the position of a hedge."""
    told = (c.BillKind.FUNDING, c.BillKind.TRADE, c.BillKind.TRANSFER, c.BillKind.LIQUIDATION, c.BillKind.OTHER)
    kind = kind or draw(st.sampled_from(told))
    side: Side | None = None
    hold = Hold.NET
    if kind in (c.BillKind.TRADE, c.BillKind.LIQUIDATION):
        side, hold = draw(sides), draw(holds)
        if kind is c.BillKind.LIQUIDATION and opens(hold, side) and hold is not Hold.NET:
            side = side.other
    return c.BillReport(
        bill_id=draw(ids),
        asset=draw(coins),
        amount=draw(signed),
        kind=kind,
        symbol=draw(symbols),
        fee=draw(signed),
        balance=draw(st.none() | signed),
        at_ns=draw(moments),
        side=side,
        hold=hold,
    )


tiers = st.builds(
    c.TierReport,
    level=st.integers(1, 99),
    notional_min=maybe_zero,
    notional_max=maybe_zero,
    leverage_max=leverages,
    maintenance=rates,
)


# answers


@st.composite
def pages(draw: st.DrawFn, ask: a.ReadOpenOrders | a.ReadClosedOrders | a.ReadFills) -> tuple[a.Ask, a.Answer]:
    """A page names its end; only of a full one that is a cursor."""
    if isinstance(ask, a.ReadFills):
        found = tuple(draw(st.lists(fills(), max_size=3)))
        full = bool(draw(st.booleans()) and found)
        asked = replace(ask, limit=len(found) if full else len(found) + 1)
        return asked, a.Fills(found, found[-1].trade_id if full else "")
    rows = tuple(draw(st.lists(queried(), max_size=3)))
    full = bool(draw(st.booleans()) and rows)
    return replace(ask, limit=len(rows) if full else len(rows) + 1), a.Orders(rows, rows[-1].venue_id if full else "")


setups = st.builds(
    c.MarginSetup,
    symbol=symbols,
    margin_mode=margin_modes,
    leverage=leverages,
    leverage_long=leverages,
    leverage_short=leverages,
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    now_ns, ask = draw(moments), draw(asks)
    answer: a.Answer
    match ask:
        case a.ReadTime():
            answer = ServerTime(now_ns)
        case a.ReadMarkets():
            answer = Listing(tuple(draw(st.lists(markets(), max_size=3, unique_by=lambda market: market.symbol))))
        case a.ReadListing():
            answer = Listing(())
        case a.ReadBook(symbol):
            answer = BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments), product=PRODUCT)
        case a.ReadTrades():
            answer = a.Trades(tuple(draw(st.lists(trades, max_size=3))))
        case a.ReadTickers(interest=True) | c.ReadFunding(time_only=True):
            return draw(answers())  # half of what is told elsewhere: written for strangers, never asked by us
        case a.ReadTickers():
            answer = a.Tickers(tuple(draw(st.lists(contract_tickers(), max_size=2))))
        case a.ReadBalances():
            answer = BalancesReport(draw(balance_rows), whole=True, at_ns=now_ns, product=PRODUCT)
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel():
            answer = a.Cancelling(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case a.PlaceMany(_, wanted):
            taken = [(row.client_id, a.Placed(row.client_id, draw(ids))) for row in wanted[1:]]
            answer = a.PlacedMany((*taken, (wanted[0].client_id, NO)))
        case a.CancelMany(_, wanted):
            gone = [a.Cancelling(row.client_id or draw(client_ids), row.venue_id or draw(ids)) for row in wanted[1:]]
            failed = wanted[0].client_id or wanted[0].venue_id
            answer = a.CancellingMany((*((row.client_id, row) for row in gone), (failed, NO)))
        case a.CancelAll():
            answer = a.Cancelling()
        case a.Amend() | s.AmendStop():
            answer = a.Amending(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case s.PlaceStop():
            answer = a.Placed(ask.client_id, draw(ids))
        case s.PlaceStops(_, wanted):
            answer = a.PlacedMany(tuple((row.client_id, a.Placed(row.client_id, draw(ids))) for row in wanted))
        case c.ClosePosition(symbol):
            answer = a.Closing(((symbol or "B", a.Placed(draw(client_ids), draw(ids))), (symbol or "C", NO)))
        case s.CancelStop(_, "", ""):
            answer = a.Cancelling()
        case s.CancelStop():
            answer = a.Cancelling(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case s.ReadStops():
            seen = tuple(draw(st.lists(waiting(), max_size=3)))
            full = bool(draw(st.booleans()) and seen)
            ask = replace(ask, limit=len(seen)) if full else replace(ask, limit=4)
            answer = s.Stops(seen, seen[-1].venue_id if full else "")
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(queried())
            same = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (same,)))))
        case a.ReadCandles():
            answer = a.Candles(tuple(draw(st.lists(candles, max_size=3))))
        case c.ReadMark(symbol):
            answer = c.MarkReport(symbol, draw(amounts), draw(amounts), draw(amounts), draw(moments))
        case c.ReadFunding(symbol):
            hours = draw(st.integers(0, 99)) * 3600 * 1000 * MS
            answer = c.FundingReport(symbol, draw(signed), draw(moments), hours, now_ns)
        case c.ReadFundingHistory():
            rows = st.lists(st.builds(c.FundingRate, symbol=symbols, rate=signed, at_ns=moments), max_size=3)
            answer = c.FundingHistory(tuple(draw(rows)))
        case c.ReadTiers(symbol):
            answer = c.Tiers(symbol, tuple(draw(st.lists(tiers, max_size=3))))
        case c.ReadFees(symbol):
            answer = c.FeesReport(symbol, draw(signed), draw(signed))
        case c.ReadBills():
            told = draw(st.lists(bills(ask.kind), max_size=3))
            found = tuple(replace(bill, asset=ask.asset or bill.asset) for bill in told)
            full = bool(draw(st.booleans()) and found)
            ask = replace(ask, limit=len(found)) if full else replace(ask, limit=4)
            answer = c.Bills(found, found[-1].bill_id if full else "")
        case c.ReadPositions(symbol):
            rows = draw(st.lists(positions(), max_size=3))
            answer = c.Positions(tuple(replace(row, symbol=symbol or row.symbol) for row in rows), not symbol)
        case c.ReadSetup(symbol):
            free, held = draw(signed), draw(maybe_zero)
            money, mode = BalanceReport("USDT", free, held), draw(st.sampled_from(PositionMode))
            answer = replace(draw(setups), symbol=symbol, position_mode=mode, money=money)
        case c.SetLeverage(symbol) | c.SetMarginMode(symbol):
            answer = replace(draw(setups), symbol=symbol)
        case c.SetPositionMode() | c.AddMargin():
            answer = c.Agreed()
        case _:
            asked, answer = draw(pages(ask))
            return asked, answer, now_ns
    return ask, answer, now_ns


# frames


def topic(*channels: Channel, **more: st.SearchStrategy) -> st.SearchStrategy[Topic]:
    return st.builds(Topic, channel=st.sampled_from(channels), **more, product=st.just(PRODUCT))


private = topic(Channel.ORDERS, Channel.FILLS, Channel.POSITIONS, Channel.STOPS, symbol=st.just("") | symbols)
topics = st.one_of(
    topic(Channel.BOOK, symbol=symbols, name=book_names),
    topic(Channel.TRADES, Channel.TICKERS, symbol=symbols),
    topic(Channel.CANDLES, symbol=symbols, name=st.sampled_from(sorted(INTERVALS))),
    topic(Channel.BALANCES),
    private,
)
topic_lists = st.lists(topics, min_size=1, max_size=20).map(tuple) | st.lists(topics, min_size=100, max_size=120).map(
    tuple
)
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
    product=st.just(PRODUCT),
)


intervals = st.sampled_from(sorted(INTERVALS))


@st.composite
def public_frames(
    draw: st.DrawFn, names: st.SearchStrategy[str] = intervals
) -> TradesFrame | TickersFrame | CandlesFrame:
    symbol = draw(symbols)
    kind = draw(st.integers(0, 2))
    if kind == 0:
        rows = tuple(replace(row, symbol=symbol) for row in draw(st.lists(trades, max_size=3)))
        return TradesFrame(Topic(Channel.TRADES, symbol, product=PRODUCT), rows, draw(st.booleans()))
    if kind == 1:
        ticker = replace(draw(contract_tickers()), symbol=symbol, funding_next_ns=draw(moments))
        return TickersFrame(Topic(Channel.TICKERS, symbol, product=PRODUCT), (ticker,))
    bars = tuple(draw(st.lists(candles, max_size=3)))
    name = draw(names)
    return CandlesFrame(Topic(Channel.CANDLES, symbol, name, PRODUCT), bars, draw(st.booleans()))


@st.composite
def private_frames(draw: st.DrawFn) -> OrdersFrame | FillsFrame | PositionsFrame | StopsFrame:
    asked = draw(private)
    match asked.channel:
        case Channel.ORDERS:
            return OrdersFrame(tuple(draw(st.lists(pushed(), max_size=3))), asked)
        case Channel.FILLS:
            told = [replace(fill, client_id=draw(client_ids)) for fill in draw(st.lists(fills(), max_size=3))]
            return FillsFrame(tuple(told), asked)
        case Channel.STOPS:
            return StopsFrame(tuple(draw(st.lists(pushed_stops(), max_size=3))), asked)
        case _:
            rows = tuple(draw(st.lists(positions(), max_size=3)))
            return PositionsFrame(rows, asked, whole=not asked.symbol, at_ns=draw(moments.filter(bool)))


refused = st.builds(StreamRefused, st.just("30001"), st.just("request refused"), st.none() | topics)
venue_frames = st.one_of(
    refused, topics.map(Subscribed), topics.map(Unsubscribed), books, public_frames(), private_frames()
)
balances_frames = st.builds(
    lambda rows, at_ns: (BalancesReport(rows, whole=False, at_ns=at_ns, product=PRODUCT), at_ns),
    balance_rows,
    moments.filter(bool),
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=topic_lists.map(Subscribe) | topic_lists.map(Unsubscribe),
    venue_frames=st.tuples(venue_frames, moments) | balances_frames,
    frame_max=4096,
)
