"""Files of Hummingbot as files of ours, and for each line what became of it. What is not carried over is never silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING
from pathlib import Path
from typing import Any, Final

import tomli_w

from picaflor.app.bot_seats import SECTION
from picaflor.app.hummingbot_rules import (
    ABOUT,
    ANYWHERE_OFF,
    GLOBAL,
    GRID,
    OFF,
    PURE,
    SIMPLE,
    TWAP,
    Cannot,
    Row,
    Rule,
    exact,
    number,
    part_bps,
    percent_bps,
    text,
)
from picaflor.app.problems import NotFound, Problem
from picaflor.app.strategy_schema import fault_of
from picaflor.settings.plain_yaml import Said, Value, read_yaml
from picaflor.settings.secret import MASK
from picaflor.venues import names

SECRET: Final = re.compile(r"password|secret|passphrase|api_key|telegram_token")
UNKNOWN: Final = "there is nothing like it here"
RUNGS_MAX: Final = 200


class NotTheirs(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the file. `became`: the key here; "": it was not carried over, and `note` says why."""

    line: int
    key: str
    value: str
    became: str
    note: str = ""

    @property
    def lost(self) -> bool:
        return not self.became and bool(self.note)


@dataclass(slots=True)
class Imported:
    kind: str  # of file, in words
    settings: dict[str, Any] = field(default_factory=dict)  # as TOML has them
    told: list[Told] = field(default_factory=list)
    fault: str = ""  # what was carried over does not fit together

    def put(self, said: Said, key: str, value: Any, note: str = "") -> None:
        path = key.split(".") if "." in key else [SECTION, key] if self.of_strategy else [key]
        place = self.settings
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
        self.told.append(Told(said.line, said.name, shown(said.name, said.value), ".".join(path), note))

    def lose(self, said: Said, why: str) -> None:
        self.told.append(Told(said.line, said.name, shown(said.name, said.value), "", why))

    @property
    def of_strategy(self) -> bool:
        return SECTION in self.settings

    def file(self, name: str) -> str:
        return f"# From {name}, a file of Hummingbot's.\n{tomli_w.dumps(self.settings)}"


def read_theirs(path: Path) -> Imported:
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NotTheirs(f"{path} is not text") from error
    except FileNotFoundError as error:
        raise NotFound(
            f"there is no file {path}: name one of Hummingbot's, such as conf/strategies/NAME.yml"
        ) from error
    except OSError as error:
        raise NotTheirs(f"{path} cannot be read: {error.strerror}") from error
    return carry_over(read_yaml(content, str(path)), str(path))


def carry_over(rows: list[Said], where: str) -> Imported:
    said = {row.name: row for row in rows}
    controller = _word(said, "controller_name")
    strategy = _word(said, "strategy")
    if controller or strategy:
        made = _strategy(rows, said, controller or strategy, where)
    elif "script_file_name" in said or "controllers_config" in said:
        made = _script(rows)
    elif any(name.endswith(("_maker_percent_fee", "_taker_percent_fee")) for name in said):
        made = _fees(rows)
    elif said.keys() & {"instance_id", "log_level", "kill_switch_mode", "rate_limits_share_pct", "paper_trade_enabled"}:
        made = _global(rows)
    else:
        raise NotTheirs(f"{where} is none of Hummingbot's strategy, controller, script, client or fee files")
    made.told.sort(key=lambda each: each.line)
    made.fault = fault_of(made.settings[SECTION]) if made.of_strategy else ""
    return made


# strategies and controllers

Special = Callable[[Imported, dict[str, Said]], None]


def _strategy(rows: list[Said], said: dict[str, Said], name: str, where: str) -> Imported:
    if name not in _STRATEGIES:
        raise NotTheirs(f"{where}: no strategy here is like {name}; those that are: {', '.join(sorted(_STRATEGIES))}")
    ours, table, special = _STRATEGIES[name]
    made = Imported(f"the strategy {name}, as {ours}", {SECTION: {"controller": ours}})
    left = dict(said)
    special(made, left)
    for row in rows:
        if row.name in left:
            _one(made, row, table.get(row.name))
    return made


def _one(made: Imported, row: Said, rule: Row | None) -> None:
    if row.name in ABOUT or row.value is None or row.value == ():
        return
    if isinstance(row.value, str) and (row.value.lower() in ANYWHERE_OFF | OFF.get(row.name, frozenset())):
        if not isinstance(rule, Rule):
            return
        if row.value in OFF.get(row.name, frozenset()):
            return
    try:
        match rule:
            case Rule(to="connector", by=by):
                made.put(row, "connector", _connector(str(by(row.value))))
            case Rule(to, by):
                made.put(row, to, by(row.value))
            case str():
                made.lose(row, rule)
            case None:
                made.lose(row, UNKNOWN)
    except Cannot as why:
        made.lose(row, str(why))


def _connector(theirs: str) -> str:
    own = theirs.removesuffix("_paper_trade").removesuffix("_testnet")
    if own not in names():
        raise Cannot(f"there is no connector {own} here: name one of {', '.join(names())}")
    return theirs


def _spreads(made: Imported, buy: tuple[Said, int] | None, sell: tuple[Said, int] | None) -> None:
    """One distance on both sides here: the wider one is the careful one."""
    both = [each for each in (buy, sell) if each is not None]
    widest = max((bps for _, bps in both), default=0)
    for row, bps in both:
        note = "" if bps == widest else f"one distance on both sides here: the wider one, {widest}"
        made.put(row, "spread_bps", widest, note)


def _pure(made: Imported, left: dict[str, Said]) -> None:
    _spreads(made, *(_bps(made, left.pop(f"{side}_spread", None), percent_bps) for side in ("bid", "ask")))


def _bps(made: Imported, row: Said | None, by: Callable[[Value], int]) -> tuple[Said, int] | None:
    try:
        return None if row is None or row.value is None else (row, by(row.value))
    except Cannot as why:
        if row is not None:
            made.lose(row, str(why))
        return None


def _simple(made: Imported, left: dict[str, Said]) -> None:
    levels = 0
    both = []
    for side in ("buy", "sell"):
        row = left.pop(f"{side}_spreads", None)
        words = _words(row.value) if row is not None else ()
        levels = max(levels, len(words))
        both.append(_bps(made, None if row is None or not words else row, lambda _, w=words: part_bps(w[0])))  # type: ignore[misc]
        if row is not None and len(words) > 1:
            made.lose(row, f"simple_maker has one quote on each side: the first of {len(words)} is taken")
    _spreads(made, *both)
    for side in ("buy", "sell"):
        amounts = left.get(f"{side}_amounts_pct")
        if amounts is not None and len(_words(amounts.value)) < 2:
            del left[amounts.name]
    total = left.pop("total_amount_quote", None)
    if total is not None and total.value is not None:
        each = number(total.value) / (2 * max(1, levels))
        made.put(total, "quote_notional", exact(str(each)), f"shared by {2 * max(1, levels)} quotes")


def _words(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return tuple(word.strip() for word in value.split(",") if word.strip()) if value else ()


def _grid(made: Imported, left: dict[str, Said]) -> None:
    """As many rungs as fit between the prices, and as the money is enough for."""
    gap, least = left.pop("min_spread_between_orders", None), left.pop("min_order_amount_quote", None)
    start, end, total = (left.get(name) for name in ("start_price", "end_price", "total_amount_quote"))
    if gap is None or gap.value is None or start is None or end is None:
        return
    low, high, step = number(start.value), number(end.value), number(gap.value)
    rungs = int((high / low - 1) / step) + 1 if low > 0 and step > 0 else 0
    if least is not None and least.value is not None and total is not None and number(least.value) > 0:
        rungs = min(rungs, int(number(total.value) / number(least.value)))
        made.put(least, "rungs", max(2, min(rungs, RUNGS_MAX)), "as the money is enough for")
    made.put(gap, "rungs", max(2, min(rungs, RUNGS_MAX)), "as many as fit between the two prices")


def _twap(made: Imported, left: dict[str, Said]) -> None:
    step, whole = left.pop("order_step_size", None), left.get("target_asset_amount")
    if step is not None and whole is not None and number(step.value) > 0:
        slices = (number(whole.value) / number(step.value)).to_integral_value(ROUND_CEILING)
        made.put(step, "slices", max(1, int(slices)), "of equal size here")
    price = left.get("order_price")
    if price is not None and price.value is not None:
        made.settings[SECTION]["manner"] = "limit"


_STRATEGIES: Final[Mapping[str, tuple[str, Mapping[str, Row], Special]]] = {
    "pure_market_making": ("simple_maker", PURE, _pure),
    "pmm_simple": ("simple_maker", SIMPLE, _simple),
    "grid_strike": ("grid_strike", GRID, _grid),
    "twap": ("twap", TWAP, _twap),
}

# files that are no strategy's


def _script(rows: list[Said]) -> Imported:
    made = Imported("a script's file")
    for row in rows:
        if row.name.startswith("controllers_config"):
            made.lose(row, "a bot here runs one controller: import that one's own file")
        elif row.name.startswith("max_") and row.name.endswith("_drawdown_quote") and row.value is not None:
            made.lose(row, "kill_switch.max_drawdown is in percent, and max_loss in the global token: set one of them")
        elif row.value is not None and row.value != ():
            made.lose(row, UNKNOWN)
    return made


def _fees(rows: list[Said]) -> Imported:
    made = Imported("fees")
    for row in rows:
        venue, _, which = row.name.rpartition("_percent_fee")[0].rpartition("_")
        if row.name in ABOUT or row.value is None:
            continue
        if not row.name.endswith("_percent_fee") or which not in ("maker", "taker"):
            made.lose(row, UNKNOWN)
        elif venue not in names():
            made.lose(row, f"there is no connector {venue} here")
        else:
            made.put(row, f"venues.{venue}.{which}_fee", exact(row.value))
    return made


def _global(rows: list[Said]) -> Imported:
    made = Imported("the client's file")
    for row in rows:
        name, _, last = row.name.rpartition(".")
        if row.name in ("paper_trade.paper_trade_exchanges", "paper_trade_exchanges") and row.value:
            _exchanges(made, row)
        elif name in ("paper_trade.paper_trade_account_balance", "paper_trade_account_balance"):
            _guarded(made, row, f"paper_trade.balances.{last.upper()}")
        elif name.startswith("balance_asset_limit.") and row.value is not None:
            venue = name.partition(".")[2]
            if venue in names():
                _guarded(made, row, f"venues.{venue}.balance_limit.{last.upper()}")
            else:
                made.lose(row, f"there is no connector {venue} here")
        else:
            _one(made, row, GLOBAL.get(row.name))
    return made


def _guarded(made: Imported, row: Said, key: str) -> None:
    try:
        made.put(row, key, exact(row.value))
    except Cannot as why:
        made.lose(row, str(why))


def _exchanges(made: Imported, row: Said) -> None:
    known = [name for name in _words(row.value) if name in names()]
    others = [name for name in _words(row.value) if name not in names()]
    if known:
        made.put(row, "paper_trade.exchanges", known, f"without {', '.join(others)}" if others else "")
    elif others:
        made.lose(row, f"there is no connector {', nor '.join(others)} here")


def _word(said: Mapping[str, Said], name: str) -> str:
    return text(said[name].value) if name in said and said[name].value else ""


def shown(name: str, value: Value) -> str:
    if SECRET.search(name):
        return MASK
    return ", ".join(value) if isinstance(value, tuple) else value or ""
