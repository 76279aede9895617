"""What a strategy sees: its pair's orders and new fills, and whether it may act at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from picaflor.domain.events import FundingKnown, OrderState, OrderView, Traded
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Side, StopKind, Tif, TriggerBy, Wish
from picaflor.domain.stops import StopState, StopTerms, StopView, StopWish
from picaflor.engine.stop_risk import DeniedStop
from picaflor.engine.view import ConnectorView
from picaflor.strategies.protocols import Denial, StopDenial
from picaflor.wire.contracts import FundingReport

ORDER = OrderView("c1", "o1", "A-B", Side.BUY, OrderType.LIMIT, Tif.GTC, 1, 1, 0, 0, OrderState.OPEN, owner="me")
FILL = Fill("v", "a", "A-B", "t1", "c1", "o1", Side.BUY, 1, 1, 0, "B", Liquidity.MAKER, 0)


@dataclass
class Fake:
    trusted: bool = True
    gate: str = ""
    markets: dict[str, Any] = field(default_factory=lambda: {"A-B": "a market"})
    books: dict[str, Any] = field(default_factory=lambda: {"A-B": "a book"})
    extra: Any = None
    feeds: Any = None
    venue: Any = field(default_factory=lambda: SimpleNamespace(id="v"))

    @property
    def open(self) -> bool:
        return self.trusted and not self.gate

    def live_orders(self) -> list[OrderView]:
        others = (replace(ORDER, client_id="c3", owner="another"), replace(ORDER, client_id="c4", owner=""))
        return [ORDER, *others, replace(ORDER, client_id="c2", pair="C-D")]

    @property
    def keeper(self) -> Fake:
        return self

    def view(self, client_id: str) -> OrderView | None:
        return {"c1": ORDER, "c3": replace(ORDER, owner="another")}.get(client_id)

    def free(self, asset: str) -> int:
        return {"A": 5}.get(asset, 0)

    def total(self, asset: str) -> int:
        return {"A": 7}.get(asset, 0)


def view(**how: Any) -> ConnectorView:
    return ConnectorView(Fake(**how), "me")  # type: ignore[arg-type]


def test_it_is_open_when_nothing_stands_against_it() -> None:
    assert opened(view())
    assert not opened(view(trusted=False))
    assert not opened(view(gate="waiting"))
    halted = view()
    halted.halted = "no space"
    assert not opened(halted)


def test_it_stays_what_it_was_until_the_next_look() -> None:
    seen = view()
    assert not seen.open
    assert opened(seen)
    seen.halted = "no space"
    assert (seen.open, seen.now_ns) == (True, 5)
    assert not opened(seen)


def opened(seen: ConnectorView) -> bool:
    seen.look(5)
    return seen.open


def test_orders_and_money() -> None:
    seen = view()
    assert seen.orders("A-B") == [ORDER]
    assert [order.client_id for order in seen.orders("C-D")] == ["c2"]
    assert (seen.free("A"), seen.total("A"), seen.free("B")) == (5, 7, 0)
    assert (seen.market("A-B"), seen.book("A-B")) == ("a market", "a book")


def test_contracts_and_their_absence() -> None:
    spot = view(extra=SimpleNamespace(contracts=None))
    assert (spot.position("A-B"), spot.mark("A-B"), spot.funding("A-B")) == (0, 0, None)
    held = {("A-B", Hold.LONG): 3, ("A-B", Hold.SHORT): -2}
    contracts = SimpleNamespace(
        positions=SimpleNamespace(
            lots=lambda pair, hold: held.get((pair, hold), 0), net=lambda pair: sum(held.values())
        ),
        mark={"AB": 7}.get,
        funding={"AB": FundingReport("AB", 4, 9)}.get,
    )
    seen = view(markets={"A-B": SimpleNamespace(symbol="AB")}, extra=SimpleNamespace(contracts=contracts))
    assert [seen.position("A-B", hold) for hold in Hold] == [1, 3, -2], "and NET is both together"
    assert (seen.mark("A-B"), seen.funding("A-B")) == (7, FundingKnown("v", "A-B", 4, 9))


def test_a_pair_that_this_run_does_not_have_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="C-D is not a pair of this run"):
        view().book("C-D")


def test_fills_are_new_once() -> None:
    seen = view()
    assert seen.filled(FILL)
    assert seen.filled(replace(FILL, pair="C-D"))
    assert not seen.filled(replace(FILL, client_id="c3"))
    assert not seen.filled(replace(FILL, client_id="nobody's"))
    assert seen.fills("A-B") == [FILL]
    seen.called()
    assert seen.fills("A-B") == seen.fills("C-D") == []


def test_changes_and_denials_are_new_once_and_of_this_owner() -> None:
    seen, denial = view(), Denial(Wish("A-B", Side.BUY, 1, 1), "gate", "closed")
    gone = replace(ORDER, state=OrderState.CANCELLED)
    assert seen.moved(gone)
    assert not seen.moved(replace(ORDER, owner="another"))
    seen.refuse(denial)
    assert (seen.changed(), seen.denied()) == ([gone], [denial])
    seen.called()
    assert (seen.changed(), seen.denied()) == ([], [])


def test_other_venues_of_the_same_owner_are_beside() -> None:
    there = view()
    seen = ConnectorView(Fake(), "me", {"w": there})  # type: ignore[arg-type]
    assert seen.at("w") is there


def test_bars_are_those_of_its_connector_at_this_time() -> None:
    seen = view(feeds=SimpleNamespace(bars=lambda *asked: [asked]))
    seen.look(7)
    assert seen.bars("A-B", "1m", 5) == [("A-B", "1m", 5, 7)]


def test_trades_are_kept_from_call_to_call() -> None:
    seen = view()
    here, there = (Traded("v", pair, Side.BUY, 1, 1, 0) for pair in ("A-B", "C-D"))
    seen.traded(here)
    seen.traded(there)
    assert seen.trades("A-B") == [here]
    seen.called()
    assert seen.trades("A-B") == []


def test_it_is_told_of_its_own_stops_and_of_what_came_of_them() -> None:
    seen = view()
    mine = StopView("s1", "", StopWish("A-B", Side.SELL, 1, 9, tag="p0.s0"), StopState.WAITING, owner="me")
    assert seen.stop_moved(mine)
    assert not seen.stop_moved(replace(mine, owner="another"))
    assert seen.claimed(replace(ORDER, client_id="s1"), (FILL,))
    assert not seen.claimed(replace(ORDER, owner="another"), (FILL,))
    seen.refuse_stop(DeniedStop(mine.wish, "a rule", "too much"))
    assert (seen.changed_stops(), len(seen.changed()), seen.fills("A-B")) == ([mine], 1, [FILL])
    assert seen.denied_stops() == [StopDenial(mine.wish, "a rule", "too much")]
    seen.called()
    assert (seen.changed_stops(), seen.denied_stops(), seen.fills("A-B")) == ([], [], [])


@pytest.mark.parametrize(
    ("kinds", "settle", "features", "terms"),
    [
        ((StopKind.STOP,), "B", ("stops_lead_on",), StopTerms(StopKind.STOP, TriggerBy.LAST)),
        (
            (StopKind.STOP_LOSS,),
            "B",
            ("stops_among_orders",),
            StopTerms(StopKind.STOP_LOSS, TriggerBy.LAST),
        ),
        ((StopKind.TRAILING,), "B", ("stops_lead_on",), None),
        ((StopKind.STOP,), "", ("stops_lead_on",), None),  # coins cannot be reduced
        ((StopKind.STOP,), "B", (), None),  # nobody says what came of it
    ],
)
def test_a_stop_that_reduces_rests_where_the_venue_has_it_and_says_what_came_of_it(
    kinds: tuple[StopKind, ...], settle: str, features: tuple[str, ...], terms: StopTerms | None
) -> None:
    row = SimpleNamespace(stop_kinds=kinds, stop_prices=tuple(TriggerBy), features=frozenset(features))
    there = view(venue=row, extra=SimpleNamespace(stops=object()), markets={"A-B": SimpleNamespace(settle=settle)})
    assert there.stop_terms("A-B") == terms
