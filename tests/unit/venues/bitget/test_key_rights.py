"""Row 45: words and codes of what a key may do."""

from __future__ import annotations

import pytest
from msgspec.json import encode

from picaflor.venues import load
from picaflor.wire.net import Reply
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights

R = KeyRight


@pytest.mark.parametrize("row", ["bitget", "bitget_perpetual"])
@pytest.mark.parametrize(
    ("words", "rights"),
    [
        (["trade", "readonly"], (R.READ, R.TRADE)),
        (["coor", "coow", "wwow"], (R.READ, R.TRADE, R.WITHDRAW)),
        (["wtow", "wtow"], (R.TRANSFER,)),
        (["subWithdraw"], (R.WITHDRAW,)),
        (["something new"], (R.READ,)),
        ([], ()),
    ],
)
def test_words(row: str, words: list[str], rights: tuple[KeyRight, ...]) -> None:
    body = {"code": "00000", "msg": "success", "requestTime": 1, "data": {"authorities": words, "userId": "1"}}
    rest = load(row).rest
    assert rest.write_ask(ReadKeyRights()).path == "/api/v2/spot/account/info"
    assert rest.read_answer(ReadKeyRights(), Reply(200, encode(body))) == KeyRights(rights)
