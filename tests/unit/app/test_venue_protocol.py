"""What a page says of the protocol is counted, and what rests on words alone is marked."""

from __future__ import annotations

from dataclasses import replace

from picaflor.app.pages import Grid, as_markdown
from picaflor.app.venue_protocol import account_kinds, codes, evidence, limits
from picaflor.venues import load
from picaflor.wire.about import read_evidence
from picaflor.wire.asks import Refusal
from picaflor.wire.venue import Heartbeat

ROW = load("bitget")


def test_codes_are_counted_known_and_mapped() -> None:
    row = replace(
        ROW,
        outcomes={"9": (None, "Nobody knows."), "10": (Refusal.NOT_FOUND, "Not there.")},
        named_codes=frozenset({"9", "10", "11"}),
    )
    text = as_markdown(tuple(codes([row, replace(row, id="other", refusals={"funds": ("10", "none")})])))
    assert "Known: 3 codes" in text
    assert "Mapped: 2, each" in text
    assert "| 10 | refused (not found) | Not there. |\n| 9 | unknown | Nobody knows. |" in text
    assert "| Rule of `other` | Code | Words |\n| --- | --- | --- |\n| funds | 10 | none |" in text
    for rule, (code, words) in ROW.refusals.items():
        assert f"| {rule} | {code} | {words} |" in text


def test_evidence_without_a_payload_is_marked() -> None:
    about = replace(
        ROW.about, evidence=read_evidence("1 | a | b | c | doc, live | 007 008\n2 | d | e | f | inferred | –")
    )
    (grid,) = [block for block in evidence(replace(ROW, about=about)) if isinstance(block, Grid)]
    assert grid.rows == (("1", "a", "b", "c", "doc, live", "007 008"), ("2", "d", "e", "f", "inferred", "none"))


def test_a_heartbeat_in_words() -> None:
    second = 1_000_000_000
    beat = Heartbeat(0, 60 * second, 90 * second, text=False, venue_every_ns=30 * second)
    text = as_markdown(tuple(limits(replace(ROW, heartbeat=beat))))
    assert "- **Heartbeat**: a ping from the venue every 30 s; 60 s of silence and the socket counts as dead\n" in text
    assert "a text message every 20 s" in as_markdown(tuple(limits(ROW)))


def test_accounts_of_another_kind_are_told_by_what_they_have_otherwise() -> None:
    text = as_markdown(tuple(account_kinds(ROW)))
    assert "### Unified Accounts" in text
    assert "ws.bitget.com/v3/ws/public, ws.bitget.com/v3/ws/private" in text
    others = text.partition("Features that others lack")[2].partition("Lacking")
    assert "takes orders over the websocket" in others[0]
    assert "amends orders" not in others[0]
    assert "an amended order becomes a new one" in others[2]
    assert ROW.spoken_by("unified").notes[0] in text
    assert account_kinds(load("hitbtc")) == []
