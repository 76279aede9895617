"""The table of controllers: every row resolves, its configuration is checked, and a wrong name says what there is."""

from importlib import import_module

import pytest
from msgspec import ValidationError

from picaflor.strategies.table import CONTROLLERS, UnknownController, make

NEEDS = {
    "cross_maker": {"taker_venue": "v"},
    "arbitrage": {"other_venue": "v"},
    "funding_rate": {"short_venue": "v"},
    "pair_spread": {"other_pair": "A-B", "other_venue": "v"},
}  # beside a pair


@pytest.mark.parametrize("name", CONTROLLERS)
def test_every_row_is_a_controller_with_a_configuration_of_its_name(name: str) -> None:
    path, _, cls = CONTROLLERS[name].partition(":")
    assert path.startswith("picaflor.strategies.controllers.")
    module = import_module(path)
    made = make(name, {"pair": "BTC-USDT", **NEEDS.get(name, {})})
    assert type(made) is getattr(module, cls)
    assert made.pairs == ("BTC-USDT",)
    assert getattr(module, f"{cls}Config").__dataclass_params__.frozen


def test_a_wrong_name_says_what_there_is() -> None:
    with pytest.raises(UnknownController, match=r"no controller 'simpel_maker'; there are: .*simple_maker"):
        make("simpel_maker", {})


@pytest.mark.parametrize("config", [{}, {"pair": 5}, {"pair": "A-B", "spread_bps": "four"}])
def test_a_wrong_configuration_is_refused(config: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make("simple_maker", config)
