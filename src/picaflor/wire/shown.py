"""What a house shows to everybody beside books and trades: the orders of a book one by one, and its table of fees."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from picaflor.wire.reports import OrderReport


class ReadBookOrders(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    bids: int = 20
    asks: int = 20


class ReadFeeTable(Struct, frozen=True, tag=True, tag_field="noun"):
    """What everybody pays who has no tier of his own; answered with `Fees`, where a row without a symbol is for all."""

    symbol: str = ""  # "": the whole table


class BookOrders(Struct, frozen=True, tag=True, tag_field="noun"):
    """In the order in which they will trade."""

    bids: tuple[OrderReport, ...]
    asks: tuple[OrderReport, ...]


ReadShown = ReadBookOrders | ReadFeeTable
SHOWN: Final = (ReadBookOrders, ReadFeeTable)
