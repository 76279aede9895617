"""Worth in another coin: directly, backwards, through markets between, and honestly unknown."""

from __future__ import annotations

from dataclasses import replace

from picaflor.app.valuation import Rates, joined, rate_of, rates_of, value_of
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.wire.reports import TickerReport


def market(base: str, quote: str) -> Market:
    return Market("x", f"{base}-{quote}", base + quote, base, quote, Grid(2), Grid(2))


def ticker(symbol: str, bid: str, ask: str, last: str = "0") -> TickerReport:
    one = read_atoms("1")
    return TickerReport(symbol, read_atoms(last), read_atoms(bid), one, read_atoms(ask), one, 0, 0, 0, 0, 0, 0)


MARKETS = [market("BTC", "USDT"), market("ETH", "BTC"), market("USDT", "EUR"), market("DUST", "ETH"), market("A", "B")]
TICKERS = [
    ticker("BTCUSDT", "49999", "50001"),
    ticker("ETHBTC", "0.05", "0.05"),
    ticker("USDTEUR", "0.8", "0.8"),
    ticker("DUSTETH", "0", "0.1", last="0.0001"),
    ticker("AB", "0", "0"),
    ticker("UNLISTED", "1", "1"),
]


def value(amount: str, asset: str, token: str) -> int | None:
    rate = rate_of(asset, token, rates_of(MARKETS, TICKERS))
    return None if rate is None else value_of(read_atoms(amount), rate)


def test_ways() -> None:
    assert value("2", "USDT", "USDT") == read_atoms("2")
    assert value("2", "BTC", "USDT") == read_atoms("100000")
    assert value("100000", "USDT", "BTC") == read_atoms("2")
    assert value("2", "ETH", "USDT") == read_atoms("5000")
    assert value("1", "EUR", "ETH") == read_atoms("0.0005")
    assert value("10000", "DUST", "USDT") == read_atoms("2500")


def test_what_has_no_price_is_not_worth_nothing() -> None:
    assert value("5", "A", "USDT") is None
    assert value("5", "NOBODYS", "USDT") is None
    assert value("1", "DUST", "EUR") is None, "four markets are too long a way to believe in"


def test_contracts_are_no_prices_of_coins() -> None:
    contracts = [replace(each, kind=MarketKind.LINEAR) for each in MARKETS]
    assert rates_of(contracts, TICKERS) == {}


def test_of_two_houses_the_first_one_counts_and_a_way_may_lead_through_both() -> None:
    def one(base: str, quote: str, price: str, at: str) -> Rates:
        return rates_of([market(base, quote)], [ticker(base + quote, price, price)], at)

    rates = joined([one("BTC", "USDT", "50000", "a"), one("BTC", "USDT", "1", "b"), one("NEW", "BTC", "2", "b")])
    found = rate_of("NEW", "USDT", rates)
    assert found is not None
    assert (found.price, found.at) == (100_000, "b, a")
    own = rate_of("USDT", "USDT", {})
    assert own is not None
    assert (own.price, own.at) == (1, ""), "nobody had to be asked"
