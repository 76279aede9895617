"""What people want to know of HitBTC: its pages, how keys are made, and what no table can say."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc.codes import OUTCOMES
from picaflor.venues.hitbtc.evidence import EVIDENCE
from picaflor.wire.about import About, Chapter

_UNKNOWN: Final = ", ".join(sorted((code for code, (kind, _) in OUTCOMES.items() if kind is None), key=int))

_OUTCOMES: Final = f"""
| answer | outcome |
|---|---|
| the order, under this very client id | accepted |
| a code that the table of codes lists as refused, HTTP below 500 | refused: nothing was done |
| 429, by status or by code | refused: nothing was done; ask again later |
| {_UNKNOWN} | unknown |
| a code that is in no table | unknown |
| HTTP 5xx whatever the body, or a body that cannot be read | unknown |
| another order, no order, or the same key twice | unknown |

20080 is the venue's own word for an order that it did not place in time. To a mere question an unlisted code is a no.
"""

_DIFFERENCES: Final = """
- Numbers are written without trailing zeros, times always with three digits of a second.
- `requestId` is "0-0" and `path` is empty in refusals; a refused path has no `requestId`.
- The answer to a new order names no `trades`; the history of orders holds final ones only, unless one is asked for by
  its client id.
- No interest is charged for anything: nobody says how much it is.
- Numbers off the grid are refused (2012, 2022) whether or not `strict_validate` is said; without it the venue rounds them.
- Orders on margin stand in the spot market's books and trade with all who are there; a margin account is reckoned by the
  last price, and is taken over where half of what a position had to bring is left.
- A replaced order has a number of its own, and is told as one that is cancelled and one that is new; what was filled in
  part is not replaced (20045). Neither does the connector: whose the fills before are, no report would tell.
- What is deposited comes to the spot purse and can be traded with at once; the wallet has what was moved there alone.
  Its socket tells what lies there, on whatever path it was opened, and answers no questions.
- Candles are told from the newest back, whatever `sort` says, and on subscription a hundred of them, whatever `limit` says.
  Batch channels tell one market a frame.
- `limit` of the trades channel is not heeded: history is never told.
"""

_UNTOLD: Final = """
| what | what we do | row | sure |
|---|---|---|---|
| interest on what margin lends: rate, hour, payments | not reckoned; balances show it | 87 | doc, inferred |
| the price that a margin account is reckoned by | the last price of the spot market | 86 | inferred |
| how the leverage of a margin account is set | taken for the highest of the listing, never sent | 82 | inferred |
| crossed margin on spot pairs | not built | 88 | doc |
| `transaction_update` of the wallet socket: its shape | not read; what lies there is | 89 | stranger |
| `futures_set_leverage`: its parameters | not built; leverage is put by request | 60, 88 | doc |
| `futures_account_cross`, `futures_position_cross` | not read; positions are asked for each minute | 88 | doc |
| funding that was paid | not read; balances show it | 70 | inferred |
| the ladder of leverage, maintenance margins | the listing's highest leverage is the only rung | 71, 83 | doc |
"""

_OPEN: Final = """
Whether the demo hosts are alive; whether the history shows active orders when it is asked for one by its number (row 14);
the default depth of a book; whether a notice can come before the answer that it belongs to (taken for possible); HTTP
statuses of codes above 20080.
"""

ABOUT: Final = About(
    website="https://hitbtc.com/",
    coinmarketcap="https://coinmarketcap.com/exchanges/hitbtc/",
    coingecko="https://www.coingecko.com/en/exchanges/hitbtc",
    api_docs="https://api.hitbtc.com/",
    fees="https://hitbtc.com/fee-tier",
    make_keys=(
        "Log in at <https://hitbtc.com/> and open Settings, API keys.",
        "Create a key and confirm it with the codes that the venue sends you.",
        "Allow it to read the order book, history and trading balance, and to place and cancel orders. Do not allow "
        "payments: nothing here makes any.",
        "Copy the API key and the secret key. The demo venue is another account with keys of its own.",
    ),
    evidence=EVIDENCE,
    chapters=(
        Chapter("What an answer to an order means", _OUTCOMES),
        Chapter("Where the emulated venue differs from the real one", _DIFFERENCES),
        Chapter("What the venue does not tell", _UNTOLD),
        Chapter("Not known", _OPEN),
    ),
)
