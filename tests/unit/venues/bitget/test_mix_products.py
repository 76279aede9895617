from __future__ import annotations

import pytest
from msgspec import structs

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import PositionMode
from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.mix_rest import Contracts
from picaflor.venues.bitget.mix_words import PRODUCTS, coin_of, product_of
from picaflor.wire import asks as a
from picaflor.wire.contracts import ReadFees, ReadPositions, SetPositionMode
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.reports import BalanceReport, BalancesReport

TABLES = {product: Contracts(product) for product in PRODUCTS}
SYMBOLS = {"USDT-FUTURES": "BTCUSDT", "USDC-FUTURES": "BTCPERP", "COIN-FUTURES": "BTCUSD"}


@pytest.mark.parametrize(
    ("symbol", "product", "coin"),
    [
        ("BTCUSDT", "USDT-FUTURES", "USDT"),
        ("BTCPERP", "USDC-FUTURES", "USDC"),
        ("1000SATSPERP", "USDC-FUTURES", "USDC"),
        ("BTCUSD", "COIN-FUTURES", "BTC"),
        ("XRPUSD", "COIN-FUTURES", "XRP"),
        ("", "USDT-FUTURES", "USDT"),
    ],
)
def test_a_contracts_name_says_its_family_and_its_margin(symbol: str, product: str, coin: str) -> None:
    assert (product_of(symbol), coin_of(symbol)) == (product, coin)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    "ask", [a.ReadMarkets(), a.ReadBalances(), ReadPositions(), SetPositionMode(PositionMode.HEDGE)]
)
def test_a_question_about_all_of_a_family_is_one_tables_alone(product: str, ask: a.Ask) -> None:
    request = TABLES[product].write_ask(ask)
    assert product.encode() in request.query.encode() + request.body
    assert [name for name, table in TABLES.items() if table.knows(request)] == [product]
    assert TABLES[product].read_ask(request) == ask
    for other in set(PRODUCTS) - {product}:
        said = TABLES[other].read_ask(request)
        assert said == a.ReadListing(product) if isinstance(ask, a.ReadMarkets) else isinstance(said, a.Refused)


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_names_a_contract_is_written_by_any_table_and_read_by_its_own(product: str) -> None:
    for ask in (a.ReadBook(SYMBOLS[product]), ReadFees(SYMBOLS[product]), a.ReadOpenOrders(SYMBOLS[product])):
        request = mix_rest.write_ask(ask)
        assert [name for name, table in TABLES.items() if table.knows(request)] == [product]
        assert TABLES[product].read_ask(request) == ask


def test_what_names_no_family_is_the_first_ones_to_refuse() -> None:
    for body in (b'{"productType":"SUSDT-FUTURES"}', b"{}", b"nonsense"):
        request = Request("POST", "api.bitget.com", "/api/v2/mix/account/set-position-mode", body=body)
        assert [name for name, table in TABLES.items() if table.knows(request)] == ["USDT-FUTURES"]


def test_positions_are_asked_for_with_the_coin_of_the_family_where_it_has_one() -> None:
    queries = {product: table.write_ask(ReadPositions()).query for product, table in TABLES.items()}
    assert queries == {
        "USDT-FUTURES": "marginCoin=USDT&productType=USDT-FUTURES",
        "USDC-FUTURES": "marginCoin=USDC&productType=USDC-FUTURES",
        "COIN-FUTURES": "productType=COIN-FUTURES",
    }
    strange = TABLES["USDC-FUTURES"].write_ask(ReadPositions())
    strange = structs.replace(strange, query=strange.query.replace("=USDC&", "=BTC&"))
    assert isinstance(TABLES["USDC-FUTURES"].read_ask(strange), a.Refused)
    named = TABLES["COIN-FUTURES"].write_ask(ReadPositions())  # ccxt names the coin of the contract that it wants
    named = structs.replace(named, query="marginCoin=BTC&" + named.query)
    assert TABLES["COIN-FUTURES"].read_ask(named) == ReadPositions()


def test_balances_say_whose_they_are() -> None:
    told = BalancesReport((BalanceReport("BTC", 5 * ONE, 2 * ONE),), whole=True, at_ns=3 * MS, product="COIN-FUTURES")
    table = TABLES["COIN-FUTURES"]
    assert table.read_answer(a.ReadBalances(), table.write_answer(a.ReadBalances(), told, 3 * MS)) == told
