"""Every section that a user of such a client looks for is on the page, and a house that closes says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.pages import Heading, Page, as_markdown
from picaflor.app.venue_page import make_page
from picaflor.domain.orders import MarginMode, PositionMode, StopKind
from picaflor.venues import ROWS, load
from picaflor.wire.venue import CandleRule, Life

SPOT = load("bitget")
PERPETUAL = replace(
    SPOT,
    id="atlantis_perpetual",
    kind="perpetual",
    position_modes=(PositionMode.ONEWAY, PositionMode.HEDGE),
    margin_modes=(MarginMode.CROSS, MarginMode.ISOLATED),
    stop_kinds=(StopKind.TAKE_PROFIT,),
    candle_intervals=(),
)


def headings(page: Page) -> list[str]:
    return [block.words for block in page if isinstance(block, Heading)]


@pytest.mark.parametrize("name", ROWS)
def test_every_page_has_every_section(name: str) -> None:
    row = load(name)
    found = headings(make_page([row]))
    for section in ("Connector Info", "Exchange Info", "How to Connect", "Add Keys to Picaflor", "Order Types"):
        assert section in found
    assert {"Paper Trading", "Hosts", "What It Keeps To", "Rate Limits"} <= set(found)
    text = as_markdown(make_page([row]))
    for credential in row.credentials:
        assert credential.prompt in text
    assert f"You are now connected to {row.id}" in text
    assert f"{row.id}_paper_trade" in text
    assert all(address.rest in text for address in row.domains.values())


def test_a_house_with_both_kinds_of_market_has_one_page() -> None:
    page = make_page([PERPETUAL, SPOT])
    found = headings(page)
    assert found.index("Spot Connector `bitget`") < found.index("Perp Connector `atlantis_perpetual`")
    assert found.count("Evidence") == found.count("Codes") == 1
    text = as_markdown(page)
    assert "- One-way (`ONEWAY`)\n- Hedge (`HEDGE`)" in text
    assert "Margin: cross, isolated." in text
    assert "Orders that wait for a price: take profit." in text
    assert "| Perp candles | not built |" in text
    assert "not built" not in as_markdown(make_page([PERPETUAL])).partition("| Perp connector")[2].partition("\n")[0]


def test_a_house_that_closes_says_so_where_people_look() -> None:
    closing = replace(SPOT, life=Life.CLOSING, life_date="2027-01-31", life_note="They told everybody in spring.")
    text = as_markdown(make_page([closing]))
    assert "- **Life**: closing 2027-01-31" in text
    assert "- **Notice**: They told everybody in spring." in text
    assert "This venue is closing 2027-01-31: `connect` says so and asks first." in text
    assert "testnet; closing 2027-01-31" in text


def test_how_bars_are_asked_for_is_told() -> None:
    rule = CandleRule(page_max=1_000, past_page_max=200, streamed=("1m", "1h"), skips_quiet=True)
    text = as_markdown(make_page([replace(SPOT, candles=rule)]))
    assert (
        "- **Bars in one answer, at most**: 1000 of the latest, 200 of the archive\n- **By stream**: 1m, 1h\n" in text
    )
    assert "- **Bars without trades**: left out by the venue" in text
    bare = as_markdown(make_page([replace(SPOT, candles=CandleRule())])).partition("### Candles")[2].partition("###")[0]
    assert bare.count("- **") == 1


def test_nothing_is_promised_that_is_not_there() -> None:
    bare = replace(SPOT, domains={"live": SPOT.domains["live"]}, outcomes={}, about=replace(SPOT.about, evidence=()))
    found = headings(make_page([bare]))
    assert not {"Testnet", "Codes", "Evidence"} & set(found)
