"""What people want to know of BitMart: its pages, how keys are made, its end, and what no table can say."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitmart.evidence import EVIDENCE
from picaflor.venues.bitmart.outcomes import OUTCOMES
from picaflor.wire.about import About, Chapter

_UNKNOWN: Final = ", ".join(code for code, (kind, _) in OUTCOMES.items() if kind is None)

_END: Final = """
On 2026-07-26 the venue announced its end (article 53544595916059 of its support pages): registrations, deposits and new
orders of the spot market stopped that day, all trading ended on 2026-08-26, and the platform goes off on 2027-01-31.
Nothing can be earned here with live keys any more. Paper trading and the emulator work as for any other venue.
"""

_OUTCOMES: Final = f"""
| answer | outcome |
|---|---|
| code 1000, a message that says OK or success, and an id | accepted |
| a code that the table of codes lists as refused, HTTP below 500 | refused: nothing was done |
| 429 or 418, by status or by code | refused: nothing was done; ask again later |
| {_UNKNOWN} | unknown |
| a code that is in no table | unknown |
| HTTP 5xx whatever the body, or a body that cannot be read | unknown |
| no id, or the same key twice | unknown |
"""

_DIFFERENCES: Final = """
- Numbers are written without trailing zeros, and `trace` is the time in hexadecimal.
- Pushed trades of the public have a further key `m`: ccxt falls over its absence. Order pushes have both `state` and
  `order_state`.
- Unknown symbols of market data are refused as those of orders are (50001, HTTP 400), where the venue says 70002.
- Orders that were cancelled without a fill do not vanish after twenty minutes; an order is found right after it was made.
- A post-only order that would take is cancelled by the system at once, as the page says; it is never refused with 50034.
- `stpMode`, margin, transfers, deposits, withdrawals and trigger orders of the spot market are not taken.
- Of the futures, attached orders, transfers and the demo's `claim` are not taken; `position-risk` is
  not there.
- The order that came of a plan is called `PLAN_` and a number that is not the plan's; a plan that came to nothing looks as
  if it had been cancelled.
- The futures do not tell apart what orders tie and what positions do (`frozen_balance` has both), and all paces of their
  sockets are one. A trade that is pushed has its fee negated, as the only sample has it.
- Contracts that the house does not list any more stay in the list as `Delisted`, and are halted.
- The headers about limits have no `X-BM-RateLimit-Mode`, and windows are those of the calendar.
- `bookTicker` tells all that the ticker tells.
- Coins have one network of their own name.
"""

_OPEN: Final = """
Whether a bound of candles counts as within (we ask a second beside it); by which time lists of orders are cut (row 15);
where weeks and months begin; which size a market buy shows in queries; whether a batch is taken in part, and in which
order it names its numbers (row 19). Of the futures: why an order ended (rows 63 and 72), and what waited for a price (row
100); whether what is available counts what positions have lost (row 67); how many trades are told at once (row 65).
"""

ABOUT: Final = About(
    website="https://www.bitmart.com/",
    coinmarketcap="https://coinmarketcap.com/exchanges/bitmart/",
    coingecko="https://www.coingecko.com/en/exchanges/bitmart",
    api_docs="https://developer-pro.bitmart.com/",
    fees="https://www.bitmart.com/fee/en",
    make_keys=(
        "Keys cannot be made any more: registrations ended on 2026-07-26.",
        "A key that you have consists of three parts: the access key, the secret key, and the memo that you chose when you "
        "made it. Orders are signed with all three.",
        "It must be allowed to read and to trade on spot, or on futures. Do not allow withdrawals: nothing here makes any.",
    ),
    evidence=EVIDENCE,
    chapters=(
        Chapter("Its end", _END),
        Chapter("What an answer to an order means", _OUTCOMES),
        Chapter("Where the emulated venue differs from the real one", _DIFFERENCES),
        Chapter("Not known", _OPEN),
    ),
)
