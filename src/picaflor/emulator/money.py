"""Money that is ordered to move over the control port: it comes to a customer, leaves, or goes from row to row."""

from __future__ import annotations

from typing import Final

import msgspec

from picaflor.domain.numbers import BadNumber, read_atoms, write_atoms
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.wallets import Short, deposit, transfer, withdraw

PATHS: Final = ("/deposit", "/withdraw", "/transfer")


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """`row` "": the first of the house. `to` is where a transfer goes."""

    api_key: str
    asset: str
    amount: str
    row: str = ""
    to: str = ""


def move_money(exchange: Exchange, path: str, body: bytes, now_ns: int) -> dict[str, str]:
    """What the customer has of the asset then, on the row that was named; ValueError says why nothing moved."""
    order = msgspec.json.decode(body, type=Order)
    floor, atoms = _floor(exchange, order.row), _atoms(order.amount)
    customer, asset = _customer(floor, order.api_key), order.asset.upper()
    if (path == "/transfer") is not bool(order.to):
        raise ValueError("`to` is the row that a transfer goes to, and nothing else has one")
    try:
        match path:
            case "/deposit":
                deposit(floor, customer, asset, atoms, now_ns)
            case "/withdraw":
                withdraw(floor, customer, asset, atoms, now_ns)
            case _:
                transfer(floor, _other(exchange, floor, order.to), customer, asset, atoms, now_ns)
    except Short as short:
        raise ValueError(str(short)) from None
    exchange.tick(now_ns)  # the streams hear of it at once
    return {"asset": asset, "balance": write_atoms(floor.accounts[customer].balance(asset).total)}


def _floor(exchange: Exchange, row: str) -> Floor:
    floor = exchange.floors.get(row or exchange.venue.floor)
    if floor is None:
        raise ValueError(f"there is no row {row!r} here, but {', '.join(exchange.floors)}")
    return floor


def _other(exchange: Exchange, floor: Floor, row: str) -> Floor:
    other = _floor(exchange, row)
    if other is floor:
        raise ValueError("a transfer goes to another row")
    return other


def _customer(floor: Floor, api_key: str) -> int:
    for account in floor.accounts[1:]:
        if account.keys.api_key == api_key:
            return account.no
    raise ValueError("no customer has this api_key")


def _atoms(amount: str) -> int:
    try:
        atoms = read_atoms(amount)
    except BadNumber as bad:
        raise ValueError(str(bad)) from None
    if not atoms:
        raise ValueError("the amount is nothing")
    return atoms
