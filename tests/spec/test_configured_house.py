"""The cards once more, every one of them, for a house that stands in nobody's table: a user's configuration made it, of
the newer version and with post-only orders. Only those over real sockets, played once a tongue, are the first row's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import signature
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.houses import add_houses
from picaflor.domain.book import Trust
from picaflor.domain.market import Market
from picaflor.domain.orders import OrderType, Side
from picaflor.settings.config import Config, load
from picaflor.venues import HOUSES
from tests import paper_worlds, worlds
from tests.spec import test_boot, test_paper
from tests.spec.card import PAIR, Card, ready
from tests.spec.test_streams import at_venue, here

OURS, OLD = "myhouse", "oldhouse"
WHERE = {
    "tongue": "peatio",
    "rest": "https://api.myhouse.example/api/v2/peatio",
    "ws": "wss://ws.myhouse.example/api/v2/ranger",
}
SAID = {
    **{f"venues.{OURS}.{name}": value for name, value in {**WHERE, "version": "3", "post_only": "true"}.items()},
    **{f"venues.{OLD}.{name}": value for name, value in {**WHERE, "book": "update"}.items()},
}
ROW = "altmarkets"  # whatever is played with it is played with ours
ONCE_A_TONGUE = ("test_over_sockets", "test_editions", "test_paper")  # the last plays cards in a world of its own
HERE = Path(__file__)
MODULES = [
    import_module(f"tests.spec.{path.stem}")
    for path in sorted(HERE.parent.glob("test_*.py"))
    if path.stem not in (HERE.stem, *ONCE_A_TONGUE)
]
Played = Callable[..., None]


def configured() -> Config:
    return load(command_line=SAID)


@pytest.fixture
def _houses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for table in (test_boot.SPOILED, test_boot.EXPONENTS, test_boot.UNSAID):
        monkeypatch.setitem(table, OURS, table["altmarkets"])
    add_houses(configured())
    yield
    HOUSES.clear()


def cards() -> Iterator[Any]:
    """Each card that is played with the first row, with whatever else it varies."""
    for module in MODULES:
        for name, card in vars(module).items():
            marks = [mark for mark in getattr(card, "pytestmark", ()) if mark.name == "parametrize"]
            if not name.startswith("test_") or not plays(marks):
                continue
            varied = [_choices(mark) for mark in marks if mark.args[0] != "venue"]
            for chosen in product(*varied):
                given = {key: value for choice in chosen for key, value in choice.items()}
                spelled = "-".join(str(value) for value in given.values())
                yield pytest.param(card, given, id=f"{name.removeprefix('test_')}[{spelled}]")


def plays(marks: list[pytest.Mark]) -> bool:
    return any(mark.args[0] == "venue" and ROW in mark.args[1] for mark in marks)


def _choices(mark: pytest.Mark) -> list[dict[str, Any]]:
    names, values = mark.args
    keys = [key.strip() for key in names.split(",")] if isinstance(names, str) else list(names)
    rows = [getattr(value, "values", value) for value in values]
    return [dict(zip(keys, row if len(keys) > 1 else [row], strict=True)) for row in rows]


@pytest.mark.usefixtures("_houses")
@pytest.mark.parametrize(("card", "given"), list(cards()))
def test_every_card_of_a_row_is_played_by_a_house_of_the_users_own(
    card: Played, given: dict[str, Any], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if card.__module__ == test_paper.__name__:
        monkeypatch.setattr(worlds, "make_exchange", paper_worlds.make_twin)
    wanted = [name for name in signature(card).parameters if name != "venue" and name not in given]
    fixtures = {name: request.getfixturevalue(name) for name in wanted}
    if "tmp_path" in fixtures:  # a card that runs commands, which read what the user has written
        said = "\n".join(f'{name} = "{value}"' for name, value in WHERE.items())
        (fixtures["tmp_path"] / "picaflor.toml").write_text(f"[venues.{OURS}]\n{said}\n")
    card(venue=OURS, **given, **fixtures)


@pytest.mark.usefixtures("_houses")
def test_the_house_is_what_its_owner_said() -> None:
    card = ready(OURS)
    assert card.row.domains["live"].rest == "api.myhouse.example"
    assert OrderType.LIMIT_MAKER in card.row.order_types
    told = [bytes(payload) for _, _, payload in card.world.journal.lines if b".ob-inc" in payload]
    assert any(b"[[" in frame for frame in told), "newer servers nest a level even where it is alone"


@pytest.mark.usefixtures("_houses")
def test_the_old_stream_is_a_whole_book_each_time() -> None:
    card = Card(OLD)
    card.until_open()
    for _ in range(20):
        card.run(1)
        assert card.connector.book(PAIR).trust is Trust.GOOD
    assert here(card) == at_venue(card)
    market: Market = card.market
    order = card.place(Side.BUY, market.min_lots * 1_000, card.bid)
    card.rest()
    assert card.theirs(order).live
