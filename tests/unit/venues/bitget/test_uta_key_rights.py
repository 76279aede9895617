from __future__ import annotations

import json

import pytest

from picaflor.venues.bitget.uta_rest import read_answer
from picaflor.wire import asks as a
from picaflor.wire.net import Reply
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights

R = KeyRight


def told(kind: str, *words: str) -> object:
    data = {"permType": kind, "permissions": words, "userId": "1"}
    body = json.dumps({"code": "00000", "msg": "success", "data": data})
    return read_answer(ReadKeyRights(), Reply(200, body.encode()))


@pytest.mark.parametrize(
    ("kind", "words", "rights"),
    [
        ("read-and-write", ("uta_mgt", "uta_trade"), (R.READ, R.TRADE)),
        ("read-and-write", ("uta_mgt", "withdraw"), (R.READ, R.WITHDRAW)),
        ("read-and-write", ("copy_futures_order", "uta_trade"), (R.READ, R.TRADE)),
        ("read-and-write", ("fast_withdrawal",), (R.WITHDRAW,)),
        ("read-only", ("uta_mgt", "uta_trade"), (R.READ,)),
    ],
)
def test_what_a_key_may_do(kind: str, words: tuple[str, ...], rights: tuple[KeyRight, ...]) -> None:
    assert told(kind, *words) == KeyRights(rights)


def test_a_kind_that_nobody_knows_says_nothing() -> None:
    assert isinstance(told("odd", "withdraw"), a.Unclear)
