"""What people want to know of Bitget: its pages, how keys are made, and what no table can say."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget.evidence import EVIDENCE
from picaflor.venues.bitget.outcomes import OUTCOMES
from picaflor.wire.about import About, Chapter

_UNKNOWN: Final = ", ".join(sorted(code for code, (kind, _) in OUTCOMES.items() if kind is None))

_OUTCOMES: Final = f"""
| answer | outcome |
|---|---|
| success with the id of this very order | accepted |
| a code that the table of codes lists as refused, HTTP below 500 | refused: nothing was done |
| 429, by status or by code | refused: nothing was done; ask again later |
| {_UNKNOWN} | unknown |
| a code that is in no table | unknown |
| HTTP 5xx whatever the body, or a body that cannot be read | unknown |
| success that names another order, no order, or the same key twice | unknown |

The venue's pages call 40010, 40725 and 45001 unknown; the others are ours, out of caution. To a mere question an unlisted
code is a no.
"""

_REASONS: Final = """
What ended an order (row 33), as the venue's pages list it: normal_cancel, fok_not_full_cancel, ioc_not_full_cancel,
post_only_fill_cancel, self_trade_cancel, stp_cancel, trade_count_too_small, trade_too_many_times_cancel,
trade_max_deal_size_cancel, slippage_cancel, limit_price_exceed_cancel, burst_cancel, adl_cancel, penetrate_cancel,
delegated_risk_order_cancel, delivery_order_cancel, modify_limit_order, tpsl_plan_cancel, back_contract_cancel,
trader_order_cancel, call_auction_cancel.
"""

_MARGIN: Final = """
The venue publishes no formula; this is inferred from the fields that it shows and from what other clients compute. What a
position is worth is its size at the mark price. It needs that worth over its leverage to be opened, and the maintenance
rate of its tier times that worth, and the taker fee of its close, to be kept. An isolated long of linear contracts is
liquidated at (entry − margin / size) / ((1 − m)(1 − t)), a short at (entry + margin / size)(1 − t) / (1 + m), with m the
maintenance rate and t the taker fee. Profit is (exit − entry) × size for a long; for coin-margined contracts, whose size
is in coins too, it is size × (1 − entry / exit) coins. At settlement a long pays size × mark × funding rate; a bill with
a negative amount was paid.
"""

_DIFFERENCES: Final = """
- `userId` is "0", and a fill's `orderType` is always "limit": our reports carry neither.
- `quoteCoin` and `baseCoin` are missing from rows 14 and 16 for the same reason.
- Trades of the archive (row 5) have millisecond times.
- Tickers count from 24 hours ago in `openUtc` and `changeUtc24h` as well; `usdtVolume` is the volume in quote.
- `startTime` and `endTime` are not heeded on lists that our asks do not filter (row 15; `endTime` on 16 and 17).
- Of contracts: what our reports do not carry is empty (`breakEvenPrice`, `marginRatio`, `unrealizedPL` of an account,
  `totalProfits`), a position's `posId` is made of its symbol and side, and of an account's money all names of what is free
  say the same.
- What is attached to an order on a contract waits once that order has ended, for what was filled of it, and watches the
  last price; lists of orders do not show it.
- Of contracts not taken: click-backhand,
  set-auto-margin, union margin, history-position, and the channels equity, positions-history and adl-noti.
- What is attached to an order on spot waits as a plan of its own once that order has ended, for what was bought less what
  the fee took, and of two each waits for itself.
- Of spot not taken: `tpslType` tpsl, batches of several symbols, plan-sub-order, and order entry by websocket of
  classic accounts.
- An order that trails follows the price from the one that reached its trigger; an amended one waits for its trigger anew.
- Of unified accounts: a strategy with a take-profit and a stop-loss at once is not taken; what is attached to an order on
  spot is in no list. A changed order loses its place in the queue, whatever was changed.
- A batch of cancels may mix ids of both kinds. Spot has no mark: a plan that watches it watches the last price.
- The order that a plan becomes has a client id of the house's own. What a failed cancel-replace leaves: an unknown or
  final order, or its own client id again, leaves all as it was; anything else cancels the old order.
"""

_OPEN: Final = """
The code of a precision violation since October 2025; whether a crossing post-only can be refused at once; whether the
`pseq` chain holds on every symbol; the real length of client ids; the sign of fees in the fill channel; what a failed
cancel-replace leaves; whether a bill's amount is before its fee; which client id the order of a plan has. Of contracts:
which side the orders channel names when a hedge is closed (read from the position either way); the sign of `totalFee`, the
funding of a position; the codes for "more than there is to reduce" and "more margin than may be moved".
"""

ABOUT: Final = About(
    website="https://www.bitget.com/",
    coinmarketcap="https://coinmarketcap.com/exchanges/bitget/",
    coingecko="https://www.coingecko.com/en/exchanges/bitget",
    api_docs="https://www.bitget.com/api-doc/common/intro",
    fees="https://www.bitget.com/academy/en/article-details/Fee-Structure-and-Fee-Calculations-on-Bitget",
    make_keys=(
        "Log in at <https://www.bitget.com/> and open the page of API keys, <https://www.bitget.com/account/newapi>.",
        "Choose to create a key. Let the venue generate it (HMAC), or give it the public half of an RSA key of your own.",
        "Name the key, and choose a passphrase of 8 to 32 letters and digits: it is needed with every request, and the "
        "venue does not show it again.",
        "Allow reading and trading, of spot or of futures as you need. Do not allow withdrawals: nothing here makes any.",
        "Name the addresses from which the key may be used, if yours do not change.",
        "Confirm with the codes that the venue sends you.",
        "Copy the API key and the secret. The secret is shown once. An account has at most ten keys.",
    ),
    evidence=EVIDENCE,
    chapters=(
        Chapter("What an answer to an order means", _OUTCOMES),
        Chapter("Why an order ended", _REASONS),
        Chapter("Margin arithmetic", _MARGIN),
        Chapter("Where the emulated venue differs from the real one", _DIFFERENCES),
        Chapter("Not known", _OPEN),
    ),
)
