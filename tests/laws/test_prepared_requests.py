"""A request that was prepared is, byte for byte, the one that signing and writing it makes; or nothing was prepared."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from picaflor.transport.fast_http import write_request
from picaflor.transport.http1 import Malformed
from picaflor.transport.prepared import Prepares
from picaflor.venues import ROWS, load
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request

WHOLE_BODY = {"bitget", "bitmart"}  # these tongues sign the time and the body, and have a header for each
AUTHS = {f"{load(name).tongue} {load(name).product}": load(name).auth for name in ROWS}
TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)
NOW = st.integers(10**18, 3 * 10**18)
REQUESTS = st.builds(
    Request,
    st.sampled_from(["POST", "POST", "GET", "DELETE"]),
    st.sampled_from(["a.example", "b.example"]),
    st.sampled_from(["/order", "/cancel%20all"]),
    st.sampled_from(["", "", "a=%2F"]),
    st.binary(max_size=40),
    st.sampled_from([(), (("Content-Type", "application/json"),), (("x%bx", "100 %d"),)]),
)


def plain_bytes(auth: str, keys: PlainKeys, request: Request, now_ns: int) -> bytes | None:
    try:
        return write_request(AUTHS[auth].sign(request, keys, now_ns))
    except (ValueError, Malformed):
        return None


@pytest.mark.parametrize("auth", sorted(AUTHS))
@given(keys=st.builds(PlainKeys, TEXTS, TEXTS, TEXTS, TEXTS), asked=st.lists(st.tuples(REQUESTS, NOW), max_size=6))
@example(keys=PlainKeys("%b%%", "s", "%d", "%s"), asked=[(Request("POST", "h", "/o", body=b"%b"), 10**18)] * 2)
def test_it_is_the_same_bytes(auth: str, keys: PlainKeys, asked: list[tuple[Request, int]]) -> None:
    prepares = Prepares(AUTHS[auth], keys)
    for request, now_ns in asked:
        said = prepares.write(request, now_ns)
        if said is not None or (auth.split()[0] in WHOLE_BODY and request.method == "POST" and not request.query):
            assert said == plain_bytes(auth, keys, request, now_ns)
