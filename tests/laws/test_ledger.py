"""The ledger equals its plain twin on any history, its lines add up, and a run's profit is the venue's own."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Hold, Liquidity, MarginMode, PositionMode, Side
from picaflor.machines.ledger.entries import Entry
from picaflor.machines.ledger.lines import NotAllowed
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.plain import PlainPerpetual, PlainSpot
from picaflor.machines.ledger.position import unrealised
from picaflor.machines.ledger.profit import Run
from picaflor.machines.ledger.spot import Short, SpotLedger
from picaflor.machines.ledger.terms import Terms, Tier
from tests.laws.examples import examples

UNIT = 10**18  # fees and rates as fine as a wire number
ASSETS = ("BTC", "USDT", "BGB")
SIDES = st.sampled_from(Side)
SPOT = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(3), Grid(4), quote_places=5)
TIERS = (Tier(50 * ONE, 20, ONE // 200), Tier(400 * ONE, 10, ONE // 100), Tier(0, 5, ONE // 40))


def contract(kind: MarketKind, sized_in_money: bool = False, places: int = 8) -> Terms:
    lot = Grid(0, 10) if sized_in_money else Grid(2)
    market = Market(
        "v",
        "BTC-USD",
        "BTCUSD",
        "BTC",
        "USD",
        Grid(1),
        lot,
        kind=kind,
        quote_places=places,
        taker_fee=6 * ONE // 10_000,
        max_leverage=20,
    )
    return Terms(market, TIERS, sized_in_money)


LINEAR = contract(MarketKind.LINEAR)
CONTRACTS = {
    "linear": LINEAR,
    "inverse by coins": contract(MarketKind.INVERSE),
    "inverse by money": contract(MarketKind.INVERSE, sized_in_money=True),
}
BOOKS = st.sampled_from([*CONTRACTS.values()])

fees = st.one_of(
    st.just((0, "")),
    st.tuples(st.integers(-(10**18), 10**18).map(lambda n: n * UNIT), st.sampled_from(["USD", "BTC", "BGB"])),
)
lots, ticks = st.integers(1, 60), st.integers(1, 2_000)
holds_oneway, holds_hedge = st.just(Hold.NET), st.sampled_from([Hold.LONG, Hold.SHORT])


def exact(atoms: int) -> Fraction:
    return Fraction(atoms, ONE)


def fill_of(terms: Terms, side: Side, at: int, size: int, fee: tuple[int, str]) -> Fill:
    return Fill(
        "v", "a", terms.market.pair, "t", "c", "o", side, at, size, fee[0], fee[1] if fee[0] else "", Liquidity.TAKER, 0
    )


# spot

spot_moves = st.lists(
    st.one_of(
        st.tuples(st.just("deposit"), st.sampled_from(ASSETS), st.integers(0, 50)),
        st.tuples(st.just("withdraw"), st.sampled_from(ASSETS), st.integers(0, 50)),
        st.tuples(st.just("hold"), st.integers(1, 4), st.sampled_from(ASSETS), st.integers(0, 30)),
        st.tuples(st.just("release"), st.integers(1, 4), st.none() | st.integers(1, 10)),
        st.tuples(
            st.just("fill"),
            st.integers(1, 4),
            SIDES,
            st.integers(1, 9_999),
            st.integers(1, 50_000),
            st.tuples(st.integers(-3 * 10**18, 3 * 10**18), st.sampled_from(ASSETS)),
        ),
    ),
    max_size=30,
)


@examples(120)
@given(spot_moves)
def test_a_spot_account_equals_its_plain_twin_and_its_lines_add_up(moves):
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add_up(entry: Entry) -> None:
        sums[entry.asset][0] += entry.change
        sums[entry.asset][1] += entry.held

    ledger, plain = SpotLedger(add_up), PlainSpot()
    for asset in ASSETS:
        ledger.deposit(asset, 20 * ONE)
        plain.totals[asset] += 20
    for move in moves:
        try:
            play_spot(ledger, move)
        except (Short, ValueError):
            pass
        else:
            play_plain_spot(plain, move)
        for asset in ASSETS:
            assert min(ledger.free(asset), ledger.held(asset)) >= 0
            assert exact(ledger.free(asset)) == plain.free(asset)
            assert exact(ledger.held(asset)) == plain.held(asset)
            assert [ledger.total(asset), ledger.held(asset)] == sums[asset]


def play_spot(ledger: SpotLedger, move) -> None:
    match move:
        case ("deposit", asset, amount):
            ledger.deposit(asset, amount * ONE)
        case ("withdraw", asset, amount):
            ledger.withdraw(asset, amount * ONE)
        case ("hold", no, asset, amount):
            ledger.hold(no, asset, amount * ONE)
        case ("release", no, amount):
            ledger.release(no, None if amount is None else amount * ONE)
        case ("fill", no, side, at, size, (fee, asset)):
            ledger.fill(no, SPOT, side, at, size, fee * UNIT, asset)


def play_plain_spot(plain: PlainSpot, move) -> None:
    match move:
        case ("deposit", asset, amount):
            plain.totals[asset] += amount
        case ("withdraw", asset, amount):
            plain.totals[asset] -= amount
        case ("hold", no, asset, amount):
            plain.holds[no] = (asset, plain.holds.get(no, (asset, Fraction()))[1] + amount)
        case ("release", no, amount):
            name, left = plain.holds.get(no, ("", Fraction()))
            plain.holds[no] = (name, Fraction() if amount is None else left - amount)
        case ("fill", no, side, at, size, (fee, asset)):
            plain.fill(no, SPOT, side, at, size, Fraction(fee, UNIT), asset)
    plain.holds = {no: hold for no, hold in plain.holds.items() if hold[1]}


# perpetuals


def history(holds):
    fill = st.tuples(st.just("fill"), holds, SIDES, ticks, lots, fees)
    pay = st.tuples(st.just("fund"), st.integers(-(10**15), 10**15), ticks, st.integers(1, 5))
    return st.lists(st.one_of(fill, fill, fill, pay), max_size=25)


@examples(120)
@pytest.mark.parametrize("mode", [PositionMode.ONEWAY, PositionMode.HEDGE])
@pytest.mark.parametrize("name", CONTRACTS)
@given(st.data())
def test_perpetuals_equal_their_plain_twin(name, mode, data):
    terms = CONTRACTS[name]
    moves = data.draw(history(holds_oneway if mode is PositionMode.ONEWAY else holds_hedge))
    told: list[Entry] = []
    ledger, plain = PerpetualLedger(mode, told.append), PlainPerpetual(terms)
    ledger.list_terms(terms)
    pair, market = terms.market.pair, terms.market
    for move in moves:
        match move:
            case ("fill", hold, side, at, size, (fee, asset)):
                try:
                    ledger.fill(pair, side, at, size, fee, asset, hold)
                except NotAllowed:
                    assert hold is not Hold.NET
                    continue
                plain.fill(hold, side, at, size, exact(fee), asset)
            case ("fund", rate, at, payment):
                ledger.settle_funding(pair, rate * UNIT, at * market.tick.atoms, payment)
                plain.fund(Fraction(rate, UNIT), Fraction(at, 10), payment)
        for hold, size in plain.sizes.items():
            assert exact(ledger.position(pair, hold).lots * market.lot.atoms) == size
            assert exact(ledger.position(pair, hold).cost) == plain.costs[hold]
            assert hold is Hold.NET or (size >= 0 if hold is Hold.LONG else size <= 0)
        for asset in ("USD", "BTC", "BGB"):
            assert exact(ledger.wallet(asset)) == plain.wallets[asset]
            assert ledger.wallet(asset) == sum(entry.change for entry in told if entry.asset == asset)
    mark = data.draw(ticks)
    if moves:
        ledger.set_mark(pair, mark * market.tick.atoms)
        assert exact(ledger.equity(terms.settle)) == plain.equity(Fraction(mark, 10))


@examples(120)
@given(st.lists(st.tuples(SIDES, ticks, lots), max_size=25), ticks)
def test_without_booking_places_linear_equity_is_the_cash_that_moved_and_what_is_left(fills, mark):
    terms = contract(MarketKind.LINEAR, places=36)
    ledger = PerpetualLedger()
    ledger.list_terms(terms)
    pair, market, cash, left = terms.market.pair, terms.market, 0, 0
    for side, at, size in fills:
        ledger.fill(pair, side, at, size)
        cash -= side.sign * market.notional(at, size)
        left += side.sign * size
        ledger.set_mark(pair, mark * market.tick.atoms)
        assert ledger.equity("USD") == cash + market.notional(mark, left)
        assert ledger.position(pair).lots == left
        if left == 0:
            assert (ledger.position(pair).cost, ledger.wallet("USD")) == (0, cash)


@examples(120)
@given(BOOKS, st.lists(st.tuples(SIDES, ticks, lots), max_size=15), SIDES, ticks, lots)
def test_reduce_only_never_flips(terms, fills, side, at, size):
    ledger = PerpetualLedger()
    ledger.list_terms(terms)
    pair = terms.market.pair
    for fill in fills:
        ledger.fill(pair, *fill)
    before, most = ledger.position(pair), ledger.reducible(pair, side)
    if size > most:
        with pytest.raises(NotAllowed):
            ledger.fill(pair, side, at, size, reduce_only=True)
        assert ledger.position(pair) == before
    else:
        after = ledger.fill(pair, side, at, size, reduce_only=True).after
        assert abs(after.lots) == abs(before.lots) - size
        assert after.lots * before.lots >= 0


# liquidation

LIQUIDATIONS = st.tuples(BOOKS, SIDES, st.integers(200, 2_000), lots, st.integers(1, 20))


@examples(120)
@given(LIQUIDATIONS, st.integers(-3, 3), st.integers(1, 4_000))
def test_an_isolated_position_is_liquidated_exactly_from_its_price_on_and_as_the_twin_says(case, near, far):
    terms, side, at, size, leverage = case
    one_tier = Terms(terms.market, (Tier(0, 20, ONE // 100),), terms.sized_in_money)
    ledger, plain = PerpetualLedger(), PlainPerpetual(one_tier)
    pair, settle = terms.market.pair, terms.settle
    ledger.list_terms(one_tier)
    ledger.deposit(settle, 10**6 * ONE)
    ledger.set_margin_mode(pair, MarginMode.ISOLATED)
    ledger.set_leverage(pair, leverage)
    ledger.fill(pair, side, at, size)
    plain.fill(Hold.NET, side, at, size, Fraction(), "")
    behind = exact(ledger.line(pair).slot(Hold.NET).margin)
    price = ledger.liquidation_price(pair)
    marks = [far * terms.market.tick.atoms]
    if price is not None:
        marks.append(max(1, price + near))
    for mark in marks:
        ledger.set_mark(pair, mark)
        taken = ledger.liquidated() == [(pair, Hold.NET)]
        assert taken == plain.liquidated(Hold.NET, behind, exact(mark))
        if price is not None:
            assert taken == (mark <= price if side is Side.BUY else mark >= price)
        elif not terms.sized_in_money and terms.market.kind is MarketKind.LINEAR:
            assert not taken


@examples(80)
@given(
    st.lists(st.tuples(holds_hedge, st.integers(300, 2_000), lots), min_size=1, max_size=4),
    st.tuples(SIDES, st.integers(300, 2_000), lots),
    st.integers(1, 4_000),
    st.integers(1, 300),
)
def test_a_cross_account_is_liquidated_exactly_from_the_price_of_each_of_its_pairs_on(fills, other, mark, funds):
    """A hedge on one pair, its sides and another pair standing behind each other."""
    one_tier = Terms(LINEAR.market, (Tier(0, 20, ONE // 100),))
    second = Terms(Market("v", "X-USD", "X", "X", "USD", Grid(1), Grid(2), kind=MarketKind.LINEAR, max_leverage=20))
    ledger = PerpetualLedger(PositionMode.HEDGE)
    pair = one_tier.market.pair
    ledger.list_terms(one_tier)
    ledger.list_terms(second)
    ledger.deposit("USD", funds * ONE)
    for hold, at, size in fills:
        ledger.fill(pair, Side.BUY if hold is Hold.LONG else Side.SELL, at, size, hold=hold)
    ledger.fill("X-USD", other[0], other[1], other[2], hold=Hold.LONG if other[0] is Side.BUY else Hold.SHORT)
    price = ledger.liquidation_price(pair, fills[0][0])
    net = ledger.line(pair).curve([Hold.LONG, Hold.SHORT]).b
    for at in [mark * ONE // 10] + ([max(1, price + d) for d in (-1, 0, 1)] if price else []):
        ledger.set_mark(pair, at)
        taken = set(ledger.liquidated())
        assert bool(taken) == (ledger.cross_spare("USD") <= 0)
        assert not taken or taken == {(p, hold) for p, hold, _ in ledger.positions()}
        if price is not None:
            assert bool(taken) == (at <= price if net > 0 else at >= price)


# available and profit


@examples(80)
@given(BOOKS, history(holds_oneway), st.integers(0, 100), st.sampled_from(MarginMode))
def test_what_is_available_is_never_negative_and_isolated_margin_is_a_held_part(terms, moves, funds, mode):
    told: list[Entry] = []
    ledger = PerpetualLedger(listener=told.append)
    ledger.list_terms(terms)
    pair = terms.market.pair
    ledger.deposit(terms.settle, funds * ONE)
    ledger.set_margin_mode(pair, mode)
    ledger.set_leverage(pair, 5)
    for move in moves:
        match move:
            case ("fill", hold, side, at, size, (fee, asset)):
                ledger.fill(pair, side, at, size, fee, asset, hold)
            case ("fund", rate, at, payment):
                ledger.settle_funding(pair, rate * UNIT, at * terms.market.tick.atoms, payment)
        slot = ledger.line(pair).slot(Hold.NET)
        assert 0 <= ledger.withdrawable(terms.settle) <= ledger.available(terms.settle)
        assert slot.margin == sum(entry.held for entry in told) >= 0
        assert mode is MarginMode.ISOLATED or slot.margin == 0
        assert slot.position.lots or slot.margin == 0


@examples(80)
@given(st.lists(st.tuples(SIDES, st.integers(1, 9_999), st.integers(1, 9_999), fees), max_size=20), ticks, ticks)
def test_a_spot_run_made_what_the_venues_ledger_says_to_the_last_digit(fills, mark, other_mark):
    ledger, run, terms = SpotLedger(), Run(), Terms(SPOT)
    for asset in (*ASSETS, "USD"):
        ledger.deposit(asset, 10**6 * ONE)
    prices = {"BTC": mark * SPOT.tick.atoms, "BGB": other_mark * SPOT.tick.atoms, "USD": ONE}
    names = ("USDT", *prices)
    start = {asset: ledger.total(asset) for asset in names}
    for no, (side, at, size, (fee, asset)) in enumerate(fills):
        ledger.fill(no, SPOT, side, at, size, fee, asset if fee else "")
        run.add(fill_of(terms, side, at, size, (fee, asset)), terms)
    changes = {asset: ledger.total(asset) - start[asset] for asset in names}
    assert run.changes() == {asset: atoms for asset, atoms in sorted(changes.items()) if atoms}
    there = sum(atoms * prices.get(asset, ONE) for asset, atoms in changes.items())
    assert there % ONE == 0
    assert run.profit("USDT", prices) == there // ONE
    if fills:
        traded = run.spot("v", "BTC-USDT")
        without_fees = traded.realised + traded.unrealised(prices["BTC"])
        paid = sum(atoms * prices.get(asset, ONE) // ONE for asset, atoms in run.fees().items())
        assert without_fees - paid == there // ONE


@examples(80)
@given(BOOKS, history(holds_oneway), ticks)
def test_a_run_on_contracts_made_what_the_venues_ledger_says(terms, moves, mark):
    venue, run = PerpetualLedger(), Run()
    venue.list_terms(terms)
    pair, at_mark = terms.market.pair, mark * terms.market.tick.atoms
    for asset in ("USD", "BTC", "BGB"):
        venue.deposit(asset, 1_000 * ONE)
    for move in moves:
        match move:
            case ("fill", hold, side, at, size, (fee, asset)):
                venue.fill(pair, side, at, size, fee, asset if fee else "", hold)
                run.add(fill_of(terms, side, at, size, (fee, asset)), terms, hold)
            case ("fund", rate, at, payment):
                for hold, atoms in venue.settle_funding(pair, rate * UNIT, at * terms.market.tick.atoms, payment):
                    assert run.add_funding(terms, atoms, payment, hold)
    venue.set_mark(pair, at_mark)
    prices = {"USD": ONE, "BTC": 7 * ONE, "BGB": 3 * ONE}
    made = sum((venue.equity(asset) - 1_000 * ONE) * price for asset, price in prices.items()) // ONE
    assert run.profit("USD", prices, {("v", pair): at_mark}) == made
    for _, _, slot in venue.positions():
        assert unrealised(slot.position, terms, at_mark) == venue.line(pair).unrealised(Hold.NET)
