"""A controller to begin with, as a file of the user's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from picaflor.app.own_controllers import class_name, folder_of
from picaflor.app.problems import Problem, Usage
from picaflor.settings.places import Places
from picaflor.strategies.table import CONTROLLERS

NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
TEMPLATE: Final = '''"""NAME: one quote on each side, so many hundredths of a percent from the middle.

`decide` is called at each wake with what the world looks like, and says what it wants. It keeps what it learns in itself,
and asks no clock and throws no dice: what was recorded must happen again. Prices are whole ticks, amounts whole lots.
"""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.commands import Command
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side, Wish
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.quoting import BPS, Patience, quote, towards, trusted_best, withdraw
from picaflor.strategies.tuning import live


@dataclass(frozen=True, slots=True)
class CLASSConfig:
    """What stands in [strategy] of the configuration. A field that is `live` is read anew at each call."""

    pair: str
    spread_bps: int = live(10)
    notional: int = live(100 * ONE, atoms=True)  # of the quote coin, each side
    order_age_ns: int = live(30_000_000_000)  # 30s in the configuration
    refresh_ns: int = 1_000_000_000


class CLASS:
    def __init__(self, config: CLASSConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True)

    def decide(self, view: View, wake: Wake) -> list[Command]:
        config, mine = self.config, view.orders(self.config.pair)
        best = trusted_best(view, config.pair)
        if not view.open or best is None:
            return withdraw(mine, "nothing can be quoted now")
        market, (bid, ask) = view.market(config.pair), best
        wanted: dict[str, Wish] = {}
        for side in Side:
            ticks = (bid + ask) * (BPS - side.sign * config.spread_bps) // (2 * BPS)
            wish = quote(market, side, ticks, config.notional, best, f"{config.spread_bps} bps from the middle")
            if wish is not None:
                wanted[str(side)] = wish
        return towards(wanted, mine, Patience(tolerance_bps=2, age_ns=config.order_age_ns), view.now_ns)
'''


def new_controller(places: Places, name: str) -> Path:
    """Writes it, and says where. Nothing is ever written over."""
    if not NAME.fullmatch(name):
        raise Usage(f"{name} cannot be a controller's name: small letters, digits and single _, as my_maker")
    if name in CONTROLLERS:
        raise Usage(f"{name} is a controller of Picaflor's: give yours another name")
    places.make(places.config_dir)
    folder = folder_of(places)
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.py"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.replace("CLASS", class_name(name)).replace("NAME", name, 1))
    except FileExistsError:
        raise Problem(f"{path} is there already, and was left as it is") from None
    return path
