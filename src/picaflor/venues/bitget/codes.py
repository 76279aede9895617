"""The outcome table: what each of Bitget's codes means for what we do next. Data, and the three lines that read it.

Codes were reorganised in October 2025; old siblings are kept, texts are never matched. `None` marks an outcome that
nobody knows: on an order or a cancel such an answer proves nothing, and neither does a code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import Ask, Cancel, CancelAll, Place, Refusal, Refused, Unclear

R = Refusal
TRADING: Final = (Place, Cancel, CancelAll)
SUCCESS: Final = "00000"

OUTCOMES: Final[dict[str, tuple[Refusal | None, str]]] = {
    "429": (R.RATE, "Too many requests: the limit of this endpoint is used up for this second."),
    "30006": (R.RATE, "Too many requests on this socket."),
    "30007": (R.RATE, "Over the limit of this socket; the venue hangs up."),
    # key, signature, permission
    "40001": (R.AUTH, "The request carried no API key."),
    "40002": (R.AUTH, "The request carried no secret key."),
    "40003": (R.AUTH, "The request carried no signature."),
    "40006": (R.AUTH, "The API key is missing or not valid."),
    "40009": (R.AUTH, "The signature is wrong: most often the secret belongs to another key."),
    "40011": (R.AUTH, "The request carried no passphrase."),
    "40012": (R.AUTH, "The API key and the passphrase do not belong together."),
    "40014": (R.AUTH, "The key lacks a permission: allow spot trading for it."),
    "40018": (R.AUTH, "This address is not on the key's list of addresses."),
    "40036": (R.AUTH, "The passphrase is wrong."),
    "40037": (R.AUTH, "There is no such API key."),
    "40038": (R.AUTH, "This address is not on the key's list of addresses."),
    "40084": (R.AUTH, "This is a classic account, and the request was for the unified API."),
    "40085": (R.AUTH, "This is a unified account: the classic API is closed to it."),
    "40099": (R.AUTH, "A demo key on the live exchange, or a live key on the demo one."),
    "30011": (R.AUTH, "The API key is not valid."),
    "30012": (R.AUTH, "The passphrase is wrong."),
    "30015": (R.AUTH, "The signature is wrong."),
    "30005": (R.AUTH, "The login was refused."),
    "30004": (R.AUTH, "This channel needs a login first."),
    "40000": (R.AUTH, "The venue restricts this account or this place."),
    "40035": (R.AUTH, "The account is not verified."),
    "40100": (R.AUTH, "The venue restricts this account or this place."),
    "40101": (R.AUTH, "The account is not verified."),
    "40103": (R.AUTH, "The venue is not offered at this address."),
    "40104": (R.AUTH, "The venue restricts this account or this place."),
    "40111": (R.AUTH, "The venue restricts this account or this place."),
    "40081": (R.RULE, "Not offered in demo trading."),
    "40105": (R.RULE, "Not offered in demo trading."),
    "40110": (R.RULE, "Not offered in demo trading."),
    # clock
    "40004": (R.CLOCK, "The request's time is too far from the venue's."),
    "40005": (R.CLOCK, "The request's time cannot be read."),
    "40008": (R.CLOCK, "The request's time is more than 30 s from the venue's."),
    "40078": (R.CLOCK, "The request came outside its own window."),
    "40079": (R.CLOCK, "The request's window cannot be read."),
    "30013": (R.CLOCK, "The login's time cannot be read."),
    "30014": (R.CLOCK, "The login's time is more than 30 s from the venue's."),
    # symbol
    "40034": (R.SYMBOL, "There is no such symbol or parameter."),
    "40102": (R.SYMBOL, "There is no such symbol."),
    "40309": (R.SYMBOL, "The symbol has been removed."),
    "40308": (R.SYMBOL, "The symbol is under maintenance."),
    "40844": (R.SYMBOL, "The symbol is under maintenance."),
    "40845": (R.SYMBOL, "The symbol is under maintenance."),
    "43115": (R.SYMBOL, "Trading of this symbol is not open."),
    "43119": (R.SYMBOL, "Trading of this symbol is not open."),
    "43120": (R.SYMBOL, "Trading of this symbol is not open."),
    "22004": (R.SYMBOL, "This symbol is not traded over the API."),
    "45107": (R.SYMBOL, "This symbol is not traded over the API."),
    "45108": (R.SYMBOL, "This symbol is not traded over the API."),
    "30001": (R.SYMBOL, "There is no such channel or symbol."),
    # the order
    "43012": (R.FUNDS, "Not enough free balance."),
    "40762": (R.FUNDS, "The order is worth more than the balance."),
    "45002": (R.FUNDS, "Not enough free balance."),
    "43001": (R.NOT_FOUND, "There is no such order."),
    "43004": (R.NOT_FOUND, "There is no order to cancel."),
    "40109": (R.NOT_FOUND, "There is no such order."),
    "40768": (R.NOT_FOUND, "There is no such order."),
    "31007": (R.NOT_FOUND, "There is no such order."),
    "45057": (R.NOT_FOUND, "There is no such order."),
    "43033": (R.NOT_FOUND, "There is no such order."),
    "22001": (R.NOT_FOUND, "There is nothing to cancel."),
    "22002": (R.NOT_FOUND, "There is nothing to close."),
    "45031": (R.CLOSED, "The order is final already."),
    "45055": (R.CLOSED, "The order is final already."),
    "50062": (R.CLOSED, "The order is final already."),
    "45129": (R.CLOSED, "A cancel of this order was taken less than a second ago."),
    "43118": (R.DUPLICATE, "An open order has this client id already."),
    "40786": (R.DUPLICATE, "An open order has this client id already."),
    "40708": (R.DUPLICATE, "An open order has this client id already."),
    "45034": (R.DUPLICATE, "An open order has this client id already."),
    "50060": (R.DUPLICATE, "An open order has this client id already."),
    "40304": (R.RULE, "The client id is longer than 50 characters."),
    "40305": (R.RULE, "The client id is longer than 64 characters or holds odd ones."),
    "45110": (R.RULE, "The order is worth less than the minimum."),
    "43027": (R.RULE, "The order is worth less than the minimum."),
    "43010": (R.RULE, "The order is worth less than the minimum."),
    "22034": (R.RULE, "The order is worth less than the minimum."),
    "43006": (R.RULE, "The order is smaller than the minimum."),
    "43007": (R.RULE, "The order is larger than the maximum."),
    "43038": (R.RULE, "The order is larger than the maximum."),
    "45111": (R.RULE, "The order is smaller than the minimum."),
    "45112": (R.RULE, "The order is larger than the maximum."),
    "22038": (R.RULE, "The size is not a multiple of the lot."),
    "45115": (R.RULE, "The price is not a multiple of the tick."),
    "43028": (R.RULE, "The price is not a multiple of the tick."),
    "45035": (R.RULE, "The price is not a multiple of the tick."),
    "43008": (R.RULE, "The price is below the venue's band."),
    "43009": (R.RULE, "The price is above the venue's band."),
    "22046": (R.RULE, "The price is outside the venue's band."),
    "22047": (R.RULE, "The price is outside the venue's band."),
    "40815": (R.RULE, "The price is outside the venue's band."),
    "40816": (R.RULE, "The price is outside the venue's band."),
    "43039": (R.RULE, "The price is outside the venue's band."),
    "43040": (R.RULE, "The price is outside the venue's band."),
    "43005": (R.RULE, "There are too many open orders."),
    "43128": (R.RULE, "There are too many open orders on this symbol."),
    "40723": (R.RULE, "There are too many open orders."),
    "40761": (R.RULE, "There are too many open orders."),
    "40306": (R.RULE, "The batch is longer than 20 orders."),
    "40912": (R.RULE, "The batch is longer than 50 cancels."),
    # parameters
    "40017": (R.RULE, "A parameter did not pass the venue's checks."),
    "400172": (R.RULE, "A parameter did not pass the venue's checks."),
    "40019": (R.RULE, "A parameter is empty."),
    "40020": (R.RULE, "A parameter is wrong."),
    "43011": (R.RULE, "A parameter is wrong."),
    "43111": (R.RULE, "A parameter is wrong."),
    "00171": (R.RULE, "A parameter did not pass the venue's checks."),
    "00172": (R.RULE, "A parameter did not pass the venue's checks."),
    "30002": (R.RULE, "The frame asks for something illegal."),
    "30003": (R.RULE, "The frame names an operation that does not exist."),
    "30016": (R.RULE, "The frame carries a wrong parameter."),
    "30032": (R.OTHER, "The first version of the API is closed."),
    "40404": (R.OTHER, "There is no such endpoint."),
    # trouble at the venue: nobody knows what became of an order
    "40010": (None, "The venue's own call timed out."),
    "40015": (None, "The venue is in an abnormal state."),
    "40200": (None, "The venue is being upgraded."),
    "40725": (None, "The venue answered with an error of its own."),
    "40808": (None, "The venue's checks failed; during releases this says nothing about the order."),
    "45001": (None, "The venue answered with an error that it does not name."),
}

# Rules of an emulated house (see sim/venue/house_rules) in this venue's codes and words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "symbol": ("40034", "Parameter symbol does not exist"),
    "halted": ("43115", "The current trading pair is not open"),
    "client id": ("40305", "client_oid length is not greater than 64, and cannot be Martian characters"),
    "duplicate": ("43118", "clientOrderId duplicate"),
    "tick": ("45115", "The price you enter should be a multiple of the price step"),
    "lot": ("40020", "Parameter size error"),
    "minimum size": ("43006", "The minimum order quantity is not met"),
    "maximum size": ("43007", "The maximum order quantity is exceeded"),
    "minimum notional": ("45110", "less than the minimum amount 1 USDT"),
    "band above": ("43009", "The order price is higher than the price limit"),
    "band below": ("43008", "The order price is lower than the price limit"),
    "open orders": ("43005", "Exceed the maximum number of orders"),
    "parameter": ("40017", "Parameter verification failed"),
    "funds": ("43012", "Insufficient balance"),
    "not found": ("43001", "The order does not exist"),
    "closed": ("45031", "The order is finalized"),
    "rate": ("429", "Too Many Requests"),
    "unavailable": ("40200", "Server upgrade, please try again later"),
    "login first": ("30004", "User needs to log in"),
    "no such topic": ("30001", "instType:SPOT,channel:{channel},instId:{symbol} doesn't exist"),
}

KNOWN: Final = {code: sentence for code, (_, sentence) in OUTCOMES.items()}


def refuse(code: str, words: str) -> Refused:
    """A refusal as the emulated venue makes it; its kind is what a reader will make of the code."""
    return Refused(code, words, OUTCOMES[code][0] or R.OTHER)


def judge(ask: Ask, status: int, code: str, words: str, retry_after_ns: int = 0) -> Refused | Unclear:
    """Row 23: endpoint × status × code."""
    if status == 429 or code == "429":
        return Refused("429", words, R.RATE, retry_after_ns)
    kind, sentence = OUTCOMES.get(code, (None, "a code that is in no table"))
    if status >= 500 or (kind is None and isinstance(ask, TRADING)):
        return Unclear(f"HTTP {status}: {words or sentence}"[:300], code)
    return Refused(code, words, kind or R.OTHER)
