"""The contracts' row as it speaks of each family of contracts: BTC-USDT, BTC-USDC and BTC-USD are three of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from picaflor.venues.bitget.mix_rest import Contracts
from picaflor.venues.bitget.mix_words import COIN_PRODUCT, PRODUCT, USDC_PRODUCT
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.venues.bitget.uta_calls import CONTRACTS
from picaflor.venues.bitget.uta_mix_rest import UnifiedContracts
from picaflor.venues.bitget.uta_stream import UnifiedStream
from picaflor.wire.venue import Venue

# Row 155: the quote coin of the pairs → the family, and how its contracts are called.
FAMILIES: Final = {"USDC": (USDC_PRODUCT, "{base}PERP"), "USD": (COIN_PRODUCT, "{base}USD")}


def with_families(classic: Venue, unified: Venue) -> Venue:
    """The row as accounts of both kinds speak it, each with all of its families."""
    by_quote = {quote: (family_of(classic, quote), family_of(unified, quote)) for quote in FAMILIES}
    whole = replace(unified, families={quote: theirs for quote, (_, theirs) in by_quote.items()})
    families = {quote: replace(ours, account_kinds={UNIFIED: theirs}) for quote, (ours, theirs) in by_quote.items()}
    return replace(classic, families=families, account_kinds={UNIFIED: whole})


def family_of(record: Venue, quote: str) -> Venue:
    product, shape = FAMILIES[quote]
    code, words = record.refusals["no such topic"]
    refusals = {**record.refusals, "no such topic": (code, words.replace(PRODUCT, product))}
    unified = record.account_kind == UNIFIED
    return replace(
        record,
        family=quote,
        product=product,
        symbol_shape=shape,
        rest=UnifiedContracts(product) if unified else Contracts(product),
        stream=UnifiedStream(product) if unified else record.stream,
        calls=CONTRACTS[product] if unified else None,
        refusals=refusals,
        features=record.features | ({"inverse"} if product == COIN_PRODUCT else set()),
    )
