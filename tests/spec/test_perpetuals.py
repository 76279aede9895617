"""Contracts: what is opened is closed, what reduces never opens, and every payment is booked once."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import funds_of
from picaflor.app.profit import FillSums
from picaflor.domain.events import (
    FeeKnown,
    Filled,
    FundingKnown,
    Liquidated,
    MarkChanged,
    MoneyMoved,
    Movement,
    OrderState,
    PositionChanged,
    Surprise,
)
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.contract_prices import Prices
from picaflor.sim.venue.faults import RequestFault
from picaflor.sim.venue.listing import MARGIN_MOST
from picaflor.sim.venue.wallets import deposit
from picaflor.wire.contracts import (
    FundingHistory,
    ReadBills,
    ReadFundingHistory,
    ReadPositions,
    ReadTiers,
    SetLeverage,
    SetMarginMode,
    SetPositionMode,
    SetPot,
)
from picaflor.wire.stream import Channel
from tests.spec.card import CONTRACTS, SECOND, Card, Denied, carries, ready
from tests.worlds import pair_of
from tests.worlds import spoken as load

rows = pytest.mark.parametrize("venue", CONTRACTS)
modes = pytest.mark.parametrize("mode", PositionMode)
S = OrderState


def funds(card: Card) -> int:
    return funds_of(card.row)[card.coin]


def ledger(card: Card) -> PerpetualLedger:
    found = card.account.ledger
    assert isinstance(found, PerpetualLedger)
    return found


def clearing(card: Card) -> Clearing:
    found = card.world.exchange.rows[0].clearing
    assert found is not None
    return found


def prices(card: Card) -> Prices:
    """Of the market: on paper it is another house's than the account."""
    market = getattr(card.world.exchange, "market", card.world.exchange)
    found: Prices = market.rows[0].clearing.prices
    return found


def hedge(card: Card, hold: Hold) -> Hold:
    return hold if ledger(card).mode is PositionMode.HEDGE else Hold.NET


def own(card: Card, side: Side) -> Hold:
    """Which position an order of that side opens where it names none."""
    if PositionMode.ONEWAY in card.row.position_modes:
        return Hold.NET
    return Hold.LONG if side is Side.BUY else Hold.SHORT


def held(card: Card, hold: Hold = Hold.NET) -> int:
    if hold is Hold.NET:
        return int(card.connector.net_lots(card.pair))
    return int(card.connector.extra.contracts.positions.lots(card.pair, hold))


def trade(card: Card, side: Side, lots: int, hold: Hold = Hold.NET, reduce_only: bool = False) -> str:
    """At the price that is there."""
    name = card.place(side, lots, type=OrderType.MARKET, hold=hold, reduce_only=reduce_only)
    card.rest()
    assert card.order(name).state is S.FILLED
    return name


def profit_agrees(card: Card) -> None:
    """Ours, from fills and funding alone, and the venue's wallet and equity: the same to the last digit."""
    sums = FillSums()
    for event in card.told(Filled | FeeKnown | MoneyMoved):
        match event:
            case Filled(fill):
                sums.add(fill, card.market)
            case FeeKnown(fill):
                sums.add_fee(fill)
            case MoneyMoved():
                sums.add_money(event)
    theirs = ledger(card)
    marks = {(card.world.venue, market.pair): theirs.line(market.pair).mark for market in card.floor.markets.values()}
    booked, open_ = sums.changes().get(card.coin, 0), sums.unrealised(marks.get)
    assert booked == theirs.wallet(card.coin) - funds(card)
    assert open_ is not None
    assert booked + open_ == theirs.equity(card.coin) - funds(card)


def fixed(venue: str) -> int:
    """The leverage that a row does not let be set; 0: it does."""
    return MARGIN_MOST if "leverage_fixed" in load(venue).features else 0


def drive(card: Card, price: int) -> None:
    """From the next beat on the venue marks the contract at this price, in ticks, whatever its book says."""
    clearing(card).prices.beat = lambda *_: price * card.market.tick.atoms  # type: ignore[method-assign]


@rows
@modes
def test_p1_open_and_close_a_long_and_a_short(venue: str, mode: PositionMode) -> None:
    card = ready(venue, setup={"position_mode": mode, "leverage": 10})
    assert ledger(card).mode is mode
    for hold, opens in ((Hold.LONG, Side.BUY), (Hold.SHORT, Side.SELL)):
        place = hedge(card, hold)
        trade(card, opens, 300, place)
        assert held(card, place) == 300 * opens.sign
        card.books_agree()
        profit_agrees(card)
        trade(card, opens.other, 100, place, reduce_only=place is Hold.NET)
        assert held(card, place) == 200 * opens.sign
        trade(card, opens.other, 200, place, reduce_only=place is Hold.NET)
        assert held(card, place) == 0
        card.books_agree()
        profit_agrees(card)
    changes = [change.position.lots for change in card.told(PositionChanged) if change.before != change.position.lots]
    assert changes == [300, 200, 0, -300, -200, 0]


@rows
def test_p1_both_sides_of_a_hedge_stand_beside_each_other(venue: str) -> None:
    card = ready(venue, setup={"position_mode": PositionMode.HEDGE, "leverage": 10})
    trade(card, Side.BUY, 300, Hold.LONG)
    trade(card, Side.SELL, 200, Hold.SHORT)
    assert (held(card, Hold.LONG), held(card, Hold.SHORT), card.connector.net_lots(card.pair)) == (300, -200, 100)
    card.books_agree()
    profit_agrees(card)


@rows
def test_p1_one_way_an_order_may_flip_a_position(venue: str) -> None:
    card = ready(venue, setup={"position_mode": PositionMode.ONEWAY, "leverage": 10})
    trade(card, Side.BUY, 300)
    trade(card, Side.SELL, 500)
    assert held(card) == -200
    card.books_agree()
    profit_agrees(card)


@rows
def test_p2_reduce_only_never_flips(venue: str) -> None:
    card = ready(venue, setup={"position_mode": PositionMode.ONEWAY, "leverage": 10})
    with pytest.raises(Denied, match=r"reduce only: 0\.01 would be closed, 0 BTC are there"):
        card.place(Side.SELL, 100, card.ask + 100, reduce_only=True)
    trade(card, Side.BUY, 300)
    with pytest.raises(Denied, match="reduce only"):
        card.place(Side.SELL, 301, card.ask + 100, reduce_only=True)
    with pytest.raises(Denied, match="reduce only"):
        card.place(Side.BUY, 100, card.bid - 100, reduce_only=True)
    first = card.place(Side.SELL, 200, card.ask + 100, reduce_only=True)
    second = card.place(Side.SELL, 100, card.ask + 200, reduce_only=True)
    with pytest.raises(Denied, match="0 BTC are there"):
        card.place(Side.SELL, 1, card.ask + 100, reduce_only=True)
    card.run(1)
    card.elsewhere(Side.SELL, 250, card.bid)  # another program of ours closes most of it
    card.rest()
    assert held(card) == 50
    assert sum(view.left for view in card.live()) <= 50
    last = card.place(Side.SELL, 50 - sum(view.left for view in card.live()), card.ask + 100, reduce_only=True)
    card.rest()
    card.by_stranger(Side.BUY, 60_000, card.ask + 300, Tif.IOC)
    card.rest()
    assert held(card) == 0
    assert sum(card.order(name).filled for name in (first, second, last)) == 50
    assert card.live() == []
    card.books_agree()
    profit_agrees(card)


@rows
def test_p2_the_closing_side_of_a_hedge_never_opens(venue: str) -> None:
    card = ready(venue, setup={"position_mode": PositionMode.HEDGE, "leverage": 10})
    for side, hold in ((Side.SELL, Hold.LONG), (Side.BUY, Hold.SHORT)):
        with pytest.raises(Denied, match="0 BTC are there to close"):
            card.place(side, 100, card.middle, hold=hold)
    if PositionMode.ONEWAY in card.row.position_modes:
        with pytest.raises(Denied, match="holds long and short positions, not net"):
            card.place(Side.BUY, 100, card.middle)


@rows
def test_p1_p2_where_nothing_is_net_a_net_wish_closes_what_it_can_and_opens_otherwise(venue: str) -> None:
    if PositionMode.ONEWAY in load(venue).position_modes:
        pytest.skip(f"the record of {venue} has net positions")
    card = ready(venue, setup={"leverage": 10})
    trade(card, Side.BUY, 300)
    trade(card, Side.SELL, 100)
    assert (held(card, Hold.LONG), held(card, Hold.SHORT)) == (200, 0)
    with pytest.raises(Denied, match=r"reduce only: 0\.0201 would be closed, 0\.02 BTC are there"):
        card.place(Side.SELL, 201, card.ask + 100, reduce_only=True)
    rests = card.place(Side.SELL, 150, card.ask + 100)
    card.rest()
    trade(card, Side.SELL, 100)  # of which only half is there to close
    assert (held(card, Hold.LONG), held(card, Hold.SHORT)) == (200, -100)
    assert (card.theirs(rests).place.hold, card.connector.net_lots(card.pair)) == (Hold.LONG, 100)
    card.books_agree()
    profit_agrees(card)


@rows
@modes
def test_p3_the_position_mode_is_read_and_set(venue: str, mode: PositionMode) -> None:
    card = ready(venue, setup={"position_mode": mode})
    assert ledger(card).mode is mode
    asked = [ask.mode for ask in card.asked(SetPositionMode)]
    assert asked == ([] if card.row.position_modes[0] is mode else [mode])


def began_with(card: Card, lots: int) -> None:
    """A position that is there before we are."""
    card.world.exchange.tick(card.now_ns)
    (book,) = card.floor.books.values()
    card.elsewhere(Side.BUY, lots, book.best().ask)


@rows
def test_p3_a_position_mode_that_cannot_be_set_shuts_the_gate_with_the_venues_words(venue: str) -> None:
    carries(venue, SetPositionMode)
    card = Card(venue, setup={"position_mode": PositionMode.HEDGE})
    began_with(card, 100)
    card.run(5)
    code, words = card.row.refusals["position mode busy"]
    assert f"{code}: {words}" in card.connector.gate
    assert [said.what for said in card.told(Surprise)] == [f"cannot set up {card.market.symbol}"]
    assert held(card) == 100
    with pytest.raises(Denied, match=code):
        card.place(Side.BUY, 100, card.middle, hold=Hold.LONG)
    card.elsewhere(Side.SELL, 100, card.bid)
    card.until_open(130)
    assert ledger(card).mode is PositionMode.HEDGE


@rows
@pytest.mark.parametrize("margin", MarginMode)
def test_p4_leverage_and_margin_mode_are_as_wished(venue: str, margin: MarginMode) -> None:
    pots = "pots" in load(venue).features and margin is MarginMode.ISOLATED
    card = ready(venue, setup={"margin_mode": margin, "leverage": 7, "isolated_margin": 20_000 * ONE})
    line, hold, times = ledger(card).line(card.pair), own(card, Side.BUY), fixed(venue) or 7
    assert (line.mode, line.times(hold)) == (margin, times)
    assert len(card.asked(SetPot if pots else SetLeverage)) == 1
    assert line.pot == (20_000 * ONE if pots else None)
    apart = not {"leverage_sets_mode", "pots"} & card.row.features
    assert len(card.asked(SetMarginMode)) == (margin is MarginMode.ISOLATED and apart)
    ticks = card.bid - 100
    contracts, symbol = card.connector.extra.contracts, card.market.symbol
    before = contracts.free(symbol, card.connector.free(card.coin))
    card.place(Side.BUY, 700, ticks)
    card.rest()
    tied, worth = before - contracts.free(symbol, card.connector.free(card.coin)), card.worth(ticks, 700)
    assert worth // times <= tied <= worth // times + worth // 1_000 + worth * card.market.taker_fee // ONE
    card.books_agree()
    trade(card, Side.BUY, 700)
    (position,) = card.connector.extra.contracts.positions.all()
    assert (position.leverage, position.margin_mode) == (times, margin)
    assert (line.mode, line.times(hold)) == (margin, times)
    card.books_agree()
    profit_agrees(card)


@rows
def test_p4_a_margin_mode_that_cannot_be_set_shuts_the_gate_with_the_venues_words(venue: str) -> None:
    if len(load(venue).margin_modes) < 2:
        pytest.skip(f"the record of {venue} has one margin mode")
    card = Card(venue, setup={"margin_mode": MarginMode.ISOLATED, "isolated_margin": 1_000 * ONE})
    began_with(card, 100)
    card.run(5)
    assert card.row.refusals["margin mode busy"][0] in card.connector.gate


@rows
def test_p4_each_side_of_an_isolated_hedge_has_its_leverage(venue: str) -> None:
    wanted = {"position_mode": PositionMode.HEDGE, "margin_mode": MarginMode.ISOLATED, "leverage": 7}
    card = ready(venue, setup=wanted)
    line = ledger(card).line(card.pair)
    assert (line.times(Hold.LONG), line.times(Hold.SHORT)) == (7, 7)
    trade(card, Side.SELL, 100, Hold.SHORT)
    card.books_agree()


@rows
def test_p4_margin_that_is_not_there_is_seen_here_and_nothing_is_sent(venue: str) -> None:
    card = ready(venue, setup={"leverage": 2})
    there = card.connector.extra.contracts.free(card.market.symbol, funds(card))
    lots = (fixed(venue) or 2) * there // card.worth(card.ask, 1)
    with pytest.raises(Denied, match=rf"margin: .* {card.coin} needed"):
        card.place(Side.BUY, lots, card.ask)
    name = card.place(Side.BUY, lots * 96 // 100, card.bid)
    card.rest()
    assert card.order(name).state is S.OPEN


def paid(card: Card) -> list[MoneyMoved]:
    return [event for event in card.told(MoneyMoved) if event.kind is Movement.FUNDING]


def each(card: Card, seconds: int) -> None:
    """Settlements so often; none is under way."""
    prices(card).interval_ns = seconds * SECOND


@rows
@modes
def test_p5_funding_its_rate_its_time_and_each_payment_once(venue: str, mode: PositionMode) -> None:
    carries(venue, ReadBills)
    card = Card(venue, setup={"position_mode": mode, "leverage": 10})
    each(card, 200)
    card.until_open()
    known = card.told(FundingKnown)[-1]
    assert known.next_ns == prices(card).next_ns(card.now_ns)
    trade(card, Side.BUY, 3_000, hedge(card, Hold.LONG))
    if mode is PositionMode.HEDGE:
        trade(card, Side.SELL, 1_000, Hold.SHORT)
    card.until(lambda: len(paid(card)) >= 2 * (1 + (mode is PositionMode.HEDGE)), 500)
    card.run(60)  # somebody looks again, and nothing is new
    card.rest()
    told = paid(card)
    bills = {bill.bill_id: bill.amount for bill in card.account.bills if bill.kind == Movement.FUNDING}
    assert {event.bill_id: event.atoms for event in told} == bills
    assert len(told) == len(bills), "a payment was told twice"
    assert {event.pair for event in told} == {card.pair}
    assert sum(bills.values()) == sum(slot.funding for _, _, slot in ledger(card).positions()) != 0
    card.books_agree()
    profit_agrees(card)


@rows
def test_p5_the_rates_of_settlements_that_were(venue: str) -> None:
    carries(venue, ReadFundingHistory)
    card = Card(venue)
    each(card, 100)
    card.run(350)
    ask = ReadFundingHistory(card.market.symbol, limit=5)
    reply = card.world.exchange.request(card.row.rest.write_ask(ask), card.now_ns).reply
    assert reply is not None
    answer = card.row.rest.read_answer(ask, reply)
    assert isinstance(answer, FundingHistory)
    assert answer.rows == prices(card).history(ask.symbol, card.now_ns, 5)
    times = [rate.at_ns for rate in answer.rows]
    assert times == [times[0] - n * 100 * SECOND for n in range(5)]
    assert times[0] <= card.now_ns < times[0] + 100 * SECOND


@rows
def test_p5_x2_funding_paid_while_away_is_booked_once(venue: str) -> None:
    carries(venue, ReadBills)
    card = Card(venue, setup={"leverage": 10})
    each(card, 100)
    card.until_open()
    trade(card, Side.BUY, 3_000)
    card.until(lambda: len(paid(card)) >= 1, 200)
    card.world.joint.cut(True)
    card.run(110)
    card.world.joint.cut(False)
    card.world.kill()
    card.until_open(120)
    card.until(lambda: len(paid(card)) >= 3, 200)
    card.world.kill()
    card.until_open(120)
    card.run(20)
    card.rest()
    ids = [event.bill_id for event in paid(card)]
    assert len(ids) == len(set(ids)), "a payment was told twice"
    assert sorted(ids) == sorted(bill.bill_id for bill in card.account.bills if bill.kind == Movement.FUNDING)
    card.books_agree()
    profit_agrees(card)


@rows
def test_p6_mark_and_index_are_the_venues(venue: str) -> None:
    if "unmarked" in load(venue).features:
        pytest.skip(f"the record of {venue} has no mark: test_margin has what stands for it")
    card = ready(venue)
    card.run(10)
    told = card.told(MarkChanged)
    assert len(told) > 5
    symbol = card.market.symbol
    gauge, indices = prices(card).gauges[symbol], []

    def is_the_venues() -> bool:
        last = card.told(MarkChanged)[-1]
        indices.append(gauge.index)  # where nothing pushes it, what is told of it is of an earlier moment
        return last.mark == card.floor.marks[symbol] and last.index in indices

    card.until(is_the_venues)
    assert card.connector.extra.contracts.mark(symbol) == card.floor.marks[symbol]


@rows
def test_p7_sizes_are_exact_also_of_a_coin_with_twelve_decimals(venue: str) -> None:
    pair = pair_of(venue, "PEPE")
    card = ready(venue, setup={"leverage": 10}, symbols=3, pairs=(pair_of(venue), pair))
    market = card.connector.markets[pair]
    if market.settle == market.base:
        deposit(card.floor, card.account.no, market.base, read_atoms("8000000000"), card.now_ns)
        card.until(lambda: card.connector.free(market.base) > 0, 70)
    ticks = card.connector.book(pair).top().ask
    card.place(Side.BUY, 10_000_001, ticks, pair=pair)
    card.rest()
    hold = own(card, Side.BUY)
    position = ledger(card).position(pair, hold)
    assert position.lots == 10_000_001
    assert position.cost == sum(fill.ticks * fill.lots for fill in card.world.fills()) * market.tick.atoms
    assert card.connector.extra.contracts.positions.lots(pair, hold) == 10_000_001
    card.books_agree()


@rows
@pytest.mark.parametrize("side", Side)
def test_p8_a_position_whose_margin_is_gone_is_taken_over(venue: str, side: Side) -> None:
    card = ready(
        venue,
        setup={
            "margin_mode": MarginMode.ISOLATED,
            "leverage": 20,
            "isolated_margin": (400 if fixed(venue) else 300) * ONE,
        },
    )
    trade(card, side, 500)
    rests = card.place(side, 100, card.middle - side.sign * 2_000)
    card.rest()
    (position,) = card.connector.extra.contracts.positions.all()
    hold = own(card, side)
    theirs = ledger(card).liquidation_price(card.pair, hold)
    assert theirs is not None
    assert abs(position.liquidation - theirs) < ONE  # as the venue shows it
    brink = theirs // card.market.tick.atoms
    drive(card, brink + 50 * side.sign)
    card.run(3)
    assert held(card) == 500 * side.sign
    assert card.told(Liquidated) == []
    drive(card, brink - 50 * side.sign)
    card.rest()
    (event,) = card.told(Liquidated)
    assert (event.pair, event.hold, event.lots) == (card.pair, hold, 500)
    assert held(card) == 0
    assert card.order(rests).state is S.CANCELLED
    card.books_agree()
    assert sum(fill.side.sign * fill.lots for fill in card.world.fills()) == 0


@rows
def test_p8_a_liquidation_while_away_is_known_afterwards(venue: str) -> None:
    card = ready(
        venue,
        setup={
            "margin_mode": MarginMode.ISOLATED,
            "leverage": 20,
            "isolated_margin": (400 if fixed(venue) else 300) * ONE,
        },
    )
    trade(card, Side.BUY, 500)
    brink = ledger(card).liquidation_price(card.pair, own(card, Side.BUY))
    assert brink is not None
    card.world.joint.cut(True)
    drive(card, brink // card.market.tick.atoms - 50)
    card.run(20)
    card.world.joint.cut(False)
    card.until(lambda: held(card) == 0, 130)
    card.until(lambda: card.told(Liquidated), 130)
    card.rest()
    assert [event.lots for event in card.told(Liquidated)] == [500]
    card.books_agree()


@rows
def test_p9_tiers_and_maintenance_come_from_the_venue_and_bind(venue: str) -> None:
    carries(venue, ReadTiers)
    card = ready(venue, setup={"leverage": 50})
    symbol, tiers = card.market.symbol, card.floor.terms[card.market.symbol].tiers  # type: ignore[attr-defined]
    ours = card.connector.extra.contracts.tiers(symbol)
    assert [(tier.notional_max, tier.leverage_max, tier.maintenance) for tier in ours] == [
        (tier.notional_max, tier.leverage_max, tier.maintenance) for tier in tiers
    ]
    if "tiers_in_doubt" in card.row.features:
        assert card.connector.extra.contracts.most_leverage(symbol, 10**60) == tiers[0].leverage_max
        return
    most = max(tier.notional_max for tier in tiers if tier.leverage_max >= 50)
    lots = most // card.market.notional(card.bid, 1)
    with pytest.raises(Denied, match=r"leverage: .* at leverage 50, where 25 is allowed"):
        card.place(Side.BUY, lots + 10, card.bid)


@rows
def test_p10_a_position_that_is_gone_at_the_venue_is_gone_here(venue: str) -> None:
    card = ready(venue, setup={"leverage": 10})
    trade(card, Side.BUY, 500)
    topics = card.conn(private=True).topics
    topics.pop(next(topic for topic in topics if topic.channel is Channel.POSITIONS))
    ledger(card).fill(card.pair, Side.SELL, card.bid, 500, hold=own(card, Side.BUY))  # closed without a word
    asked = len(card.asked(ReadPositions))
    card.until(lambda: held(card) == 0, 70)
    assert len(card.asked(ReadPositions)) == asked + 1
    change = card.told(PositionChanged)[-1]
    assert (change.position.lots, change.before) == (0, 500)


@rows
def test_p10_a_position_made_elsewhere_is_here(venue: str) -> None:
    card = ready(venue, setup={"leverage": 10})
    card.elsewhere(Side.BUY, 200, card.ask)
    card.rest()
    assert held(card) == 200
    with pytest.raises(Denied, match="reduce only"):
        card.place(Side.SELL, 201, card.ask, reduce_only=True)
    card.books_agree()
    profit_agrees(card)


@rows
@modes
def test_x1_positions_orders_and_unknowns_are_rebuilt(venue: str, mode: PositionMode) -> None:
    card = ready(venue, setup={"position_mode": mode, "leverage": 10})
    hold = hedge(card, Hold.LONG)
    trade(card, Side.BUY, 500, hold)
    rests = card.place(Side.BUY, 200, card.bid - 1_000, hold=hold)
    closes = card.place(Side.SELL, 300, card.ask + 1_000, hold=hold, reduce_only=hold is Hold.NET)
    card.run(1)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    arrived = card.place(Side.BUY, 100, card.bid - 2_000, hold=hold)
    card.world.kill()
    assert "positions" in card.connector.waiting_for()
    card.until_open(120)
    card.rest()
    assert held(card, hold) == 500
    assert [card.order(name).state for name in (rests, closes, arrived)] == [S.OPEN] * 3
    with pytest.raises(Denied, match=r"reduce only: 0\.0201 would be closed, 0\.02 BTC"):
        card.place(Side.SELL, 201, card.ask + 1_000, hold=hold, reduce_only=hold is Hold.NET)
    card.books_agree()
    profit_agrees(card)


@rows
def test_r5_a_contracts_fees_are_the_accounts_own(venue: str) -> None:
    card = ready(venue)
    assert card.market.taker_fee == read_atoms(card.row.taker_fee)
