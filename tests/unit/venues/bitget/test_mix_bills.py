from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, Side
from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.mix_bills import read_word, write_word
from picaflor.wire import asks as a
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills, ReadFees
from picaflor.wire.net import Request


@pytest.mark.parametrize(
    ("word", "kind", "side", "hold"),
    [
        ("contract_settle_fee", BillKind.FUNDING, None, Hold.NET),
        ("open_long", BillKind.TRADE, Side.BUY, Hold.LONG),
        ("close_long", BillKind.TRADE, Side.SELL, Hold.LONG),
        ("open_short", BillKind.TRADE, Side.SELL, Hold.SHORT),
        ("close_short", BillKind.TRADE, Side.BUY, Hold.SHORT),
        ("buy", BillKind.TRADE, Side.BUY, Hold.NET),
        ("sell", BillKind.TRADE, Side.SELL, Hold.NET),
        ("burst_long_loss_query", BillKind.LIQUIDATION, Side.SELL, Hold.LONG),
        ("force_close_short", BillKind.LIQUIDATION, Side.BUY, Hold.SHORT),
        ("burst_buy", BillKind.LIQUIDATION, Side.BUY, Hold.NET),
        ("trans_from_exchange", BillKind.TRANSFER, None, Hold.NET),
        ("bonus_issue", BillKind.OTHER, None, Hold.NET),
    ],
)
def test_words(word: str, kind: BillKind, side: Side | None, hold: Hold) -> None:
    assert read_word(word) == (kind, side, hold)


@pytest.mark.parametrize("kind", BillKind)
def test_every_kind_has_a_word(kind: BillKind) -> None:
    read, _, _ = read_word(write_word(BillReport("1", "USDT", -1, kind)))
    lost = {BillKind.FEE: BillKind.TRADE, BillKind.DEPOSIT: BillKind.TRANSFER, BillKind.WITHDRAWAL: BillKind.TRANSFER}
    assert read is lost.get(kind, kind)


def test_what_was_not_asked_for_is_dropped_and_the_page_goes_on() -> None:
    rows = (BillReport("2", "USDT", -ONE, BillKind.FUNDING), BillReport("1", "USDT", ONE, BillKind.TRANSFER))
    ask = ReadBills(BillKind.TRANSFER, limit=2)
    assert "businessType" not in mix_rest.write_ask(ask).query
    assert mix_rest.read_answer(ask, mix_rest.write_answer(ask, Bills(rows), 0)) == Bills(rows[1:], "1")


def test_what_strangers_ask() -> None:
    query = "businessType=contract_settle_fee&marginCoin=USDT&productType=USDT-FUTURES&symbol=B"
    request = Request("GET", "api.bitget.com", "/api/v2/mix/account/bill", query)
    assert mix_rest.read_ask(request) == ReadBills(BillKind.FUNDING, limit=20)


@pytest.mark.parametrize(("query", "ours"), [("businessType=mix", True), ("businessType=spot", False), ("", False)])
def test_fees_of_contracts_are_this_rows(query: str, ours: bool) -> None:
    request = Request("GET", "api.bitget.com", "/api/v2/common/trade-rate", f"symbol=B&{query}")
    assert mix_rest.knows(request) is ours
    assert mix_rest.read_ask(request) == ReadFees("B")
    assert isinstance(mix_rest.read_ask(Request("GET", "x", "/api/v2/common/trade-rate")), a.Refused)
