"""What Bitget's contracts carry for unified accounts: questions about markets are everybody's, all else theirs."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from picaflor.domain.orders import Cause, Hold, PositionMode, Side, StopKind, TriggerBy
from picaflor.venues.bitget.attaching import WATCHED
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.reports import BalancesReport, FillReport, OrderReport, PositionReport
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights
from picaflor.wire.stream import (
    Channel,
    FillsFrame,
    OrdersFrame,
    PositionsFrame,
    StopsFrame,
    Subscribe,
    Subscribed,
    Topic,
    Unsubscribe,
    Unsubscribed,
)
from tests.laws import carried_bitget_perpetual as classic
from tests.laws import carried_bitget_unified as spot
from tests.laws.carried import Carried, amounts, client_ids, coins, ids, maybe_zero, moments, signed
from tests.laws.carried_bitget import amended, balances_of

UNIFIED = "unified"
KINDS = (StopKind.STOP, StopKind.TAKE_PROFIT, StopKind.STOP_LOSS)


def watching(place: a.Place, by: TriggerBy) -> a.Place:
    """What is attached says here which price it watches."""
    return replace(place, attached=tuple(replace(each, by=by) for each in place.attached))


PRODUCT, symbols = classic.PRODUCT, classic.symbols
# Of a deleveraging and of what was triggered there is no word.
CAUSES = (Cause.USER, Cause.LIQUIDATION, Cause.SETTLEMENT)
balance_rows = balances_of(maybe_zero)
rights = st.sets(st.sampled_from(KeyRight)).map(
    lambda some: KeyRights(tuple(right for right in KeyRight if right in some) or (KeyRight.READ,))
)


places = st.builds(watching, classic.places(), st.sampled_from(list(WATCHED.values())))


@st.composite
def batches(draw: st.DrawFn) -> a.PlaceMany:
    """Each order says its own margin mode."""
    symbol = draw(symbols)
    rows = draw(st.lists(places, min_size=1, max_size=3, unique_by=lambda place: place.client_id))
    return a.PlaceMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


# An order keeps its names; what is not said stays as it is.
changes = amended(a.Amend, symbol=symbols, price=maybe_zero, size=amounts, new_client_id=st.just(""))


@st.composite
def change_batches(draw: st.DrawFn) -> a.AmendMany:
    symbol = draw(symbols)
    rows = draw(st.lists(changes, min_size=1, max_size=3, unique_by=lambda row: row.client_id or row.venue_id))
    return a.AmendMany(symbol, tuple(replace(row, symbol=symbol) for row in rows))


@st.composite
def stops(draw: st.DrawFn) -> s.PlaceStop:
    """What belongs to a position closes it, and is of all of it where no size is said."""
    kind, hold = draw(st.sampled_from(KINDS)), draw(classic.holds)
    own = not kind.of_position
    side = draw(classic.sides) if own or hold is Hold.NET else Side.SELL if hold is Hold.LONG else Side.BUY
    return s.PlaceStop(
        symbol=draw(symbols),
        client_id=draw(client_ids),
        side=side,
        trigger=draw(amounts),
        kind=kind,
        by=draw(st.sampled_from(list(WATCHED.values()))),
        price=draw(st.none() | amounts),
        size=draw(amounts if own else st.none() | amounts),
        reduce_only=own and hold is Hold.NET and draw(st.booleans()),
        hold=hold,
    )


@st.composite
def told_stops(draw: st.DrawFn) -> s.StopReport:
    """Neither the holding mode nor whether it only reduces is told."""
    kind = draw(st.sampled_from(KINDS))
    return s.StopReport(
        symbol=draw(symbols),
        venue_id=draw(ids),
        client_id=draw(client_ids),
        status=draw(st.sampled_from(s.StopStatus)),
        side=draw(classic.sides),
        trigger=draw(amounts),
        kind=kind,
        by=draw(st.sampled_from(list(WATCHED.values()))),
        price=draw(st.none() | amounts),
        size=draw(st.none() | amounts) if kind.of_position else draw(amounts),
        created_ns=draw(moments),
        at_ns=draw(moments),
    )


# Lists are of one type, and of no symbol; one is changed and cancelled by its id alone.
stop_lists = st.just(s.ReadStops(limit=10_000)) | st.builds(
    s.ReadStops,
    kind=st.sampled_from((StopKind.STOP, StopKind.TAKE_PROFIT)),
    past=st.just(True),
    before=st.just("") | ids,
    limit=classic.limits,
    since_ns=moments,
    until_ns=moments,
)
stop_asks = st.one_of(
    stops(),
    amended(
        s.AmendStop,
        symbol=st.just(""),
        trigger=amounts,
        kind=st.sampled_from(KINDS),
        price=st.none() | amounts,
        size=st.none() | amounts,
    ),
    amended(s.CancelStop, symbol=st.just("")),
    stop_lists,
)
asks = st.one_of(
    stop_asks,
    st.just(a.ReadBalances()),
    st.just(c.ReadSetup("")),  # of all: nothing else can be asked
    places,
    classic.named(a.Cancel),
    classic.named(a.ReadOrder).map(lambda ask: replace(ask, symbol="")),
    st.builds(a.CancelAll, symbol=st.just("") | symbols),
    st.builds(a.ReadOpenOrders, **classic.page),
    st.builds(a.ReadClosedOrders, **classic.page, since_ns=moments),
    st.builds(a.ReadFills, **classic.page, venue_id=st.just("") | ids, since_ns=moments),
    st.builds(a.ReadBook, symbol=symbols, depth=st.sampled_from((1, 5, 15, 50, 100, 1000))),
    st.builds(c.ReadFees, symbol=symbols),
    st.builds(
        c.ReadBills,
        before=st.just("") | ids,
        limit=classic.limits,
        since_ns=moments,
        until_ns=moments,
        asset=st.just("") | coins,
    ),
    batches(),
    classic.cancel_batches(),
    st.just(ReadKeyRights()),
    st.builds(ArmSwitch, st.just(""), st.sampled_from((0, 5, 60)).map(lambda seconds: seconds * 10**9)),
    changes,
    change_batches(),
    classic.position_asks,
    st.builds(
        c.SetLeverage,
        symbol=symbols,
        leverage=classic.leverages,
        hold=classic.holds,
        margin_mode=classic.margin_modes,
    ),
    st.builds(c.SetPositionMode, mode=st.sampled_from(PositionMode)),
    st.builds(c.AddMargin, symbol=symbols, amount=classic.signed_amounts, hold=classic.holds),
    st.builds(c.ClosePosition, symbol=symbols, hold=st.sampled_from((None, Hold.LONG, Hold.SHORT))),
)


@st.composite
def pushed(draw: st.DrawFn) -> OrderReport:
    order = draw(classic.pushed(CAUSES))
    return replace(order, fill=None, filled_quote=draw(maybe_zero))


@st.composite
def told(draw: st.DrawFn) -> OrderReport:
    """Requests know neither leverage nor margin mode."""
    return replace(draw(pushed()), leverage=0, margin_mode=None)


@st.composite
def fills(draw: st.DrawFn) -> FillReport:
    """Which side of a hedge it was on is known of its order."""
    return replace(draw(classic.fills()), client_id=draw(client_ids), hold=Hold.NET)


@st.composite
def pages(draw: st.DrawFn, ask: a.ReadOpenOrders | a.ReadClosedOrders | a.ReadFills) -> tuple[a.Ask, a.Answer]:
    if isinstance(ask, a.ReadFills):
        found = tuple(draw(st.lists(fills(), max_size=3)))
        full = bool(draw(st.booleans()) and found)
        return replace(ask, limit=len(found) + (not full)), a.Fills(found, draw(ids) if full else "")
    rows = tuple(draw(st.lists(told(), max_size=3)))
    full = bool(draw(st.booleans()) and rows)
    return replace(ask, limit=len(rows) + (not full)), a.Orders(rows, draw(ids) if full else "")


@st.composite
def answers(draw: st.DrawFn) -> tuple[a.Ask, a.Answer, int]:
    now_ns, ask = draw(moments), draw(asks)
    answer: a.Answer
    match ask:
        case a.ReadBalances():
            rows = tuple(row for row in draw(balance_rows) if row.free or row.held)
            answer = BalancesReport(rows, whole=True, at_ns=now_ns, product=PRODUCT)
        case a.Place():
            answer = a.Placed(ask.client_id, draw(ids))
        case a.Cancel():
            answer = a.Cancelling(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case a.PlaceMany(_, wanted):
            taken = [(row.client_id, a.Placed(row.client_id, draw(ids))) for row in wanted[1:]]
            answer = a.PlacedMany((*taken, (wanted[0].client_id, classic.NO)))
        case a.CancelMany(_, wanted):
            gone = [a.Cancelling(row.client_id or draw(client_ids), row.venue_id or draw(ids)) for row in wanted[1:]]
            failed = wanted[0].client_id or wanted[0].venue_id
            answer = a.CancellingMany((*((row.client_id, row) for row in gone), (failed, classic.NO)))
        case s.PlaceStop():
            answer = a.Placed(ask.client_id, draw(ids))
        case s.AmendStop():
            answer = a.Amending(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case s.CancelStop():
            answer = a.Cancelling(ask.client_id, ask.venue_id)
        case s.ReadStops():
            alike = [row for row in draw(st.lists(told_stops())) if row.kind.of_position is ask.kind.of_position]
            full = bool(draw(st.booleans()) and alike and ask.past)
            ask = replace(ask, limit=len(alike) + (not full)) if ask.past else ask
            answer = s.Stops(tuple(alike), draw(ids) if full else "")
        case a.Amend():
            answer = a.Amending(ask.client_id or draw(client_ids), ask.venue_id or draw(ids))
        case a.AmendMany(_, wanted):
            done = [a.Amending(row.client_id, row.venue_id or draw(ids)) for row in wanted[1:]]
            first = wanted[0].client_id or wanted[0].venue_id
            answer = a.AmendingMany((*((row.client_id or row.venue_id, row) for row in done), (first, classic.NO)))
        case ArmSwitch():
            answer = SwitchTaken()
        case ReadKeyRights():
            answer = draw(rights)
        case a.CancelAll():
            answer = a.Cancelling()
        case a.ReadOrder(_, client_id, venue_id):
            order = draw(told())
            same = replace(order, venue_id=venue_id) if venue_id else replace(order, client_id=client_id)
            answer = a.Orders(draw(st.sampled_from(((), (same,)))))
        case a.ReadBook(symbol):
            levels = classic.levels
            answer = a.BookFrame(symbol, True, draw(levels), draw(levels), at_ns=draw(moments), product=PRODUCT)
        case c.ReadFees():
            answer = c.FeesReport(ask.symbol, draw(signed), draw(signed))
        case c.ReadSetup():
            ask = c.ReadSetup(draw(symbols))
            mode = draw(st.sampled_from(PositionMode))
            untold = c.MarginSetup(ask.symbol, mode)
            set_up = c.MarginSetup(ask.symbol, mode, draw(classic.margin_modes), draw(classic.leverages))
            answer = draw(st.sampled_from((untold, set_up)))
        case c.ReadBills():
            seen = tuple(replace(row, asset=ask.asset or row.asset) for row in draw(st.lists(classic.bills(None))))
            full = bool(draw(st.booleans()) and seen)
            ask = replace(ask, limit=len(seen) + (not full))
            answer = c.Bills(seen, draw(ids) if full else "")
        case c.ReadPositions(symbol):
            held = tuple(replace(row, symbol=symbol or row.symbol) for row in draw(st.lists(classic.positions())))
            answer = c.Positions(held, not symbol)
        case c.ClosePosition(symbol):
            answer = a.Closing(((symbol, a.Placed(draw(client_ids), draw(ids))), (symbol, classic.NO)))
        case c.SetLeverage() | c.SetPositionMode() | c.AddMargin():
            answer = c.Agreed()
        case _:
            return *draw(pages(ask)), now_ns
    return ask, answer, now_ns


private = (Channel.ORDERS, Channel.FILLS, Channel.BALANCES, Channel.POSITIONS, Channel.STOPS)
topics = st.sampled_from(private).map(lambda channel: Topic(channel, name=UNIFIED, product=PRODUCT))
public = spot.public_topics(symbols, PRODUCT)
topic_lists = st.lists(topics | public, min_size=1, max_size=20).map(tuple)
ended = st.builds(
    lambda row: replace(row, size=0, entry=None, closing=0, liquidation=None),
    classic.positions(),
)


@st.composite
def private_frames(draw: st.DrawFn) -> OrdersFrame | FillsFrame | PositionsFrame | StopsFrame:
    channel = draw(st.sampled_from((Channel.ORDERS, Channel.FILLS, Channel.POSITIONS, Channel.STOPS)))
    topic = Topic(channel, name=UNIFIED, product=PRODUCT)
    match channel:
        case Channel.ORDERS:
            return OrdersFrame(tuple(draw(st.lists(pushed(), max_size=3))), topic)
        case Channel.STOPS:
            return StopsFrame(tuple(draw(st.lists(told_stops(), max_size=3))), topic)
        case Channel.FILLS:
            return FillsFrame(tuple(draw(st.lists(fills(), max_size=3))), topic)
        case _:
            rows: list[PositionReport] = draw(st.lists(classic.positions() | ended, max_size=3))
            return PositionsFrame(tuple(rows), topic, whole=False, at_ns=draw(moments.filter(bool)))


balances_frames = st.builds(
    lambda rows, at_ns: (BalancesReport(rows, whole=False, at_ns=at_ns, product=PRODUCT, name=UNIFIED), at_ns),
    balance_rows,
    moments.filter(bool),
)
told_in_public = st.one_of(
    topics.map(Subscribed),
    topics.map(Unsubscribed),
    spot.public_frames(public, PRODUCT),
    classic.public_frames(spot.bars),
)

CARRIED = Carried(
    asks=asks,
    answers=answers(),
    client_frames=topic_lists.map(Subscribe) | topic_lists.map(Unsubscribe),
    venue_frames=st.tuples(private_frames() | told_in_public, moments) | balances_frames,
    frame_max=4096,
)
