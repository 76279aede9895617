"""Boot and rules: what a row declares, what it waits for, what its payload says, and what never leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.events import MarketsChanged, Surprise
from picaflor.domain.market import Market, MarketState
from picaflor.domain.numbers import decimal_of, read_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.wire.asks import Place, ReadBalances, ReadMarkets
from picaflor.wire.contracts import ReadTiers
from picaflor.wire.net import Reply
from picaflor.wire.reports import Listing
from tests.spec.card import ALL, ROWS, SECOND, SLOW, Card, Denied, ready

rows = pytest.mark.parametrize("venue", ROWS)
markets = pytest.mark.parametrize("venue", ALL)  # what all kinds of account share
# What a venue that has a bad day would send of its second market: bytes of a good row, and what stands there instead.
SPOILED = {
    "altmarkets": (b'"base_unit":"eth"', b'"base_unit":""'),
    "bitget": (b'"baseCoin":"ETH"', b'"baseCoin":""'),
    "bitget_perpetual": (b'"baseCoin":"ETH"', b'"baseCoin":""'),
    "bitmart": (b'"base_currency":"ETH"', b'"base_currency":""'),
    "bitmart_perpetual": (b'"base_currency":"ETH"', b'"base_currency":""'),
    "hashkey": (b'"baseAsset":"ETH"', b'"baseAsset":""'),
    "hashkey_perpetual": (b'"underlying":"ETH"', b'"underlying":""'),
    "hitbtc": (b'"base_currency":"ETH"', b'"base_currency":""'),
    "hitbtc_margin": (b'"base_currency":"ETH"', b'"base_currency":""'),
    "hitbtc_perpetual": (b'"underlying":"ETH"', b'"underlying":""'),
}
UNSAID = {  # what is free, under a name that nobody knows
    "altmarkets": (b'"balance"', b'"imbalance"'),
    "bitmart_perpetual": (b'"available_balance"', b'"unavailable_balance"'),
    "hashkey": (b'"free"', b'"freed"'),
    "hashkey_perpetual": (b'"availableBalance"', b'"unavailableBalance"'),
}
EXPONENTS = {
    "altmarkets": (b'"min_amount":"0.000001"', b'"min_amount":"1E-6"'),
    "bitget": (b'"minTradeUSDT":"1"', b'"minTradeUSDT":"0.1E+1"'),
    "bitget_perpetual": (b'"minTradeUSDT":"5"', b'"minTradeUSDT":"0.5E+1"'),
    "bitmart": (b'"min_buy_amount":"1"', b'"min_buy_amount":"0.1E+1"'),
    "bitmart_perpetual": (b'"price_precision":"0.1"', b'"price_precision":"1E-1"'),
    "hashkey": (b'"tickSize":"0.01"', b'"tickSize":"1E-2"'),
    "hashkey_perpetual": (b'"tickSize":"0.1"', b'"tickSize":"1E-1"'),
    "hitbtc": (b'"tick_size":"0.01"', b'"tick_size":"1E-2"'),
    "hitbtc_margin": (b'"tick_size":"0.1"', b'"tick_size":"1E-1"'),
    "hitbtc_perpetual": (b'"tick_size":"0.1"', b'"tick_size":"1E-1"'),
}


def _named(card: Card, base: str) -> str:
    return card.row.symbol_shape.format(base=base, quote="USDT", base_lower=base.lower(), quote_lower="usdt")


def spoil(card: Card, old: bytes, new: bytes) -> None:
    """The next listings are sent like this."""
    exchange = card.world.exchange
    honest = exchange.request

    def request(*what: object) -> object:
        served = honest(*what)  # type: ignore[arg-type]
        reply = served.reply
        if reply is None or old not in reply.body:
            return served
        return replace(served, reply=Reply(reply.status, reply.body.replace(old, new), reply.headers))

    exchange.request = request  # type: ignore[method-assign, assignment]


@rows
def test_b1_every_declared_order_type_arrives_as_it_is_declared(venue: str) -> None:
    card = ready(venue)
    for kind in card.row.order_types:
        if kind is OrderType.MARKET:
            name = card.place(Side.SELL, 1_000, type=kind)
        else:
            name = card.place(Side.BUY, 1_000, card.bid - 100, kind)
        card.run(1)
        assert card.theirs(name).place.type is kind
    for tif in card.row.tifs:
        lasts_ns = 60 * SECOND if tif is Tif.GTD else 0
        name = card.place(Side.BUY, 1_000, card.bid - 100, tif=tif, lasts_ns=lasts_ns)
        card.run(1)
        assert card.theirs(name).place.tif is tif


@markets
def test_b2_all_tradable_pairs_are_mapped_and_one_bad_row_spoils_no_other(venue: str) -> None:
    card = Card(venue, symbols=5)
    markets = card.floor.markets
    shut = next(symbol for symbol in markets if markets[symbol].base == "PEPE")
    markets[shut] = replace(markets[shut], state=MarketState.HALTED)
    spoil(card, *SPOILED[venue])
    card.until_open()
    mapped: dict[str, Market] = card.connector.markets
    assert {pair for pair, m in mapped.items() if m.state is MarketState.OPEN} == {card.pair, "C003-USDT", "C004-USDT"}
    assert mapped["PEPE-USDT"].state is MarketState.HALTED
    assert [
        s.detail
        for s in card.told(Surprise)
        if "left out" in s.what and _named(card, "ETH").upper() in s.detail.upper()
    ]
    with pytest.raises(Denied, match="market state: PEPE-USDT is halted"):
        card.place(Side.BUY, 1_000_000, 1_234_000, pair="PEPE-USDT")


@rows
def test_b3_everything_that_is_not_ready_is_listed_and_false_before_the_start(venue: str) -> None:
    card = Card(venue)
    before = card.connector.waiting_for()
    by_key = card.row.listen is not None  # and then nobody logs in or subscribes
    more = (("positions",) if card.row.product else ()) + (("listen key",) if by_key else ())
    assert before == ("rules", "public: connection", "private: connection", "balances", "reconcile", *more)
    with pytest.raises(Denied, match="gate: waiting for rules"):
        card.place(Side.BUY, 1_000, 6_000_000)
    seen: set[str] = set()
    card.until(lambda: seen.update(card.connector.waiting_for()) or card.connector.waiting_for() == ())
    logins = {"private: login", "private: orders", "private: balances"}
    if "signed_handshake" in card.row.features:
        logins.remove("private: login")
    assert ({"listen key"} if by_key else logins) | {f"public: book {card.market.symbol}"} <= seen
    if card.row.product:
        symbol = card.market.symbol
        assert f"setup of {symbol}" in seen
        assert (f"funding of {symbol}" in seen) is ("unfunded" not in card.row.features)
        assert ("private: positions" in seen) is not by_key
        assert (f"tiers of {symbol}" in seen) == (ReadTiers in card.row.costs)
    assert card.connector.gate == ""
    assert card.world.account.accepted == 0


@rows
def test_b3_without_balances_the_gate_stays_shut(venue: str) -> None:
    card = Card(venue)
    spoil(card, *UNSAID.get(venue, (b'"available"', b'"unavailable"')))
    card.run(30)
    assert card.connector.waiting_for()[0] == "balances"
    assert len(card.asked(ReadBalances)) > 3


@markets
def test_b5_public_only_needs_no_keys(venue: str) -> None:
    card = Card(venue, private=False)
    assert card.world.joint.keys == {}
    card.until_open()
    card.run(60)
    assert card.connector.trusted
    assert card.asked(ReadBalances) == []
    assert len(card.world.exchange.sockets.conns) == 1
    with pytest.raises(Denied, match="funds"):
        card.place(Side.BUY, 1_000, card.bid)


@markets
def test_r1_the_rules_are_those_of_the_payload(venue: str) -> None:
    card = ready(venue, symbols=5)
    listed = card.row.rest.read_answer(
        ReadMarkets(),
        card.row.rest.write_answer(ReadMarkets(), Listing(tuple(card.floor.markets.values())), card.now_ns),
    )
    assert isinstance(listed, Listing)
    for theirs in card.floor.markets.values():
        ours = card.connector.markets[theirs.pair]
        assert (ours.tick, ours.lot, ours.min_notional) == (theirs.tick, theirs.lot, theirs.min_notional)
        assert (ours.maker_fee, ours.taker_fee) == (theirs.maker_fee, theirs.taker_fee)
        assert (ours.fee_asset, ours.quote_places) == (theirs.fee_asset, theirs.quote_places)
        assert (ours.band_up, ours.band_down) == (theirs.band_up, theirs.band_down)
        assert ours in listed.markets


@markets
def test_r1_in_exponent_form_too(venue: str) -> None:
    card = Card(venue)
    spoil(card, *EXPONENTS[venue])
    card.until_open()
    theirs = card.floor.markets[card.market.symbol]
    assert (card.market.min_notional, card.market.tick, card.market.lot) == (
        theirs.min_notional,
        theirs.tick,
        theirs.lot,
    )
    assert card.told(MarketsChanged)


@rows
def test_r2_what_is_wished_arrives_to_the_last_digit_and_nothing_becomes_zero(venue: str) -> None:
    card = ready(venue)
    for lots, ticks in ((17, card.bid - 12_345), (123_457, card.bid - 1), (1_000, card.bid)):
        order = card.theirs_after(card.place(Side.BUY, lots, ticks))
        assert order.place.size == lots * card.market.sized.atoms
        assert order.place.price == ticks * card.market.tick.atoms
    for lots, ticks in ((0, card.bid), (1_000, 0)):
        with pytest.raises(Denied):
            card.place(Side.BUY, lots, ticks)


@rows
def test_r3_below_a_minimum_is_refused_here_with_rule_and_number_and_nothing_is_sent(venue: str) -> None:
    card = ready(venue)
    market = card.market
    worth = market.notional(card.bid, 1)
    few, least = market.min_notional // worth, decimal_of(market.min_notional)
    asked = len(card.asked(Place))
    with pytest.raises(Denied, match="minimum size"):
        card.place(Side.BUY, 0, card.bid)
    if few:
        with pytest.raises(Denied, match=rf"minimum notional: 0\.\d+ is less than the minimum of {least} USDT"):
            card.place(Side.BUY, few, card.bid)
    if market.buys_by_quote:
        with pytest.raises(Denied, match=r"minimum notional: 0\.5 is less than the minimum of 1 USDT"):
            card.place(Side.BUY, type=OrderType.MARKET, quote=read_atoms("0.5"))
    with pytest.raises(Denied, match=r"minimum|translation"):
        card.place(Side.BUY, type=OrderType.MARKET, quote=read_atoms("0.000001"))
    card.run(2)
    assert len(card.asked(Place)) == asked == 0
    card.place(Side.BUY, few + 1, card.bid)
    card.run(2)
    assert len(card.asked(Place)) == 1


@markets
def test_r4_rules_are_reloaded_on_a_timer(venue: str) -> None:
    card = ready(venue, symbols=2, crowd=SLOW, books_every_ns=5 * SECOND)
    symbol = card.market.symbol
    halted = replace(card.floor.markets[symbol], state=MarketState.HALTED)
    card.floor.markets[symbol] = halted
    card.until(lambda: card.market.state is MarketState.HALTED, 3_700)
    with pytest.raises(Denied, match="market state"):
        card.place(Side.BUY, 1_000, card.bid, tif=Tif.GTC)
    assert len([ask for ask in card.asked(ReadMarkets) if not ask.symbol]) == 2
