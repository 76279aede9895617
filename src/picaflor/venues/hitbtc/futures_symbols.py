"""The listing ↔ contracts: sizes are in base coin, money in the quote coin, and the coin of a contract is `underlying`."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.venues.hitbtc.symbols import QUOTE_PLACES, STATES
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "hitbtc_perpetual"
PRODUCT: Final = "futures"


class ContractRow(Struct, kw_only=True):
    type: str
    contract_type: str | None = None
    expiry: str | None = None
    underlying: str | None = None
    base_currency: str | None
    quote_currency: str | None
    status: str = "working"
    quantity_increment: str
    tick_size: str
    take_rate: str
    make_rate: str
    fee_currency: str | None
    margin_trading: bool = True
    max_initial_leverage: str | None = "1.00"


_ROWS: Final = Decoder(dict[str, Raw])
_ROW: Final = Decoder(ContractRow)


def read_contracts(data: bytes) -> Listing:
    """Row 51. One row that cannot be mapped is left out with its reason; spot pairs are another row's business."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for symbol, raw in _ROWS.decode(data).items():
        try:
            row = _ROW.decode(raw)
            if row.type == "futures":
                markets.append(read_contract(symbol, row))
            elif row.type != "spot":
                raise BadMessage(f"a kind of market that we do not know: {row.type[:40]!r}")
        except BAD as bad:
            skipped.append((symbol, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any contract that can be read")
    return Listing(tuple(markets), tuple(skipped))


def read_one(symbol: str, data: bytes) -> Market:
    return read_contract(symbol, _ROW.decode(data))


def read_contract(symbol: str, row: ContractRow) -> Market:
    if row.status not in STATES:
        raise BadMessage("expired" if row.status == "expired" else f"a status that we do not know: {row.status[:40]!r}")
    if row.contract_type not in ("perpetual", None) or row.expiry is not None:  # older listings leave the kind out
        raise BadMessage(f"no perpetual: {row.contract_type!r:.40}")
    base, quote = row.underlying, row.quote_currency
    if not symbol or not base or not quote or "-" in base + quote:
        raise BadMessage("coins that do not make a pair")
    if row.fee_currency != quote:
        raise BadMessage("fees that are paid in another coin than the contract is settled in")
    return Market(
        venue=ROW,
        pair=f"{base}-{quote}",
        symbol=symbol,
        base=base,
        quote=quote,
        tick=Grid.of(row.tick_size),
        lot=Grid.of(row.quantity_increment),
        kind=MarketKind.LINEAR,
        settle=quote,
        quote_places=QUOTE_PLACES,
        maker_fee=read_atoms(row.make_rate, signed=True),
        taker_fee=read_atoms(row.take_rate, signed=True),
        fee_asset=quote,
        state=STATES[row.status],
        max_leverage=read_times(row.max_initial_leverage or "1"),
        timed=True,
    )


def read_times(text: str) -> int:
    """Leverage, which is written with decimals that are zero; a broken part is given up."""
    times = read_atoms(text) // ONE
    if not times:
        raise BadMessage(f"no leverage: {text[:40]!r}")
    return times


def write_times(leverage: int) -> str:
    return f"{leverage}.00"


def write_contract(market: Market) -> ContractRow:
    return ContractRow(
        type="futures",
        contract_type="perpetual",
        underlying=market.base,
        base_currency=None,
        quote_currency=market.quote,
        status="working" if market.state.value == "open" else "suspended",
        quantity_increment=market.lot.write(1),
        tick_size=market.tick.write(1),
        take_rate=write_atoms(market.taker_fee),
        make_rate=write_atoms(market.maker_fee),
        fee_currency=market.quote,
        max_initial_leverage=write_times(market.max_leverage),
    )
