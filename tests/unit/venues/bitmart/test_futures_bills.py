from __future__ import annotations

import json

from picaflor.domain.numbers import ONE
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.net import Reply, Request

MS = 1_000_000
BILL = BillReport("7", "USDT", -ONE, BillKind.FUNDING, "BTCUSDT", at_ns=9 * MS)


def asked(query: str) -> object:
    return rest.read_ask(Request("GET", rest.HOST, "/contract/private/transaction-history", query))


def test_a_payment_is_negative_and_has_its_words() -> None:
    (row,) = json.loads(rest.write_answer(ReadBills(), Bills((BILL,)), 0).body)["data"]
    assert (row["flow_type"], row["type"], row["amount"]) == (3, "Funding Fee", "-1")


def test_a_full_page_goes_on_at_the_time_of_its_last_row() -> None:
    body = rest.write_answer(ReadBills(), Bills((BILL, BILL)), 0).body
    found = rest.read_answer(ReadBills(limit=2), Reply(200, body))
    assert isinstance(found, Bills)
    assert found.before == "9"
    assert "end_time=9&" in rest.write_ask(ReadBills(before="9")).query
    reached = rest.read_answer(ReadBills(limit=2, since_ns=10 * MS), Reply(200, body))
    assert isinstance(reached, Bills)
    assert reached.before == ""


def test_a_flow_that_is_in_no_table_is_all_of_them_and_reads_as_something_else() -> None:
    assert asked("flow_type=0") == asked("flow_type=x") == ReadBills()
    assert asked("flow_type=3&page_size=5&start_time=9") == ReadBills(BillKind.FUNDING, "", 5, 9 * MS)
    body = rest.write_answer(ReadBills(), Bills((BILL,)), 0).body.replace(b'"flow_type":3', b'"flow_type":9')
    found = rest.read_answer(ReadBills(), Reply(200, body))
    assert isinstance(found, Bills)
    assert found.rows[0].kind is BillKind.OTHER
