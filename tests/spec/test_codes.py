"""Every code that a venue's record lists is sent by its emulated exchange, and nobody takes it for something else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from picaflor.app.catalogue import explain
from picaflor.domain.events import OrderState
from picaflor.domain.orders import Hold, OrderType, PositionMode, Side
from picaflor.sim.venue.exchange import Exchange
from picaflor.wire.asks import Ask, Cancel, Orders, Place, ReadBalances, ReadOrder, Refusal, Refused, Unclear
from picaflor.wire.net import Reply
from tests.spec.card import ROWS, Card, ready
from tests.worlds import spoken as load

rows = pytest.mark.parametrize("venue", [name for name in ROWS if load(name).outcomes])
S = OrderState
ON_THE_WAY = (S.INTENDED, S.SENT)


def outcomes(card: Card) -> dict[str, tuple[Refusal | None, str]]:
    """All of the record's codes; where a further kind of account shares them, one of each meaning."""
    told = dict(card.row.outcomes)
    if card.row is load(card.world.venue):
        return told
    return {code: meaning for meaning, code in {meaning: code for code, meaning in told.items()}.items()}


def place_with(card: Card, code: str) -> str:
    """An order that the venue answers with this code, once it has been answered."""
    card.world.exchange.faults.order_code(code)
    name = card.place(Side.BUY, 1_000, card.middle - 500)
    card.until(lambda: card.order(name).state not in ON_THE_WAY, 120)
    card.run(0.1)  # risk takes twenty orders a second
    return name


@rows
def test_o8_each_code_that_refuses_ends_the_order_with_the_venues_words_and_has_a_sentence_of_ours(venue: str) -> None:
    card = ready(venue)
    names: dict[str, str] = {}
    meant = outcomes(card)
    for code, (kind, _) in meant.items():
        name = names[code] = place_with(card, code)
        order = card.order(name)
        if kind is None or kind is Refusal.DUPLICATE:
            assert order.state is S.UNKNOWN, f"{code} proves nothing of an order that we sent for the first time"
            continue
        assert order.state is S.REFUSED, code
        # Where answers are codes without words, the words are ours.
        assert order.reason in (f"{code}: as ordered", f"{code}: {card.row.outcomes[code][1]}")
        told = explain(card.world.venue, code)
        assert told["outcome"].startswith("refused")
        assert told["sentence"].endswith(".")
    assert card.world.exchange.faults.counts["code"] == len(names) > 20
    card.run(60)  # nothing was done, and the venue's lists prove it
    ends = Counter(state for name in names.values() for state in card.states(name)[-1:])
    unknown = sum(kind in (None, Refusal.DUPLICATE) for kind, _ in meant.values())
    assert ends == {S.REFUSED: len(names) - unknown, S.ABSENT: unknown}
    assert card.account.accepted == 0
    card.books_agree()


@rows
def test_o8_each_code_is_read_from_the_bytes_as_the_record_says(venue: str) -> None:
    card = ready(venue)
    symbol = card.market.symbol
    market = next(iter(card.floor.markets.values()))
    place = Place(
        symbol,
        "12345678abcd",
        Side.BUY,
        OrderType.LIMIT,
        1_000 * market.sized.atoms,
        market.tick.atoms,
        hold=Hold.NET if PositionMode.HEDGE not in card.row.position_modes[:1] else Hold.LONG,
        margin_mode=next(iter(card.row.margin_modes), None),
    )
    question = ReadBalances()
    for code, (kind, _) in card.row.outcomes.items():
        for ask in (place, Cancel(symbol, "12345678abcd", "7")):
            said = answered(card, ask, code)
            assert isinstance(said, Unclear if kind is None else Refused), f"{code} to {ask}"
            assert said.code == code
            assert isinstance(said, Unclear) or said.kind is kind
        said = answered(card, question, code, trading=False)
        assert said.code == code
        assert isinstance(said, Refused) or kind is None, "to a question it is a no"
        found = answered(card, ReadOrder(symbol, "12345678abcd", "7"), code, trading=False)
        assert (found == Orders(())) is (kind is Refusal.NOT_FOUND), code


def answered(card: Card, ask: Ask, code: str, trading: bool = True) -> Any:
    """Through bytes both ways, as the connector's own requests go; the emulated house meters nobody here."""
    exchange: Exchange = card.world.exchange
    row = card.row
    exchange.faults.order_code(code, trading=trading)
    request = row.auth.sign(row.rest.write_ask(ask), card.account.keys, card.now_ns)
    reply = exchange.request(request, card.now_ns, "codes").reply
    assert isinstance(reply, Reply)
    return row.rest.read_answer(ask, reply)
