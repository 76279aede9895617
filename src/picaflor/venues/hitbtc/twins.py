"""Houses that run HitBTC's interface under names of their own: other hosts, the rest is HitBTC's. Untested live.

Row 50: FMFW.io is a class of ccxt's that changes nothing but hosts and fees; CryptoMarket's own libraries speak the same
API v3. Whether either has a demo is not known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from picaflor.venues.hitbtc.about import ABOUT
from picaflor.wire.venue import Credential, Domain, Sure, Venue

UNTESTED: Final = "Untested live: another house that runs HitBTC's interface; all that was tried was tried as HitBTC."


def twin(first: Venue, name: str, shown: str, host: str, website: str, maker_fee: str, taker_fee: str) -> Venue:
    return replace(
        first,
        id=name,
        name=shown,
        twin_of=first.id,
        domains={"live": Domain(host, f"{host}/api/3/ws/public", f"{host}/api/3/ws/trading")},
        credentials=(
            Credential("api_key", f"Enter your {name} API key >>> "),
            Credential("secret", f"Enter your {name} secret key >>> "),
        ),
        maker_fee=maker_fee,
        taker_fee=taker_fee,
        tier="",
        sure=Sure.STRANGER,
        notes=(UNTESTED, *first.notes),
        api_docs=f"https://{host}/",
        about=replace(ABOUT, website=website, coinmarketcap="", coingecko="", fees="", api_docs=f"https://{host}/"),
    )
