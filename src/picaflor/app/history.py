"""What bots did, from their databases: each run summed up, and the rows of orders and fills themselves.

A bot's own are told, also of a run that goes on: what siblings or people do on the same account is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from picaflor.app.bot_files import NUMBER
from picaflor.app.build import PREFIX
from picaflor.app.coin_result import CoinResult, wins_coin
from picaflor.app.progress import Told, part, unheard
from picaflor.app.projection import project
from picaflor.app.roster import Entry
from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import Hold, Side
from picaflor.machines.orders import ClientIds
from picaflor.storage.problems import AlreadyRunning, NoJournal
from picaflor.storage.tables import Database
from picaflor.venues import load
from picaflor.wire.decoding import write_iso

Row = dict[str, Any]
TRADE_COLUMNS = (
    *("world", "bot", "run", "time", "venue", "account", "pair", "side", "amount", "price", "money"),
    *("fees", "fills", "client_id", "venue_id"),
)
_FILL_TAIL = ("price", "amount", "fee", "fee_asset", "liquidity", "trade_id", "client_id", "venue_id", "hold", "at_ns")
FILL_COLUMNS = ("world", "bot", "run", "time", "venue", "account", "pair", "side", *_FILL_TAIL)
_ORDER_TAIL = ("state", "reason", "origin", "client_id", "venue_id", "reduce_only", "hold", "created_ns", "changed_ns")
ORDER_COLUMNS = (
    *("world", "bot", "run", "time", "venue", "account", "pair", "side", "type", "tif"),
    *("price", "amount", "quote", "filled", *_ORDER_TAIL),
)


@dataclass(slots=True)
class Sum:
    """Of one pair in one run. In atoms; money is in the quote coin. `coins`: of a contract that wins and loses its own."""

    pair: str
    fills: int = 0
    bought: int = 0
    sold: int = 0
    money: int = 0  # what came in less what went out
    last: int = 0  # price
    fees: dict[str, int] = field(default_factory=dict)
    coins: CoinResult | None = None

    def add(self, row: Row) -> None:
        amount, self.last = read_atoms(row["amount"]), read_atoms(row["price"])
        worth = amount * self.last // ONE
        self.fills += 1
        if self.fills == 1 and wins_coin(row["venue"], self.pair):
            self.coins = CoinResult(self.pair)
        if self.coins is not None:
            self.coins.add(Side(row["side"]), Hold(row["hold"] or Hold.NET), amount, self.last)
        if row["side"] == "buy":
            self.bought, self.money = self.bought + amount, self.money - worth
        else:
            self.sold, self.money = self.sold + amount, self.money + worth
        if fee := read_atoms(row["fee"], signed=True):
            self.fees[row["fee_asset"]] = self.fees.get(row["fee_asset"], 0) + fee

    @property
    def result(self) -> str:
        """What is left over at the last price, less the fees that were paid in either coin."""
        base, _, quote = self.pair.partition("-")
        if self.coins is not None:
            return write_atoms(self.coins.at(self.last) - self.fees.get(base, 0))
        left = self.bought - self.sold - self.fees.get(base, 0)
        return write_atoms(self.money + left * self.last // ONE - self.fees.get(quote, 0))

    @property
    def result_in(self) -> str:
        return self.coins.coin if self.coins is not None else self.pair.partition("-")[2]


def runs_of(entries: Sequence[Entry], told: Told = unheard) -> list[Row]:
    """A row for each pair of each run, the oldest first."""
    found = [row for n, entry in enumerate(entries) for row in _runs(entry, part(told, n, len(entries)))]
    return sorted(found, key=lambda row: (row["began"], row["world"], row["bot"]))


def _runs(entry: Entry, told: Told) -> Iterator[Row]:
    with _opened(entry, told) as book:
        if book is None:
            return
        sums: dict[int, dict[str, Sum]] = {}
        for fill in book.fills():
            pairs = sums.setdefault(int(fill["run"]), {})
            pairs.setdefault(fill["pair"], Sum(fill["pair"])).add(fill)
        for run in book.database.rows("runs"):
            number, began_ns, ended_ns = int(run["run"] or 0), int(run["started_ns"] or 0), int(run["ended_ns"] or 0)
            for each in sums.get(number, {"": Sum("")}).values():
                yield {
                    "world": entry.world,
                    "bot": entry.bot,
                    "run": str(number),
                    "began": write_iso(began_ns),
                    "seconds": str((ended_ns - began_ns) // 10**9),
                    "pair": each.pair,
                    "fills": str(each.fills),
                    "bought": write_atoms(each.bought),
                    "sold": write_atoms(each.sold),
                    "fees": _fees(each.fees),
                    "result": each.result if each.pair else "",
                    "result_in": each.result_in,
                }


def fills_of(entries: Sequence[Entry], told: Told = unheard) -> list[Row]:
    return _rows(entries, "at_ns", lambda book: book.fills(), told)


def orders_of(entries: Sequence[Entry], told: Told = unheard) -> list[Row]:
    return _rows(entries, "created_ns", lambda book: book.orders(), told)


def trades_of(entries: Sequence[Entry], told: Told = unheard) -> list[Row]:
    """What each order traded: its fills as one, at their average price."""
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for fill in fills_of(entries, told):
        order = fill["client_id"] or fill["venue_id"] or fill["trade_id"]
        grouped.setdefault((fill["world"], fill["bot"], fill["venue"], fill["account"], order), []).append(fill)
    return [_trade(fills) for fills in grouped.values()]


def _trade(fills: list[Row]) -> Row:
    amount = sum(read_atoms(fill["amount"]) for fill in fills)
    money = sum(read_atoms(fill["amount"]) * read_atoms(fill["price"]) // ONE for fill in fills)
    fees: dict[str, int] = {}
    for fill in fills:
        fees[fill["fee_asset"]] = fees.get(fill["fee_asset"], 0) + read_atoms(fill["fee"], signed=True)
    price = round_half_even(money * ONE, amount)
    said = {"amount": write_atoms(amount), "price": write_atoms(price), "money": write_atoms(money)}
    return {**fills[0], **said, "fees": _fees(fees), "fills": str(len(fills))}


def round_half_even(numerator: int, denominator: int) -> int:
    """An average need not be exact in any number of digits; these are eighteen."""
    step = denominator * 10**18
    whole, rest = divmod(numerator, step)
    up = 2 * rest > step or (2 * rest == step and whole % 2)
    return (whole + up) * 10**18


def _fees(fees: dict[str, int]) -> str:
    return ", ".join(f"{write_atoms(atoms)} {asset}" for asset, atoms in sorted(fees.items()) if atoms)


def _rows(entries: Sequence[Entry], at: str, read: Callable[[_Book], Iterator[Row]], told: Told) -> list[Row]:
    found = []
    for n, entry in enumerate(entries):
        with _opened(entry, part(told, n, len(entries))) as book:
            if book is not None:
                head = {"world": entry.world, "bot": entry.bot}
                found += [{**head, **row, "time": write_iso(int(row[at]))} for row in read(book)]
    return sorted(found, key=lambda row: int(row[at]))


class _Book:
    """The database of one bot, brought up to what its journal has by now."""

    def __init__(self, database: Database, number: str) -> None:
        self.database = database
        self._number = number
        self._ids: dict[str, ClientIds] = {}

    def fills(self) -> Iterator[Row]:
        return (dict(row) for row in self.database.rows("fills") if self._own(row))

    def orders(self) -> Iterator[Row]:
        return (dict(row) for row in self.database.rows("orders") if self._own(row))

    def _own(self, row: Row) -> bool:
        venue = str(row["venue"])
        if venue not in self._ids:
            self._ids[venue] = ClientIds(load(venue).client_ids, PREFIX, self._number, range(0))
        return self._ids[venue].reads(str(row["client_id"] or "")) is not None


class _opened:  # noqa: N801  used as a function
    def __init__(self, entry: Entry, told: Told) -> None:
        self._folder, self._told = entry.folder, told
        self._database: Database | None = None

    def __enter__(self) -> _Book | None:
        path = self._folder / "picaflor.db"
        with suppress(NoJournal, AlreadyRunning):  # nothing was recorded; or somebody brings it up to date right now
            project(self._folder / "journal", path, self._told)
        if not path.is_file():
            return None
        self._database = Database.read(path)
        return _Book(self._database, (self._folder / NUMBER).read_text().strip())

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()
