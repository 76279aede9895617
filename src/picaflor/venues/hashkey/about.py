"""What people want to know of HashKey Global: its pages, how keys are made, and what no table can say."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hashkey.codes import OUTCOMES
from picaflor.venues.hashkey.evidence import EVIDENCE
from picaflor.wire.about import About, Chapter

_UNKNOWN: Final = ", ".join(sorted(code for code, (kind, _) in OUTCOMES.items() if kind is None))

_OUTCOMES: Final = f"""
| answer | outcome |
|---|---|
| HTTP 200, the order under this very client id | accepted |
| a code that the table of codes lists as refused, HTTP below 500 | refused: nothing was done |
| HTTP 429 or 418 | refused: nothing was done; ask again later |
| {_UNKNOWN} | unknown |
| a code that is in no table | unknown |
| HTTP 5xx whatever the body, or a body that cannot be read | unknown |
| another order, no order, or the same key twice | unknown |
"""

_DIFFERENCES: Final = """
- Signatures count in small letters only, and windows may be as long as a minute, which other clients send.
- The private socket asks `ping` every 30 s and is closed when its listen key is over, or when nothing was heard for a
  minute; every demand for a key makes another one.
- Books are told when they change, at one pace for all channels; one that is told by its changes is not cut off at a hundred
  levels a side, and merged ones are not to be had by request.
- Of a bar nobody counts the trades, and what their takers bought: both are told as 0.
- The second public socket tells books and tickers at once on subscription, and at the pace of the first; the connector
  uses the first, which other clients use, too.
- Of contracts, open profit stands in the balance, and the sizes of the ladder of leverage are money.
- There is no account for custody: what comes from outside is there at once, and is told as a transfer. What a trade cost
  stands in the line of the trade. Nobody asks for transfers, and coins without a market are not listed.
"""

_KEYS: Final = """
Nobody logs in on the private socket: a listen key stands in its path (row 17, card S8). It is asked for with a signed
request, is good for an hour, and is kept for another hour by a request every half hour. Where it is not kept, or the venue
hangs up because it is over, a new one is asked for and the socket is opened again; orders, fills and balances are then read
by request, so that nothing which happened in between is lost. The key is as good as a password for what an account does:
logs, journals and recordings have a name in its place. The soak ends all keys once a minute before their time.
"""

_OPEN: Final = """
How the two queries a second are counted (row 40); whether `toId` is included (row 16: taken for excluded, and a trade that
comes twice counts once); whether a client id may come again; whether a private socket that does not answer the venue's own
`ping`, as this connector does, is closed: the pages say both, and a client that is widely used does not answer. What a
request for the take-profit and stop-loss of a position is answered, and where those are listed: stops that close do the
same here. Whether this house tells changes of merged books, as a sister site does: whole books are heard. In what the
sizes of the ladder of leverage are counted (row 51), and how many ids one cancel of contracts may name (row 69).
"""

ABOUT: Final = About(
    website="https://global.hashkey.com",
    coinmarketcap="https://coinmarketcap.com/exchanges/hashkey-global/",
    coingecko="https://www.coingecko.com/en/exchanges/hashkey-global",
    api_docs="https://hashkeyglobal-apidoc.readme.io/reference/introduction",
    fees="https://support.global.hashkey.com/hc/en-us/articles/13199900083612-HashKey-Global-Fee-Structure",
    make_keys=(
        "Log in at <https://global.hashkey.com> and open API Management from the account icon.",
        "Choose Create API and name the key.",
        "Allow it to read and to trade; nothing here withdraws. Restrict it to your address.",
        "Confirm, and copy the API key and the secret. The testnet is another account with keys of its own.",
    ),
    evidence=EVIDENCE,
    chapters=(
        Chapter("What an answer to an order means", _OUTCOMES),
        Chapter("The key of the private socket", _KEYS),
        Chapter("Where the emulated venue differs from the real one", _DIFFERENCES),
        Chapter("Not known", _OPEN),
    ),
)
