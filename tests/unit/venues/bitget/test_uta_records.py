from __future__ import annotations

import pytest

from picaflor.domain.orders import Hold, Side
from picaflor.venues.bitget.uta_mix_rest import read_answer, read_ask, write_ask
from picaflor.venues.bitget.uta_records import read_word, write_spot_word, write_word
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.net import Reply

K = BillKind


@pytest.mark.parametrize(
    ("word", "kind", "side", "hold"),
    [
        ("CONTRACT_MAIN_SETTLE_FEE_USER_IN", K.FUNDING, None, Hold.NET),
        ("MARGIN_SETTLE_FEE_USER_OUT", K.FUNDING, None, Hold.NET),
        ("OPEN_SHORT", K.TRADE, Side.SELL, Hold.SHORT),
        ("CLOSE_LONG", K.TRADE, Side.SELL, Hold.LONG),
        ("BUY_DEAL", K.TRADE, Side.BUY, Hold.NET),
        ("BURST_CLOSE_LONG", K.LIQUIDATION, Side.SELL, Hold.LONG),
        ("OFFSET_REDUCE_CLOSE_SHORT", K.LIQUIDATION, Side.BUY, Hold.SHORT),
        ("BURST_SELL_SSM", K.LIQUIDATION, Side.SELL, Hold.NET),
        ("TRANSFER_IN", K.TRANSFER, None, Hold.NET),
        ("ORDER_DEALT_IN", K.TRADE, None, Hold.NET),
        ("ORDER_DEALT_FROZEN_OUT", K.TRADE, None, Hold.NET),
        ("ORDER_PLF_FEE_OUT", K.FEE, None, Hold.NET),
        ("SOMETHING_NEW", K.OTHER, None, Hold.NET),
    ],
)
def test_their_words(word: str, kind: BillKind, side: Side | None, hold: Hold) -> None:
    assert read_word(word) == (kind, side, hold)


def test_a_word_says_which_way_it_went() -> None:
    assert write_word(BillReport("1", "USDT", -5, K.FUNDING)) == "CONTRACT_MAIN_SETTLE_FEE_USER_OUT"
    assert write_word(BillReport("1", "USDT", 5, K.DEPOSIT)) == "TRANSFER_IN"
    assert write_word(BillReport("1", "USDT", 5, K.FEE, side=Side.SELL, hold=Hold.LONG)) == "CLOSE_LONG"


def test_all_kinds_are_asked_for_and_the_rest_is_dropped_but_counts_for_the_page() -> None:
    assert read_ask(write_ask(ReadBills(K.FUNDING))) == ReadBills()
    row = b'{"category":"USDT-FUTURES","id":"%d","symbol":"B","coin":"USDT","type":"%b","amount":"-1","fee":"-2","ts":"1"}'
    rows = row % (1, b"BUY_DEAL") + b"," + row % (2, b"CONTRACT_MAIN_SETTLE_FEE_USER_OUT")
    reply = Reply(200, b'{"code":"00000","msg":"success","data":{"list":[' + rows + b'],"cursor":"2"}}')
    page = read_answer(ReadBills(K.FUNDING, limit=2), reply)
    assert isinstance(page, Bills)
    assert [(bill.bill_id, bill.amount, bill.fee) for bill in page.rows] == [("2", -(10**36), 2 * 10**36)]
    assert page.before == "2"


@pytest.mark.parametrize(
    ("kind", "amount", "word"),
    [
        (K.TRADE, 5, "ORDER_DEALT_IN"),
        (K.TRADE, -5, "ORDER_DEALT_FROZEN_OUT"),
        (K.FEE, -5, "ORDER_PLF_FEE_OUT"),
        (K.DEPOSIT, 5, "TRANSFER_IN"),
    ],
)
def test_of_spot_a_trade_is_what_came_and_what_went(kind: BillKind, amount: int, word: str) -> None:
    assert write_spot_word(BillReport("1", "USDT", amount, kind, side=Side.BUY)) == word
