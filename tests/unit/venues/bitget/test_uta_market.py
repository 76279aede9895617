"""What strangers ask of the unified API: read their way, answered with all that the venue's own payloads have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import TriggerBy
from picaflor.venues.bitget import uta_market_asks as m
from picaflor.venues.bitget import uta_mix_rest, uta_rest
from picaflor.venues.bitget.mix_words import PRODUCTS
from picaflor.venues.bitget.uta_market import HOUR
from picaflor.venues.bitget.uta_mix_rest import UnifiedContracts
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BookFrame, CandleReport, Listing, TickerReport, TradeReport

A = read_atoms
GOLDEN = Path(__file__).parents[3] / "golden/bitget"
MIX = "category=USDT-FUTURES&"
TICKER = TickerReport("B", *[A("2")] * 10, at_ns=1, mark=A("3"), funding_rate=0, open_interest=A("4"))  # type: ignore[misc]
MARKET = Market("bitget", "B-USDT", "B", "B", "USDT", Grid(2), Grid(6), min_notional=A("1"))


def get(rest: Any, path: str, query: str) -> a.Ask | a.Refused:
    asked: a.Ask | a.Refused = rest.read_ask(Request("GET", "api.bitget.com", "/api/v3/" + path, query))
    return asked


def told(rest: Any, ask: a.Ask, answer: a.Answer) -> Any:
    return json.loads(rest.write_answer(ask, answer, 0).body)["data"]


def golden(number: str) -> Any:
    (path,) = GOLDEN.glob(f"{number}-*")
    return json.loads(path.read_text())["data"]


def test_each_family_of_contracts_answers_for_itself() -> None:
    tables = {"": uta_rest, **{product: UnifiedContracts(product) for product in PRODUCTS}}

    def knowing(path: str, query: str) -> list[str]:
        request = Request("GET", "api.bitget.com", "/api/v3/" + path, query)
        return [product for product, table in tables.items() if table.knows(request)]

    for product in PRODUCTS:
        assert knowing("market/instruments", f"category={product}") == [product]
    for symbol, product in {"BTCUSDT": PRODUCTS[0], "BTCPERP": PRODUCTS[1], "BTCUSD": PRODUCTS[2]}.items():
        assert knowing("market/current-fund-rate", f"symbol={symbol}") == [product]


@pytest.mark.parametrize(
    ("rest", "path", "query", "ask"),
    [
        (uta_rest, "market/instruments", "category=SPOT", m.Markets()),
        (uta_rest, "market/instruments", "category=MARGIN", m.OtherMarkets("MARGIN")),
        (uta_mix_rest, "market/instruments", MIX, m.Markets()),
        (uta_rest, "market/tickers", "category=spot&symbol=B", m.MarketTickers("B")),
        (uta_mix_rest, "market/tickers", MIX, m.MarketTickers()),
        (uta_rest, "market/orderbook", "category=SPOT&symbol=B", m.Book("B", 5)),
        (uta_rest, "market/fills", "category=SPOT&symbol=B&limit=7", m.MarketTrades("B", 7)),
        (uta_rest, "market/candles", "category=SPOT&symbol=B&interval=1H", m.Bars("B", "1h")),
        (
            uta_mix_rest,
            "market/history-candles",
            MIX + "symbol=B&interval=1m&type=mark&endTime=5",
            m.Bars("B", "1m", until_ns=5_000_000, history=True, by=TriggerBy.MARK),
        ),
        (uta_mix_rest, "market/current-fund-rate", "symbol=B", m.Funding("B")),
        (uta_mix_rest, "market/history-fund-rate", MIX + "symbol=B&cursor=2", m.FundingRates("B", 200, 2)),
        (uta_mix_rest, "market/position-tier", MIX + "symbol=B", m.PositionTiers("B")),
        (uta_mix_rest, "market/open-interest", MIX + "symbol=B", m.Interest("B", interest=True)),
        (uta_rest, "account/all-fee-rate", "category=SPOT", m.AllFees("")),
    ],
)
def test_what_is_asked(rest: Any, path: str, query: str, ask: a.Ask) -> None:
    assert get(rest, path, query) == ask
    request = Request("GET", "api.bitget.com", "/api/v3/" + path, query)
    assert rest.knows(request)
    with pytest.raises(ValueError, match="classic"):
        rest.write_ask(ask)
    assert isinstance(rest.read_answer(ask, Reply(200, b'{"code":"00000","data":[]}')), a.Unclear)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("market/instruments", "category=MOON"),
        ("market/tickers", "category=USDT-FUTURES"),
        ("market/candles", "category=SPOT&symbol=B&interval=1D"),
        ("market/candles", "category=SPOT&symbol=B&interval=1m&type=premium"),
        ("market/orderbook", "category=SPOT"),
    ],
)
def test_what_cannot_be_had_is_refused(path: str, query: str) -> None:
    assert isinstance(get(uta_rest, path, query), a.Refused)


def test_each_row_of_ours_has_all_that_theirs_has() -> None:
    spot = told(uta_rest, m.Markets(), Listing((MARKET,)))[0]
    assert golden("049")[0].keys() - spot.keys() == {
        "feeRateUpRatio", "maxProductOrderNum", "offTime", "limitOpenTime", "maintainTime",
    }  # fmt: skip
    assert (spot["pricePrecision"], spot["quantityPrecision"], spot["maxOrderQty"]) == ("2", "6", "")
    linear = Market("bitget", "B-USDT", "B", "B", "USDT", Grid(1, 5), Grid(3), kind=MarketKind.LINEAR, settle="USDT")
    contract = told(uta_mix_rest, m.Markets(), Listing((linear,)))[0]
    assert (contract["priceMultiplier"], contract["quantityMultiplier"], contract["type"]) == (
        "0.5",
        "0.001",
        "perpetual",
    )
    assert golden("054")[0].keys() <= told(uta_rest, m.MarketTickers(), a.Tickers((TICKER,)))[0].keys()
    assert (
        golden("047")[0].keys()
        == told(uta_mix_rest, m.PositionTiers("B"), c.Tiers("B", (c.TierReport(1, 0, A("1"), 5, A("0.1")),)))[0].keys()
    )
    rate = c.FundingHistory((c.FundingRate("B", A("0.1"), 1),))
    assert (
        golden("039")["resultList"][0].keys() == told(uta_mix_rest, m.FundingRates("B"), rate)["resultList"][0].keys()
    )
    funding = told(uta_mix_rest, m.Funding("B"), c.FundingReport("B", A("0.1"), 1, 8 * HOUR, 1))[0]
    assert golden("038")[0].keys() - funding.keys() == {"minFundingRate", "maxFundingRate"}
    assert funding["fundingRateInterval"] == "8"


def test_a_book_is_of_numbers_and_bars_have_seven_columns() -> None:
    book = BookFrame("B", True, b'[["1","2"]]', b'[["3","4"]]', at_ns=1_000_000)
    assert told(uta_rest, m.Book("B"), book) == {"a": [[3, 4]], "b": [[1, 2]], "ts": "1"}
    bar = CandleReport(1_000_000, *[A("2")] * 6)
    assert told(uta_rest, m.Bars("B", "1m"), a.Candles((bar,))) == [["1", *["2"] * 6]]
    assert len(golden("037")[0]) == 7


def test_trades_interest_and_fees() -> None:
    trade = TradeReport("B", "7", a.Side.BUY, A("1"), A("2"), 1_000_000)
    assert told(uta_rest, m.MarketTrades("B"), a.Trades((trade,))) == [
        {"execId": "7", "execLinkId": "7", "price": "1", "size": "2", "side": "buy", "ts": "1"}
    ]
    interest = told(uta_mix_rest, m.Interest("B", interest=True), a.Tickers((TICKER,)))
    assert interest["list"] == [{"symbol": "B", "openInterest": "4"}]
    fees = c.Fees((c.FeesReport("B", A("0.1"), A("0.2")),))
    assert told(uta_rest, m.AllFees(""), fees) == [{"symbol": "B", "makerFeeRate": "0.1", "takerFeeRate": "0.2"}]
    assert told(uta_rest, m.OtherMarkets("MARGIN"), Listing(())) == []
