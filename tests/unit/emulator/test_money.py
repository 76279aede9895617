"""Money moves where it is ordered to, once, and the streams and bills tell of it."""

from __future__ import annotations

import json

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.emulator.money import move_money
from picaflor.sim.venue.exchange import Exchange
from picaflor.venues import load
from picaflor.wire.contracts import BillKind

SPOT, CONTRACTS = "bitget", "bitget_perpetual"


@pytest.fixture
def exchange() -> Exchange:
    return make_exchange(load(SPOT), 1, others=[load(CONTRACTS)])[0]


def order(exchange: Exchange, path: str, **changed: str) -> dict[str, str]:
    key = exchange.floor.accounts[1].keys.api_key
    body = {"api_key": key, "asset": "usdt", "amount": "250.5"} | changed
    return move_money(exchange, path, json.dumps(body).encode(), 9)


def has(exchange: Exchange, row: str) -> int:
    return exchange.floors[row].accounts[1].balance("USDT").total


def test_a_deposit_and_a_withdrawal(exchange: Exchange) -> None:
    assert order(exchange, "/deposit") == {"asset": "USDT", "balance": "100250.5"}
    assert order(exchange, "/withdraw", amount="0.25") == {"asset": "USDT", "balance": "100250.25"}
    came, went = list(exchange.floor.accounts[1].bills)[-2:]
    assert [(bill.kind, bill.amount, bill.at_ns) for bill in (came, went)] == [
        (BillKind.DEPOSIT, read_atoms("250.5"), 9),
        (BillKind.WITHDRAWAL, -read_atoms("0.25"), 9),
    ]
    assert exchange.floor.news == []  # told already


def test_a_transfer_leaves_the_sum_as_it_was(exchange: Exchange) -> None:
    before = has(exchange, SPOT) + has(exchange, CONTRACTS)
    assert order(exchange, "/transfer", to=CONTRACTS)["balance"] == "99749.5"
    assert has(exchange, CONTRACTS) == read_atoms("100250.5")
    order(exchange, "/transfer", row=CONTRACTS, to=SPOT, amount="1")
    assert has(exchange, SPOT) + has(exchange, CONTRACTS) == before


@pytest.mark.parametrize(
    ("path", "changed", "why"),
    [
        ("/deposit", {"amount": "0"}, "nothing"),
        ("/deposit", {"amount": "much"}, "much"),
        ("/deposit", {"row": "binance"}, "no row"),
        ("/deposit", {"api_key": "nobody"}, "no customer"),
        ("/deposit", {"to": CONTRACTS}, "a transfer goes to"),
        ("/deposit", {"colour": "red"}, "colour"),
        ("/withdraw", {"amount": "100000.01"}, "needed"),
        ("/transfer", {}, "a transfer goes to"),
        ("/transfer", {"to": SPOT}, "another row"),
        ("/transfer", {"to": CONTRACTS, "amount": "100000.01"}, "needed"),
    ],
)
def test_what_cannot_be_moves_nothing(exchange: Exchange, path: str, changed: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        order(exchange, path, **changed)
    assert [has(exchange, row) for row in (SPOT, CONTRACTS)] == [read_atoms("100000")] * 2
