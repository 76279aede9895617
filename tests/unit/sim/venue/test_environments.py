from __future__ import annotations

import pytest
from msgspec import structs

from picaflor.app.emulate import make_exchange
from picaflor.sim.venue.environments import asked_of, dialled
from picaflor.venues import load
from picaflor.wire.asks import ReadBalances, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.reports import BalancesReport

ROW = load("bitget")
NOW = 1_785_500_000_000_000_000
KEYS = {name: PlainKeys(name or "either", "s" * 16, "p") for name in ("live", "testnet", "")}


def test_a_header_says_which_in_any_case() -> None:
    plain = Request("GET", "api.bitget.com", "/")
    assert asked_of(ROW, plain) == "live"
    assert asked_of(ROW, structs.replace(plain, headers=(("PAPTRADING", "1"),))) == "testnet"
    assert asked_of(ROW, structs.replace(plain, headers=(("paptrading", "0"),))) == "live"


def test_a_host_says_which() -> None:
    assert (dialled(ROW, "ws.bitget.com"), dialled(ROW, "wspap.bitget.com"), dialled(ROW, "")) == (
        "live",
        "testnet",
        "live",
    )


@pytest.mark.parametrize("kind", ["classic", "unified"])
@pytest.mark.parametrize(
    ("key", "domain", "good"),
    [
        ("live", "live", True),
        ("live", "testnet", False),
        ("testnet", "live", False),
        ("testnet", "testnet", True),
        ("", "live", True),
        ("", "testnet", True),
    ],
)
def test_a_key_is_good_in_its_own_environment(kind: str, key: str, domain: str, good: bool) -> None:
    house, _ = make_exchange(ROW, 1, 1)
    house.open_account(KEYS[key], {}, kind="" if kind == "classic" else kind).domain = key
    spoken = ROW.spoken_by(kind)
    request = spoken.rest.write_ask(ReadBalances())
    request = structs.replace(request, headers=request.headers + spoken.domains[domain].headers)
    reply = house.request(spoken.auth.sign(request, KEYS[key], NOW), NOW).reply
    assert reply is not None
    answer = spoken.rest.read_answer(ReadBalances(), reply)
    assert isinstance(answer, BalancesReport if good else Refused)
    assert good or answer.code == "40099"
