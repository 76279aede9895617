"""Fees of the account and its payments: which way money went, and what is not done yet."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.venues.hitbtc import rest
from picaflor.wire import asks as a
from picaflor.wire.contracts import BillKind, BillReport, Bills, Fees, FeesReport, ReadBills, ReadFees
from picaflor.wire.net import Reply, Request

NOW = 1_785_500_000 * 10**9
BILL = BillReport("77", "USDT", read_atoms("25"), BillKind.DEPOSIT, at_ns=NOW)


def get(path: str, query: str = "") -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", rest.HOST, f"/api/3/{path}", query))


def test_fees_of_one_market_name_none_and_those_of_all_do() -> None:
    fees = FeesReport("BTCUSDT", -read_atoms("0.0001"), read_atoms("0.0005"))
    one = json.loads(rest.write_answer(ReadFees("BTCUSDT"), fees, NOW).body)
    assert one == {"take_rate": "0.0005", "make_rate": "-0.0001"}
    every = json.loads(rest.write_answer(ReadFees(""), Fees((fees,)), NOW).body)
    assert every == [{"symbol": "BTCUSDT", **one}]
    assert (get("spot/fee/BTCUSDT"), get("spot/fee")) == (ReadFees("BTCUSDT"), ReadFees(""))
    assert isinstance(rest.read_answer(ReadFees(""), Reply(200, json.dumps([one]).encode())), a.Unclear)


@pytest.mark.parametrize(
    ("kind", "amount", "word", "way"),
    [
        (BillKind.DEPOSIT, "25", "DEPOSIT", "BLOCKCHAIN"),
        (BillKind.WITHDRAWAL, "-25", "WITHDRAW", "BLOCKCHAIN"),
        (BillKind.TRANSFER, "25", "TRANSFER", "WALLET_TO_SPOT"),
        (BillKind.TRANSFER, "-25", "TRANSFER", "SPOT_TO_WALLET"),
    ],
)
def test_a_payment_says_by_its_kind_which_way_it_went(kind: BillKind, amount: str, word: str, way: str) -> None:
    bill = replace(BILL, kind=kind, amount=read_atoms(amount, signed=True))
    ask = ReadBills(kind, listed=True)
    reply = rest.write_answer(ask, Bills((bill,)), NOW)
    (row,) = json.loads(reply.body)
    assert (row["type"], row["subtype"], row["native"]["amount"], row["status"]) == (word, way, "25", "SUCCESS")
    assert rest.read_answer(ask, reply) == Bills((bill,))


def test_what_is_not_done_or_not_ours_does_not_count() -> None:
    ask = ReadBills(listed=True)
    (row,) = json.loads(rest.write_answer(ask, Bills((BILL,)), NOW).body)
    others = [{**row, "status": "PENDING"}, {**row, "type": "CONVERT"}]
    assert rest.read_answer(ask, Reply(200, json.dumps(others).encode())) == Bills(())
    trade = replace(BILL, kind=BillKind.TRADE)
    assert json.loads(rest.write_answer(ask, Bills((trade,)), NOW).body) == []


def test_what_a_stranger_asks_for() -> None:
    path = "wallet/transactions"
    assert get(path, "types=DEPOSIT&currencies=USDT&limit=5") == ReadBills(
        BillKind.DEPOSIT, "", 5, asset="USDT", listed=True
    )
    assert get(path, "types=DEPOSIT,WITHDRAW") == ReadBills(listed=True)
    refused = get(path, "types=GIFT")
    assert isinstance(refused, a.Refused)
    assert refused.code == "10001"


def test_a_full_page_has_a_next_one() -> None:
    bills = (BILL, replace(BILL, bill_id="76"))
    ask = ReadBills(limit=2, listed=True)
    read = rest.read_answer(ask, rest.write_answer(ask, Bills(bills, "76"), NOW))
    assert read == Bills(bills, "76")
    assert "till=75&order_by=id" in rest.write_ask(replace(ask, before="76")).query
