from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget import rest
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request

# As a stranger's source shows them.
PAID = {
    "orderId": "1083832260799930368",
    "tradeId": "35bf0e588a42b25c71a9d45abe7308cabdeec6b7b423910b9bd4743d3a9a9efa",
    "clientOid": "123",
    "coin": "BTC",
    "type": "withdraw",
    "size": "0.00030000",
    "fee": "-0.00010000",
    "status": "success",
    "toAddress": "1BfZh7JESJGBUszCGeZnzxbVVvBycbJSbA",
    "dest": "on_chain",
    "chain": "BTC",
    "confirm": "100",
    "fromAddress": None,
    "cTime": "1694131668281",
    "uTime": "1694131680247",
}
CAME = {name: value for name, value in PAID.items() if name not in ("fee", "clientOid", "confirm")} | {
    "type": "deposit"
}
MOVED = {
    "coin": "USDT",
    "status": "Successful",
    "toType": "crossed_margin",
    "toSymbol": "",
    "fromType": "spot",
    "fromSymbol": "",
    "size": "11.64958799",
    "ts": "1700729673028",
    "clientOid": "1111506298504744960",
    "transferId": "24930940",
}
WITHDRAWALS = c.ReadBills(c.BillKind.WITHDRAWAL, listed=True)
DEPOSITS = c.ReadBills(c.BillKind.DEPOSIT, listed=True)
OUT = c.ReadBills(c.BillKind.TRANSFER, asset="USDT", listed=True, gained=False)


def get(path: str, query: str) -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", "api.bitget.com", path, query))


def read(ask: c.ReadBills, *rows: Mapping[str, object]) -> a.Answer | a.Refused | a.Unclear:
    body = {"code": "00000", "msg": "success", "requestTime": 1, "data": rows or None}
    return rest.read_answer(ask, Reply(200, json.dumps(body).encode()))


def test_what_went_out_has_its_fee_within_its_size() -> None:
    gone = c.BillReport(
        "1083832260799930368",
        "BTC",
        -read_atoms("0.0002"),
        c.BillKind.WITHDRAWAL,
        fee=read_atoms("0.0001"),
        at_ns=1694131680247 * 10**6,
    )
    assert read(WITHDRAWALS, PAID) == c.Bills((gone,))
    (row,) = json.loads(rest.write_answer(WITHDRAWALS, c.Bills((gone,)), 0).body)["data"]
    assert (row["size"], row["fee"], row["type"]) == ("0.0003", "-0.0001", "withdraw")
    assert {name for name in PAID if name not in ("clientOid", "confirm")} == set(row)


def test_what_came_in_has_no_fee() -> None:
    (bill,) = _rows(read(DEPOSITS, CAME))
    assert (bill.amount, bill.fee, bill.balance) == (read_atoms("0.0003"), 0, None)


def test_what_is_on_its_way_has_moved_nothing_but_a_full_page_leads_on() -> None:
    pending = {**CAME, "orderId": "7", "status": "pending"}
    said = read(c.ReadBills(c.BillKind.DEPOSIT, limit=2, listed=True), CAME, pending)
    assert [bill.bill_id for bill in _rows(said)] == [CAME["orderId"]]
    assert isinstance(said, c.Bills)
    assert said.before == "7"
    assert read(DEPOSITS) == c.Bills(())


def test_a_payment_of_another_kind_is_no_answer() -> None:
    assert isinstance(read(DEPOSITS, PAID), a.Unclear)


def test_a_transfer_is_told_as_the_spot_wallet_sees_it() -> None:
    (gone,) = _rows(read(OUT, MOVED))
    assert gone.amount == -read_atoms("11.64958799")
    back = {**MOVED, "toType": "spot", "fromType": "usdt_futures"}
    others = {**MOVED, "fromType": "usdt_futures"}
    failed = {**back, "status": "Failed"}
    came = c.ReadBills(c.BillKind.TRANSFER, asset="USDT", listed=True, gained=True)
    assert [bill.amount for bill in _rows(read(came, back, others, failed, MOVED))] == [read_atoms("11.64958799")]
    assert isinstance(read(OUT, {**MOVED, "toType": "spot"}), a.Unclear)
    (row,) = json.loads(rest.write_answer(OUT, c.Bills((gone,)), 0).body)["data"]
    assert (row["fromType"], row["toType"], row["size"]) == ("spot", "usdt_futures", "11.64958799")


def test_what_strangers_ask() -> None:
    path = "/api/v2/spot/wallet/deposit-records"
    wanted = c.ReadBills(c.BillKind.DEPOSIT, "", 100, 1_000_000, 2_000_000, "USDT", listed=True)
    assert get(path, "startTime=1&endTime=2&coin=usdt&limit=500") == wanted
    path = "/api/v2/spot/account/transferRecords"
    wanted = c.ReadBills(c.BillKind.TRANSFER, asset="USDT", listed=True, gained=True)
    assert get(path, "coin=USDT&fromType=usdt_futures") == wanted


@pytest.mark.parametrize(
    ("query", "code"), [("fromType=spot", "40019"), ("coin=USDT", "40019"), ("coin=USDT&fromType=p2p", "40020")]
)
def test_transfers_are_asked_for_by_coin_and_giver(query: str, code: str) -> None:
    refused = get("/api/v2/spot/account/transferRecords", query)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_all_transfers_at_once_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="by their coin"):
        rest.write_ask(c.ReadBills(c.BillKind.TRANSFER, listed=True))


def _rows(said: object) -> tuple[c.BillReport, ...]:
    assert isinstance(said, c.Bills)
    return said.rows
