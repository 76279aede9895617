"""The outcome table: what each of the platform's codes means for what we do next. Data, and the lines that read it.

`None` marks an outcome that nobody knows: on an order or a cancel such an answer proves nothing, and neither does a
code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.venues.peatio.errors import MONEY, PARAMETERS
from picaflor.wire.asks import CHANGING, Ask, Refusal, Refused, Unclear

R = Refusal
_ORDER: Final = "market.order."
_PARTS: Final = {
    "market": "market",
    "side": "side",
    "volume": "size",
    "price": "price",
    "type": "side filter",
    "ord_type": "type",
    "state": "state filter",
    "limit": "length of the page",
    "order_by": "order of the list",
    "page": "number of the page",
    "id": "number",
}


def _parameters() -> dict[str, tuple[Refusal | None, str]]:
    """Row 23: one code for each thing that may be wrong with each parameter of an order or a list."""
    said = {
        "missing": "is missing",
        "non_decimal": "is no number",
        "non_positive": "is not above zero",
        "invalid": "is none that the venue knows",
        "non_integer": "is no whole number",
        "empty": "is empty",
    }
    return {
        f"{_ORDER}{wrong}_{part}": (R.RULE, f"The {word} {words}.")
        for wrong, words in said.items()
        for part, word in _PARTS.items()
    }


OUTCOMES: Final[dict[str, tuple[Refusal | None, str]]] = {
    # the order
    "market.account.insufficient_balance": (R.FUNDS, "Not enough free balance."),
    "market.order.insufficient_market_liquidity": (R.RULE, "The book is too thin to say what this order would cost."),
    "market.order.invalid_volume_or_price": (
        R.RULE,
        "The order breaks a rule of the market: least size, least or greatest price, or too many decimals. The venue has "
        "one code for all of them.",
    ),
    "market.order.create_error": (None, "The venue stumbled over the order: nobody knows whether it is there."),
    "market.order.cancel_error": (None, "The venue stumbled over the cancel: nobody knows whether it was taken."),
    "market.order.market_order_price": (R.RULE, "An order at the market may not name a price."),
    "market.order.invaild_id_or_uuid": (R.RULE, "What was given is neither a number nor a uuid of an order."),
    "market.market.doesnt_exist_or_not_enabled": (R.SYMBOL, "There is no such market, or it is closed."),
    "market.spot_market.doesnt_exist_or_not_enabled": (R.SYMBOL, "There is no such market, or it is closed."),
    "market.market.doesnt_exist": (R.SYMBOL, "There is no such market."),
    "market.spot_market.doesnt_exist": (R.SYMBOL, "There is no such market."),
    "market.trade.not_permitted": (R.AUTH, "This account may not trade yet: the venue wants to know its owner better."),
    "record.not_found": (R.NOT_FOUND, "There is no such order, or the venue does not show it yet."),
    **_parameters(),
    # questions
    "public.market.doesnt_exist": (R.SYMBOL, "There is no such market."),
    **PARAMETERS,
    **MONEY,
    # key, signature, clock
    "authz.invalid_api_key_headers": (R.AUTH, "One of the three headers of the key is empty."),
    "authz.nonce_not_valid_timestamp": (R.CLOCK, "The time in the headers is no number."),
    "authz.nonce_expired": (R.CLOCK, "Our clock and the venue's are more than five seconds apart."),
    "authz.invalid_signature": (R.AUTH, "The signature is wrong: most often the secret belongs to another key."),
    "authz.unexistent_apikey": (R.AUTH, "The venue does not know this key."),
    "authz.apikey_not_active": (R.AUTH, "The key is switched off: switch it on at the venue's pages."),
    "authz.disabled_2fa": (R.AUTH, "Keys work only while the account has its second factor."),
    "authz.invalid_permission": (R.AUTH, "The account may not do that."),
    "authz.permission_denied": (R.AUTH, "The account may not do that."),
    "authz.invalid_session": (R.AUTH, "The request needs a key, and carried none."),
    "authz.missing_csrf_token": (R.AUTH, "The request needs a key, and carried none."),
    "authz.restrict.blacklist": (R.AUTH, "The venue has shut out this address."),
    "authz.restrict.maintenance": (R.UNAVAILABLE, "The venue is under maintenance."),
    "jwt.decode_and_verify": (R.AUTH, "The venue's gate let a request pass without a key."),
    # the stream
    "Could not parse message": (R.RULE, "The frame is no JSON."),
    "Could not parse Type: Invalid event": (R.RULE, "The venue does not know this kind of frame."),
    "No streams provided": (R.RULE, "The frame names no stream."),
    # the server
    "429": (R.RATE, "Too many requests: the venue, or what stands before it, wants fewer."),
    "403": (R.AUTH, "What stands before the venue has refused this address."),
    "404": (R.OTHER, "There is no such endpoint."),
    "server.method_not_allowed": (R.OTHER, "The endpoint does not take this method."),
    "server.method.invalid_message_body": (R.RULE, "The body is no JSON."),
    "server.internal_error": (None, "The venue answered with an error of its own."),
    "503": (None, "What stands before the venue lost its server: an order may have been made all the same."),
}
_FILTER: Final = "market.order.invalid_volume_or_price"
_RULES: Final = {
    "symbol": "market.market.doesnt_exist_or_not_enabled",
    "listed": "market.market.doesnt_exist",
    "halted": "market.market.doesnt_exist_or_not_enabled",
    "client id": "server.method.invalid_message_body",
    "duplicate": "server.method.invalid_message_body",
    **dict.fromkeys(("tick", "lot", "minimum size", "maximum size", "minimum notional"), _FILTER),
    **dict.fromkeys(("band above", "band below", "open orders"), _FILTER),
    "parameter": "market.order.invalid_limit",
    "funds": "market.account.insufficient_balance",
    "not found": "record.not_found",
    "closed": "record.not_found",
    "rate": "429",
    "unavailable": "503",
    "login first": "authz.invalid_session",
    "no such topic": "No streams provided",
}
REFUSALS: Final[dict[str, tuple[str, str]]] = {rule: (code, OUTCOMES[code][1]) for rule, code in _RULES.items()}
NEWER: Final = {
    rule: (code.replace("market.market.", "market.spot_market."), words) for rule, (code, words) in REFUSALS.items()
}  # from version 3 on
# Row 22. Everything else is 422.
STATUSES: Final = {
    **dict.fromkeys((code for code in OUTCOMES if code.startswith("authz.")), 401),
    "authz.invalid_api_key_headers": 422,
    "authz.restrict.maintenance": 471,
    "jwt.decode_and_verify": 401,
    "record.not_found": 404,
    "market.trade.not_permitted": 403,
    "server.method_not_allowed": 405,
    "server.method.invalid_message_body": 400,
    "server.internal_error": 500,
    "429": 429,
    "403": 403,
    "404": 404,
    "503": 503,
}  # fmt: skip
PLAIN: Final = {
    "429": b"",
    "403": b"Forbidden",
    "404": b'{"error":"404 Not Found"}',
    "503": b"upstream connect error or disconnect/reset before headers. reset reason: connection termination",
}


def refuse(code: str) -> Refused:
    """A refusal as the emulated venue makes it; its kind is what a reader will make of the code."""
    kind, sentence = OUTCOMES[code]
    return Refused(code, sentence, kind or R.OTHER)


def judge(ask: Ask, status: int, codes: tuple[str, ...]) -> Refused | Unclear:
    """Row 23: endpoint × status × codes, of which the first counts. With a yes of HTTP it contradicts itself."""
    code, others = codes[0], ", ".join(codes[1:])[:200]
    kind, sentence = OUTCOMES.get(code, (None, ""))
    if status == 429:
        return Refused("429", OUTCOMES["429"][1], R.RATE)
    if status >= 500 or status < 400 or (kind is None and type(ask) in CHANGING):
        return Unclear(f"HTTP {status}, {code[:80]}: {sentence or 'a code that is in no table'}", code)
    words = sentence or f"The venue says {code[:80]}."
    return Refused(code, f"{words} It also says {others}." if others else words, kind or R.OTHER)
