"""The listing ↔ contracts. A lot is a contract: the listing tells sizes in coin, everything else in contracts."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketKind, MarketState
from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.venues.hashkey.messages import FilterRow, Named
from picaflor.venues.hashkey.perp_messages import ContractRow, RiskLimitRow
from picaflor.venues.hashkey.symbols import STATES, write_listing
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing, TierReport, Tiers

ROW: Final = "hashkey_perpetual"
QUOTE_PLACES: Final = 8  # row 59: as balances are spelled
MAKER_FEE, TAKER_FEE = "0.00025", "0.0006"  # row 63: the listing does not tell them
MARGIN_PLACES: Final = 18
ANY_SIZE: Final = "100000000"
FIRST_RUNG: Final = 200_000_722


class ContractsRow(Struct):
    contracts: list[Raw]


_LISTING: Final = Decoder(ContractsRow)
_NAMED: Final = Decoder(Named)
_ROW: Final = Decoder(ContractRow)


def read_contracts(data: bytes) -> Listing:
    """Row 51. One row that cannot be mapped is left out with its reason; spot pairs stand in a list of their own."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for raw in _LISTING.decode(data).contracts:
        symbol = "?"
        try:
            symbol = _NAMED.decode(raw).symbol
            markets.append(read_contract(_ROW.decode(raw)))
        except BAD as bad:
            skipped.append((symbol, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any contract that can be read")
    return Listing(tuple(markets), tuple(skipped))


def read_one_ladder(data: bytes) -> Tiers:
    return read_ladder(_ROW.decode(data))


def read_one(data: bytes) -> Listing:
    return Listing((read_contract(_ROW.decode(data)),))


def read_contract(row: ContractRow) -> Market:
    if row.status not in STATES:
        raise BadMessage(f"a status that we do not know: {row.status[:40]!r}")
    if row.inverse or row.marginToken != row.quoteAsset:
        raise BadMessage("a contract that is not settled in what it is quoted in")
    if not row.symbol or not row.underlying or not row.quoteAsset or "-" in row.underlying + row.quoteAsset:
        raise BadMessage("coins that do not make a pair")
    rules = {rule.filterType: rule for rule in row.filters}
    price, size, crowd = rules.get("PRICE_FILTER"), rules.get("LOT_SIZE"), rules.get("LIMIT_TRADING")
    if price is None or size is None:
        raise BadMessage("nobody says in what steps prices and sizes go")
    lot, contract = _lot(row.contractMultiplier, size.stepSize)
    value = rules.get("MIN_NOTIONAL")
    return Market(
        venue=ROW,
        pair=f"{row.underlying}-{row.quoteAsset}",
        symbol=row.symbol,
        base=row.underlying,
        quote=row.quoteAsset,
        tick=Grid.of(price.tickSize),
        lot=lot,
        kind=MarketKind.LINEAR,
        settle=row.quoteAsset,
        contract=contract,
        quote_places=QUOTE_PLACES,
        min_lots=max(1, lot.ceil(_atoms(size.minQty))),
        max_lots=lot.floor(_atoms(size.maxQty)),
        max_market_lots=lot.floor(_atoms(size.marketOrderMaxQty)),
        min_notional=_atoms(value.minNotional) if value else 0,
        maker_fee=read_atoms(MAKER_FEE),
        taker_fee=read_atoms(TAKER_FEE),
        max_open_orders=(crowd.maxEntrustNum or 0) if crowd else 0,
        band_up=_atoms(crowd.buyPriceUpRate) if crowd else 0,
        band_down=_atoms(crowd.sellPriceDownRate) if crowd else 0,
        state=STATES[row.status],
        max_leverage=_leverage(row.riskLimits),
    )


def _atoms(text: str) -> int:
    return read_atoms(text) if text else 0


def _lot(multiplier: str, step: str) -> tuple[Grid, Grid]:
    """Row 51: parts of a contract are cut off, so a step that is finer than one counts for nothing."""
    one, least = Grid.of(multiplier), Grid.of(step)
    if least.atoms <= one.atoms:
        return one, Grid(0)
    return least, Grid(0, one.count(least.atoms))


def _leverage(ladder: list[RiskLimitRow]) -> int:
    """Row 51: the lowest margin of all."""
    margins = [read_atoms(each.initialMargin) for each in ladder]
    least = min(margins, default=ONE)
    if not 0 < least <= ONE:
        raise BadMessage("a margin that is no part of the value")
    return int(ONE * ONE // least // ONE)


def read_ladder(row: ContractRow) -> Tiers:
    """Row 51: sizes are taken for money, as others take them; nothing is forbidden because of them."""
    rows: list[TierReport] = []
    below = 0
    for level, rung in enumerate(row.riskLimits, 1):
        most = read_atoms(rung.quantity)
        rows.append(TierReport(level, below, most, _leverage([rung]), read_atoms(rung.maintMargin)))
        below = most
    return Tiers(row.symbol, tuple(rows) or (TierReport(1, 0, 0, _leverage([]), 0),))


def _rungs(market: Market, ladder: Tiers | None) -> list[RiskLimitRow]:
    """Without a ladder there is one rung."""
    if ladder is None:
        steps = [(ANY_SIZE, market.max_leverage, ONE // market.max_leverage // 2)]
    else:
        steps = [(write_atoms(tier.notional_max), tier.leverage_max, tier.maintenance) for tier in ladder.rows]
    return [
        RiskLimitRow(
            str(FIRST_RUNG + n),
            size,
            write_atoms(round_atoms(ONE // most, MARGIN_PLACES)),
            write_atoms(round_atoms(maintenance, MARGIN_PLACES)),
        )
        for n, (size, most, maintenance) in enumerate(steps)
    ]


def write_contract(market: Market, ladder: Tiers | None = None) -> ContractRow:
    lot = market.lot
    contract = market.sized
    return ContractRow(
        filters=_filters(market),
        symbol=market.symbol,
        symbolName=market.symbol,
        status="TRADING" if market.state is MarketState.OPEN else "HALT",
        baseAsset=market.symbol,
        baseAssetPrecision=lot.write(1),
        quoteAsset=market.quote,
        quoteAssetPrecision=market.tick.write(1),
        index=market.quote,
        marginToken=market.settle,
        marginPrecision="0.0001",
        contractMultiplier=write_atoms(lot.atoms * ONE // contract.atoms),
        underlying=market.base,
        riskLimits=_rungs(market, ladder),
    )


def _filters(market: Market) -> list[FilterRow]:
    lot, tick = market.lot, market.tick.write(1)
    up, down = write_atoms(market.band_up), write_atoms(market.band_down)
    return [
        FilterRow("PRICE_FILTER", tickSize=tick, minPrice=tick, maxPrice=ANY_SIZE),
        FilterRow(
            "LOT_SIZE",
            stepSize=lot.write(1),
            minQty=lot.write(market.min_lots),
            maxQty=lot.write(market.max_lots) if market.max_lots else "0",
            marketOrderMinQty="0",
            marketOrderMaxQty=lot.write(market.max_market_lots) if market.max_market_lots else "0",
        ),
        FilterRow("MIN_NOTIONAL", minNotional=write_atoms(market.min_notional)),
        FilterRow(
            "LIMIT_TRADING", buyPriceUpRate=up, sellPriceDownRate=down, maxEntrustNum=market.max_open_orders or None
        ),
    ]


def write_house(listing: Listing, now_ms: int) -> object:
    """Rows 2 and 51: spot pairs and contracts in one answer, a list for each."""
    ladders = {ladder.symbol: ladder for ladder in listing.tiers}
    told = [each for each in listing.markets if each.kind is not MarketKind.SPOT]
    contracts = [write_contract(each, ladders.get(each.symbol)) for each in told]
    return write_listing(listing.markets, listing.coins, now_ms, contracts)
