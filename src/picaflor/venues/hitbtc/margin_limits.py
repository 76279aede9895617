"""What HitBTC's margin allows and promises where it is not what contracts do, and what people should know. Data only."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc.futures_limits import FEATURES as FUTURES_FEATURES

FEATURES: Final = FUTURES_FEATURES | {"leverage_fixed", "unfunded", "unmarked"}

NOTES: Final = (
    "Spot pairs that say so in the listing, traded on margin: one net position of each, in the spot market's own books.",
    "Each pair has an isolated account, which is opened out of the spot purse: by a bot with the money that "
    "`isolated_margin` says, by hand with `picaflor margin`.",
    "Leverage is not set: an account's is the highest that the listing tells of the pair (inferred), and how much of it is "
    "used is a matter of the money in it.",
    "No mark price is told of margin. The last price stands for it, here and in the emulated house: inferred.",
    "What a loan costs is told nowhere: neither rate nor hour of its interest is known, and balances show it. The emulated "
    "house takes none.",
    "Crossed margin stands in the venue's tree, and in practice nobody has seen it: it is not used.",
    "Over the socket margin orders are not cancelled all at once (a stranger says so): that goes over REST.",
    "The venue has no clock to ask: its time is read from the date of a refusal.",
)
