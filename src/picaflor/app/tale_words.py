"""What a run tells of itself, for people: made of its records, so that a status file reads the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

PIECES_SHOWN = 10
CENT = Decimal("0.0001")
DIGITS = 3


def markout_line(records: Sequence[dict[str, Any]]) -> str:
    """In one line of a status: what fills came to, of everybody who is told of. "" while nothing is measured."""
    whole = [each for each in records if each["executor"] is None]
    return "; ".join(line for each in whole if (line := _markouts(each)))


def _markouts(record: dict[str, Any]) -> str:
    told = [f"{after} {each['bps']}" for after, each in record["markout"].items() if each["bps"] is not None]
    return f"markout in bps: {', '.join(told)}" if told else ""


def tale_lines(records: Sequence[dict[str, Any]]) -> list[str]:
    """Some lines for each controller, and one for each of its latest pieces of work."""
    lines: list[str] = []
    for each in records:
        if each["executor"] is None:
            lines += _whole(each)
    pieces = [each for each in records if each["executor"] is not None]
    if len(pieces) > PIECES_SHOWN:
        lines.append(f"The latest {PIECES_SHOWN} of {len(pieces)} executors:")
    return lines + [_piece(each) for each in pieces[-PIECES_SHOWN:]]


def _whole(record: dict[str, Any]) -> list[str]:
    profit = "not known yet" if record["profit"] is None else money(record["profit"], record["coin"])
    fees = ", ".join(f"{money(atoms, asset)}" for asset, atoms in record["fees"].items()) or "none"
    spread = record["spread"]
    captured = "" if spread["bps"] is None else f", {spread['bps']} bps"
    quoted = record["quoting_seconds"]
    lines = [
        f"{record['owner']} on {record['pair']} at {record['venue']}: profit {profit}, holds {record['inventory']}",
        f"  drawdown {money(record['drawdown'], record['coin'])}, at most {money(record['drawdown_most'], record['coin'])}",
        f"  spread captured {money(spread['profit'], record['coin'])}{captured}; fees {fees};"
        f" funding {money(record['funding'], record['coin'])}",
        f"  orders {record['orders']}, of these filled {record['orders_filled']}; of their size"
        f" {record['fill_ratio'] or '-'} %",
    ]
    if quoted != "0":
        best = f"{record['best_bid'] or '-'} % of it at the best bid, {record['best_ask'] or '-'} % at the best ask"
        lines.append(f"  quoted for {quoted} s: {best}")
    return [*lines, f"  {told}"] if (told := _markouts(record)) else lines


def _piece(record: dict[str, Any]) -> str:
    profit = "-" if record["profit"] is None else money(record["profit"], record["coin"])
    fills = int(record["bought"]) + int(record["sold"])
    return f"  {record['owner']}.{record['executor']}: {fills} fills, profit {profit}, holds {record['inventory']}"


def money(text: str, coin: str) -> str:
    """For people: to the hundredth of a cent, and of less, as a coin may be worth much, its first digits."""
    value = Decimal(text)
    rounded = value.quantize(CENT)
    if value and len(rounded.as_tuple().digits) < DIGITS:
        rounded = value.quantize(Decimal(1).scaleb(min(value.adjusted() - DIGITS + 1, CENT.adjusted())))
    return f"{rounded.normalize():f} {coin}"
