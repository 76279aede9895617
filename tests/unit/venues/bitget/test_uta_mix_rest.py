from __future__ import annotations

import pytest

from picaflor.venues.bitget import mix_rest, uta_mix_rest
from picaflor.venues.bitget.mix_words import PRODUCTS
from picaflor.venues.bitget.uta_mix_rest import UnifiedContracts
from picaflor.wire import asks as a
from picaflor.wire import contracts as c


def test_public_requests_are_everybodys_and_private_ones_its_own() -> None:
    assert uta_mix_rest.write_ask(a.ReadMarkets()) == mix_rest.write_ask(a.ReadMarkets())
    for ask in (a.ReadBalances(), c.ReadPositions(), c.ReadSetup("B"), c.ReadBills()):
        request = uta_mix_rest.write_ask(ask)
        assert request.path.startswith("/api/v3/")
        assert uta_mix_rest.knows(request)
        assert not mix_rest.knows(request)
        assert not uta_mix_rest.knows(mix_rest.write_ask(ask))


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_question_names_its_family_and_is_read_by_its_table_alone(product: str) -> None:
    tables = {each: UnifiedContracts(each) for each in PRODUCTS}
    for ask in (c.ReadPositions(), a.ReadOpenOrders(), c.ReadBills()):
        request = tables[product].write_ask(ask)
        assert [each for each, table in tables.items() if table.knows(request)] == [product]
        assert tables[product].read_ask(request) == ask
    symbol = {"USDT-FUTURES": "BTCUSDT", "USDC-FUTURES": "BTCPERP", "COIN-FUTURES": "BTCUSD"}[product]
    for named in (c.ClosePosition(symbol), a.CancelAll(symbol), c.SetLeverage(symbol, 5), c.ReadPositions(symbol)):
        request = uta_mix_rest.write_ask(named)  # whoever asks of one contract need not know the families
        assert [each for each, table in tables.items() if table.knows(request)] == [product]
        assert tables[product].read_ask(request) == named
