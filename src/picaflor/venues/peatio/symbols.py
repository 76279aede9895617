"""The listing ↔ markets. Ids are never split by text: the coins stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import MarketRow
from picaflor.venues.peatio.spelling import amount, some, spelled
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why
from picaflor.wire.reports import Listing

QUOTE_PLACES: Final = 16  # balances are kept to so many decimals
PLACES_MAX: Final = 18
STATES: Final = {
    "enabled": MarketState.OPEN,
    **dict.fromkeys(("disabled", "hidden", "locked", "sale", "presale"), MarketState.HALTED),
}
_ROWS: Final = Decoder(list[Raw])
_ROW: Final = Decoder(MarketRow)
_NAME: Final = Decoder(dict[str, Raw])


def read_listing(house: House, data: bytes) -> Listing:
    """Row 2. One row that cannot be mapped is left out with its reason."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    seen: set[str] = set()
    for raw in _ROWS.decode(data):
        try:
            row = _ROW.decode(raw)
            if row.id in seen:
                raise BadMessage("listed twice")
            refuse_duplicates(bytes(raw))
            markets.append(read_market(house, row))
            seen.add(row.id)
        except BAD as bad:
            skipped.append((_name(raw), str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any market that can be read")
    return Listing(tuple(markets), tuple(skipped))


def _name(raw: Raw) -> str:
    try:
        return bytes(_NAME.decode(raw)["id"]).decode().strip('"')[:40]
    except (*BAD, KeyError):
        return "?"


def read_market(house: House, row: MarketRow) -> Market:
    if row.state not in STATES:
        raise BadMessage(f"a state that we do not know: {row.state[:40]!r}")
    if row.type != "spot":
        raise BadMessage(f"a kind of market that we do not know: {row.type[:40]!r}")
    if not row.id or not row.base_unit or not row.quote_unit or "-" in row.base_unit + row.quote_unit:
        raise BadMessage("coins that do not make a pair")
    base, quote = row.base_unit.upper(), row.quote_unit.upper()
    if not 0 <= row.price_precision <= PLACES_MAX or not 0 <= row.amount_precision <= PLACES_MAX:
        raise BadMessage("more decimals than there are")
    lot = Grid(row.amount_precision)
    maker, taker = _fees(house, row)
    return Market(
        venue=house.id,
        pair=f"{base}-{quote}",
        symbol=row.id,
        base=base,
        quote=quote,
        tick=Grid(row.price_precision),
        lot=lot,
        min_lots=max(1, lot.ceil(amount(row.min_amount))) if some(row.min_amount) else 1,
        quote_places=QUOTE_PLACES,
        maker_fee=maker,
        taker_fee=taker,
        post_only=house.post_only,
        only_gtc=True,
        state=STATES[row.state],
    )


def _fees(house: House, row: MarketRow) -> tuple[int, int]:
    """The house's; older servers list those of asks and bids, of which the dearer is taken for both."""
    if some(row.ask_fee) and some(row.bid_fee):
        return (max(amount(row.ask_fee), amount(row.bid_fee)),) * 2
    return read_atoms(house.maker_fee), read_atoms(house.taker_fee)


def write_listing(house: House, markets: Sequence[Market]) -> list[dict[str, object]]:
    return [write_market(house, market) for market in markets]


def write_market(house: House, market: Market) -> dict[str, object]:
    row: dict[str, object] = {
        "id": market.symbol,
        "name": f"{market.base}/{market.quote}",
        "base_unit": market.base.lower(),
        "quote_unit": market.quote.lower(),
        "min_price": market.tick.write(1),
        "max_price": "0.0",
        "min_amount": spelled(market.min_lots * market.lot.atoms),
        "amount_precision": market.lot.places,
        "price_precision": market.tick.places,
        "state": "enabled" if market.state is MarketState.OPEN else "disabled",
    }
    if house.edition == "2.3":
        row |= {"ask_fee": spelled(market.taker_fee), "bid_fee": spelled(market.taker_fee)}
    if house.version >= 3:
        row |= {"symbol": market.symbol, "type": "spot"}
    return row
