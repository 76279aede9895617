"""What came from outside and went there: only what is done counts, and what leaves is below zero."""

from __future__ import annotations

from msgspec.json import encode

from picaflor.domain.numbers import ONE
from picaflor.venues.hashkey import rest
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import MS
from picaflor.wire.net import Reply, Request

IN = ReadBills(BillKind.DEPOSIT, listed=True)
OUT = ReadBills(BillKind.WITHDRAWAL, listed=True)
DEPOSIT = {
    "time": "1721641082163",
    "depositOrderId": "D578755281141776384",
    "coin": "TRXUSDT",
    "coinName": "TRXUSDT",
    "address": "an-address",
    "quantity": "86.00000000000000000000",
    "status": 4,
    "statusCode": "4",
    "txId": "a-transaction",
}
WITHDRAWAL = {
    "time": "1723545505366",
    "id": "W611267400947572736",
    "coin": "USDT",
    "coinId": "USDT",
    "coinName": "USDT",
    "address": "an-address",
    "quantity": "2.00000000",
    "arriveQuantity": "1.00000000",
    "txId": "a-transaction",
    "addressUrl": "an-address",
    "feeCoinId": "USDT",
    "feeCoinName": "USDT",
    "fee": "1.00000000",
    "remark": "",
    "platform": "",
}


def test_a_deposit_counts_when_it_is_there() -> None:
    pending = [DEPOSIT | {"status": n} for n in (1, 2, 3, 5, 6, 7, 8)]
    told = rest.read_answer(IN, Reply(200, encode([*pending, DEPOSIT])))
    bill = BillReport("D578755281141776384", "TRXUSDT", 86 * ONE, BillKind.DEPOSIT, at_ns=1721641082163 * MS)
    assert told == Bills((bill,))


def test_what_leaves_is_below_zero_and_its_fee_is_told() -> None:
    told = rest.read_answer(OUT, Reply(200, encode([WITHDRAWAL])))
    bill = BillReport("W611267400947572736", "USDT", -2 * ONE, BillKind.WITHDRAWAL, fee=ONE, at_ns=1723545505366 * MS)
    assert told == Bills((bill,))


def test_each_list_has_its_path_and_may_be_asked_for_without_times() -> None:
    assert [rest.write_ask(ask).path.rpartition("/")[2] for ask in (IN, OUT)] == ["depositOrders", "withdrawOrders"]
    asked = Request("GET", rest.HOST, "/api/v1/account/depositOrders", "coin=USDT&limit=7")
    assert rest.read_ask(asked) == ReadBills(BillKind.DEPOSIT, limit=7, asset="USDT", listed=True)
