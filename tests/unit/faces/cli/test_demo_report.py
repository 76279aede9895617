"""The main job's report in its two forms."""

from __future__ import annotations

import pytest

from picaflor.app.demo import Report
from picaflor.app.profit import Profit
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.faces.cli.demo import judge
from picaflor.faces.cli.demo_report import status_line, status_record, summary_lines, summary_record

MARKET = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", tick=Grid(2), lot=Grid(6))
ORDER = OrderView("pf1", "9", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 1500, 6_000_001, 0, 0, OrderState.OPEN)


def report() -> Report:
    made = Report(began_ns=10**18, now_ns=10**18 + 7_900_000_000, top=("60000", "60001.5"), proven=True)
    made.replica.waiting_for = ()
    made.replica.markets = {"BTC-USDT": MARKET}
    made.replica.orders = {"pf1": ORDER}
    made.replica.counts.update(buys=2, sells=1)
    made.sums.fees["BTC"] = read_atoms("0.000001")
    made.profit = made.ledger_profit = Profit("USDT", read_atoms("-1.23456789", signed=True), 6_000_000)
    made.journal, made.database = "J", "D"
    return made


def test_a_line_for_people() -> None:
    assert status_line(report()) == (
        "   7 s  book 60000 | 60001.5  ours: buy 60000.01  2 bought, 1 sold  profit -1.2346 USDT"
    )
    waiting = Report()
    assert status_line(waiting) == "waiting for start"


def test_records_have_stable_keys_and_their_numbers_are_texts() -> None:
    assert status_record(report()) == {
        "kind": "status", "seconds": "7", "bought": "2", "sold": "1", "denied": "0", "profit": "-1.23456789",
        "quote": "USDT", "tale": [], "waiting_for": [], "bid": "60000", "ask": "60001.5",
        "orders": [{"client_id": "pf1", "side": "buy", "price": "60000.01", "amount": "0.0015", "state": "open"}],
    }  # fmt: skip
    assert summary_record(report()) == {
        "kind": "summary", "seconds": "7", "bought": "2", "sold": "1", "denied": "0", "profit": "-1.23456789",
        "quote": "USDT", "tale": [], "venue_profit": "-1.23456789", "agreed": True, "proven_cancelled": True,
        "fees": {"BTC": "0.000001"}, "journal": "J", "database": "D",
    }  # fmt: skip
    assert list(status_record(Report())) == list(status_record(report()))
    assert list(summary_record(Report())) == list(summary_record(report()))


def test_the_end_says_what_was_made_and_what_is_not_proven() -> None:
    said = "\n".join(summary_lines(report()))
    assert "Profit by our fills:        -1.23456789 USDT" in said
    assert "Fees paid: 0.000001 BTC" in said
    assert "Orders: all proven cancelled" in said
    open_ended = report()
    open_ended.proven = False
    assert "Orders: NOT all proven cancelled" in "\n".join(summary_lines(open_ended))
    assert "nothing was traded" in "\n".join(summary_lines(Report()))


@pytest.mark.parametrize(
    ("venue_says", "proven", "code"), [("-1.23456789", True, 0), ("-1.23456789", False, 8), ("-1", True, 1)]
)
def test_the_exit_code(venue_says: str, proven: bool, code: int) -> None:
    ended = report()
    ended.ledger_profit = Profit("USDT", read_atoms(venue_says, signed=True), 6_000_000)
    ended.proven = proven
    assert judge(ended) == code
