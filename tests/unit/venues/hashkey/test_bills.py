"""The statement of an account: between which times it is asked for, whose it is, and what its lines are."""

from __future__ import annotations

import pytest
from msgspec.json import decode, encode

from picaflor.domain.numbers import ONE
from picaflor.venues.hashkey import perp_rest, rest
from picaflor.venues.hashkey.bills import DAYS_MAX_NS, PAGE_MAX
from picaflor.venues.hashkey.params import read_form
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import MS
from picaflor.wire.net import Reply, Request

NOW = 1_767_225_600_123 * MS
PATH = "/api/v1/account/balanceFlow"
PAID = BillReport("77", "USDT", -3 * ONE // 100, BillKind.FUNDING, "BTCUSDT-PERPETUAL", balance=9 * ONE, at_ns=NOW)
# As the venue's page shows a line, but for what is no line of ours.
LINE = {
    "id": "1676228025233055232",
    "accountId": "1649292498437183232",
    "coin": "USDT",
    "coinId": "USDT",
    "coinName": "USDT",
    "flowTypeValue": 51,
    "flowType": "USER_ACCOUNT_TRANSFER",
    "flowName": "",
    "change": "-10",
    "total": "989.5",
    "created": "1714557951154",
}


def get(query: str) -> Request:
    return Request("GET", rest.HOST, PATH, query)


def test_a_question_names_both_ends_and_whose_account_it_is() -> None:
    ask = ReadBills(BillKind.FUNDING, since_ns=NOW - 7 * MS, until_ns=NOW)
    asked = read_form(perp_rest.write_ask(ask).query)
    assert asked == {
        "startTime": "1767225600116",
        "endTime": "1767225600122",
        "limit": "100",
        "flowType": "32",
        "accountType": "3",
    }
    assert read_form(rest.write_ask(ReadBills(since_ns=1, until_ns=NOW)).query)["accountType"] == "1"
    with pytest.raises(ValueError, match="between two times"):
        rest.write_ask(ReadBills(BillKind.TRANSFER, since_ns=NOW))


def test_nobody_asks_for_more_than_is_kept() -> None:
    asked = read_form(rest.write_ask(ReadBills(until_ns=NOW)).query)
    assert (int(asked["endTime"]) - int(asked["startTime"])) * MS == DAYS_MAX_NS
    older = get(f"startTime=1&endTime={DAYS_MAX_NS // MS + 2}&accountType=1")
    refused = rest.read_ask(older)
    assert getattr(refused, "code", "") == "-2027"


def test_a_page_goes_on_at_the_time_of_the_last_line_which_is_told_again() -> None:
    ask = ReadBills(BillKind.TRANSFER, limit=1, since_ns=NOW - MS, until_ns=NOW)
    told = rest.read_answer(ask, Reply(200, encode([LINE])))
    assert isinstance(told, Bills)
    assert told.before == "1714557951154"
    following = rest.write_ask(ReadBills(BillKind.TRANSFER, told.before, 1, ask.since_ns))
    assert read_form(following.query)["endTime"] == "1714557951154"
    again = rest.read_ask(get("startTime=1714557951000&endTime=1714557951154"))
    assert again == ReadBills(None, "", PAGE_MAX, 1714557951000 * MS, 1714557951155 * MS)


def test_a_line_of_the_page_is_a_transfer() -> None:
    ask = ReadBills(since_ns=1, until_ns=NOW)
    assert rest.read_answer(ask, Reply(200, encode([LINE]))) == Bills(
        (
            BillReport(
                "1676228025233055232",
                "USDT",
                -10 * ONE,
                BillKind.TRANSFER,
                balance=9895 * ONE // 10,
                at_ns=1714557951154 * MS,
            ),
        )
    )
    odd = rest.read_answer(ask, Reply(200, encode([LINE | {"flowTypeValue": 79}])))
    assert isinstance(odd, Bills)
    assert odd.rows[0].kind is BillKind.OTHER


def test_what_came_from_outside_is_a_transfer_unless_it_was_asked_for_by_its_own_name() -> None:
    deposit = BillReport("5", "USDT", ONE, BillKind.DEPOSIT, at_ns=NOW)
    for kind, flow in ((BillKind.TRANSFER, 51), (None, 51), (BillKind.DEPOSIT, 900)):
        written = rest.write_answer(ReadBills(kind, until_ns=NOW), Bills((deposit,)), NOW)
        assert decode(written.body)[0]["flowTypeValue"] == flow


def test_what_a_trade_cost_is_in_its_line() -> None:
    trade = BillReport("5", "USDT", 2 * ONE, BillKind.TRADE, fee=ONE // 2, at_ns=NOW)
    written = rest.write_answer(ReadBills(until_ns=NOW), Bills((trade,)), NOW)
    assert decode(written.body)[0]["change"] == "1.5"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("endTime=5&accountType=1", "0001"),
        ("startTime=1&accountType=1", "0001"),
        ("startTime=1&endTime=x&accountType=1", "-1130"),
        ("startTime=1&endTime=5&accountType=7", "-1130"),
        ("startTime=1&endTime=5&flowType=7", "-1130"),
    ],
)
def test_what_cannot_be_asked(query: str, code: str) -> None:
    assert getattr(rest.read_ask(get(query)), "code", "") == code


def test_spot_and_contracts_share_the_path_and_know_their_own() -> None:
    both = "startTime=1&endTime=5"
    known = [tuple(row.knows(get(f"{both}&accountType={n}")) for row in (rest, perp_rest)) for n in ("1", "3", "5")]
    assert known == [(True, True), (False, True), (True, True)]
    assert rest.knows(get(both))
    written = perp_rest.write_answer(ReadBills(BillKind.FUNDING, until_ns=NOW), Bills((PAID,)), NOW)
    assert perp_rest.read_answer(ReadBills(BillKind.FUNDING, until_ns=NOW), written) == Bills((PAID,))
