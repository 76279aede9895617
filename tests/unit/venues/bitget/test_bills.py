from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side
from picaflor.venues.bitget import mix_rest, rest
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request

# As a stranger's source shows it.
SEEN = {
    "billId": "1111506298997215233",
    "coin": "USDT",
    "groupType": "transfer",
    "businessType": "transfer_out",
    "size": "-11.64958799",
    "balance": "0.00000000",
    "fees": "0.00000000",
    "cTime": "1700729673028",
}
MOVED = c.BillReport(
    bill_id="1111506298997215233",
    asset="USDT",
    amount=-read_atoms("11.64958799"),
    kind=c.BillKind.TRANSFER,
    balance=0,
    at_ns=1700729673028 * 10**6,
)


def get(path: str, query: str) -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", "api.bitget.com", path, query))


def reply(data: object) -> Reply:
    return Reply(200, json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": data}).encode())


def test_a_bill_reads_as_seen_and_is_written_with_all_its_keys() -> None:
    ask = c.ReadBills()
    assert rest.read_answer(ask, reply([SEEN])) == c.Bills((MOVED,))
    (row,) = json.loads(rest.write_answer(ask, c.Bills((MOVED,)), 0).body)["data"]
    assert {name: type(value) for name, value in row.items()} == dict.fromkeys(SEEN, str)
    assert (row["size"], row["businessType"]) == ("-11.64958799", "transfer_out")


@pytest.mark.parametrize(
    ("group", "business", "kind", "side"),
    [
        ("transaction", "BUY", c.BillKind.TRADE, Side.BUY),
        ("transaction", "sell", c.BillKind.TRADE, Side.SELL),
        ("transaction", "deduction_handling_fee", c.BillKind.FEE, None),
        ("transaction", "new_word", c.BillKind.TRADE, None),
        ("deposit", "deposit", c.BillKind.DEPOSIT, None),
        ("withdraw", "withdraw", c.BillKind.WITHDRAWAL, None),
        ("loan", "interest", c.BillKind.OTHER, None),
    ],
)
def test_kinds(group: str, business: str, kind: c.BillKind, side: Side | None) -> None:
    said = rest.read_answer(c.ReadBills(), reply([{**SEEN, "groupType": group, "businessType": business}]))
    assert isinstance(said, c.Bills)
    assert (said.rows[0].kind, said.rows[0].side) == (kind, side)


def test_a_fee_that_was_paid_stands_with_a_minus() -> None:
    said = rest.read_answer(c.ReadBills(), reply([{**SEEN, "fees": "-0.5"}]))
    assert isinstance(said, c.Bills)
    assert said.rows[0].fee == read_atoms("0.5")


def test_of_a_kind_only_that_kind_and_a_full_page_leads_on() -> None:
    trade = {**SEEN, "billId": "9", "groupType": "transaction", "businessType": "deduction_handling_fee"}
    said = rest.read_answer(c.ReadBills(c.BillKind.TRADE, limit=2), reply([SEEN | {"groupType": "transaction"}, trade]))
    assert isinstance(said, c.Bills)
    assert [row.bill_id for row in said.rows] == [SEEN["billId"]]
    assert said.before == "9"
    assert rest.read_answer(c.ReadBills(), reply(None)) == c.Bills(())


def test_what_strangers_ask() -> None:
    path = "/api/v2/spot/account/bills"
    assert get(path, "") == c.ReadBills()
    assert get(path, "coin=usdt&groupType=withdraw&limit=9999&idLessThan=7&startTime=1&endTime=2") == c.ReadBills(
        c.BillKind.WITHDRAWAL, "7", 500, 1_000_000, 2_000_000, "USDT"
    )
    assert get(path, "groupType=loan") == c.ReadBills(c.BillKind.OTHER)
    query = rest.write_ask(c.ReadBills(c.BillKind.FEE, limit=1000, asset="BTC")).query
    assert query == "coin=BTC&groupType=transaction&limit=500"


def test_fees_of_this_account_are_asked_of_each_family_by_its_word() -> None:
    spot, mix = (row.write_ask(c.ReadFees("BTCUSDT")) for row in (rest, mix_rest))
    assert (spot.path, spot.query) == ("/api/v2/common/trade-rate", "businessType=spot&symbol=BTCUSDT")
    assert [rest.knows(request) for request in (spot, mix)] == [True, False]
    assert [mix_rest.knows(request) for request in (spot, mix)] == [False, True]
    said = rest.read_answer(c.ReadFees("B"), reply({"makerFeeRate": "-0.0001", "takerFeeRate": "0.001"}))
    assert said == c.FeesReport("B", -read_atoms("0.0001"), read_atoms("0.001"))
    for query, code in (
        ("symbol=B&businessType=margin", "40020"),
        ("symbol=B", "40019"),
        ("businessType=spot", "40019"),
    ):
        refused = get(spot.path, query)
        assert isinstance(refused, a.Refused)
        assert refused.code == code
