"""What people want to know of AltMarkets, and of any house that runs Peatio."""

from __future__ import annotations

from typing import Final

from picaflor.venues.peatio.codes import OUTCOMES
from picaflor.venues.peatio.evidence import EVIDENCE
from picaflor.wire.about import About, Chapter

_UNKNOWN: Final = ", ".join(sorted(code for code, (kind, _) in OUTCOMES.items() if kind is None))

_OUTCOMES: Final = f"""
| answer | outcome |
|---|---|
| 201 and the order, under this client id or under none, on this market and side | accepted |
| a code that the table of codes lists as refused, HTTP 400 to 499 | refused: nothing was done |
| 429 or 403, whatever the body | refused: nothing was let through |
| {_UNKNOWN} | unknown |
| a code that is in no table | unknown |
| HTTP 5xx whatever the body, a code under HTTP 2xx | unknown: the order may have been made all the same |
| a body that cannot be read | unknown |
| another order, no order, or the same key twice | unknown |

Of several codes the first one counts.
"""

_OTHERS: Final = """
Any house that runs Peatio is a row of your own, from the configuration alone:

```toml
[venues.myhouse]
tongue = "peatio"
rest = "https://api.myhouse.example/api/v2/peatio"
ws = "wss://api.myhouse.example/api/v2/ranger"
```

If the house runs an older or newer version than you say, that shows in its books alone: a stream that is heard and says
nothing for ten seconds gives way to the other one. Say `book` and the ten seconds are saved.

`rest` is what stands before `/public` and `/market`, `ws` what stands before `/public` and `/private`. More
keys, all with
defaults: `name`; `version` (2 or 3); `book` ("ob-inc", or "update" for servers up to 2.3); `post_only` (whether
the server takes
`ord_type` post_only); `maker_fee`, `taker_fee` (in percent); `calls` (requests that it takes in twelve
seconds). It then has
all that the
other rows have: markets, bots, paper, candles, `picaflor emulate myhouse`.

A house whose server forgets client ids can be traded on, but an order whose answer was lost cannot be told from
a stranger's.
"""

_DIFFERENCES: Final = """
- Orders and cancels are under way for twenty milliseconds, always.
- Tickers and bars are told when something changed, whole books (`update`, of edition 2.3 alone) ten times a second.
- Snapshots are made when they are asked for, never cached: no changes follow one at once.
- Uuids are made of the order's number. Deposits, withdrawals, wallets,
  filters by coin or type of order, and Barong's own endpoints are not there.
- The table of fees has a row for each market, without dates, and one group: "any".
- All markets come in one page.
- `picaflor emulate ID --edition 3` runs the newer software in the record's place, `2.3` the older: their books,
  names of fields, spellings and codes, as far as anything here reads them.
"""

_OPEN: Final = """
Which version AltMarkets ran; length and letters of `client_id`, and whether `order` told it; its true rates;
whether Ranger or
Rango served its streams in the end; what its wall let through. Least and greatest prices of a market are not
kept: the venue
refuses what breaks them.
"""

ABOUT: Final = About(
    website="https://v2.altmarkets.io/",
    coinmarketcap="https://coinmarketcap.com/exchanges/altmarkets/",
    coingecko="https://www.coingecko.com/en/exchanges/altmarkets",
    api_docs="https://app.swaggerhub.com/apis-docs/Altmarkets/PublicApi/2.3.12",
    fees="https://v2.altmarkets.io/fees",
    make_keys=(
        "AltMarkets is closed: there is nothing to log in to. Of another house of this kind:",
        "Switch on the second factor of your account: without it keys do not work.",
        "Open the page of API keys in your profile and create one. The secret is shown once.",
        "Copy the key (kid) and the secret. Such keys have no permissions of their own: they may do what you may do.",
    ),
    evidence=EVIDENCE,
    chapters=(
        Chapter("Another Peatio house", _OTHERS),
        Chapter("What an answer to an order means", _OUTCOMES),
        Chapter("Where the emulated venue differs from the real one", _DIFFERENCES),
        Chapter("Not known", _OPEN),
    ),
)
