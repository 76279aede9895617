"""Codes of Peatio's own list that name a parameter of a question or of money's ways in and out, and their sentences.

The platform spells them `area.thing.wrong_parameter`; the sentence follows from the last part. Exactly those of the list
are here: a code that nobody wrote down proves nothing.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.refusals import Refusal

Outcome = tuple[Refusal | None, str]
_LISTED: Final = """
account.balance.missing_currency
account.deposit.missing_currency invalid_state non_integer_limit invalid_limit non_positive_page empty_txid
account.withdraw.missing_txid non_integer_limit invalid_limit non_positive_page non_integer_otp empty_otp missing_otp
account.withdraw.missing_rid missing_amount missing_currency empty_rid non_decimal_amount non_positive_amount
account.withdraw.invalid_amount invalid_otp too_long_note
account.deposit_address.invalid_address_format
market.trade.empty_page non_integer_timestamp empty_timestamp non_integer_time_from empty_time_from non_integer_time_to
market.trade.empty_time_to_ empty_time_to non_integer_limit invalid_limit invalid_order_by invalid_type
public.currency.invalid_type missing_id
public.market.missing_market
public.order_book.non_integer_ask_limit invalid_ask_limit non_integer_bid_limit invalid_bid_limit
public.trade.invalid_limit non_integer_limit non_positive_page non_integer_page non_integer_timestamp invalid_order_by
public.market_depth.non_integer_limit invalid_limit
public.k_line.non_integer_period invalid_period non_integer_time_from empty_time_from non_integer_time_to empty_time_to
public.k_line.non_integer_limit invalid_limit
"""
_WRONG: Final = {
    "missing": "is missing",
    "empty": "is empty",
    "invalid": "is none that the venue knows",
    "non_integer": "is no whole number",
    "non_decimal": "is no number",
    "non_positive": "is not above zero",
    "too_long": "is too long",
}
_PARTS: Final = {
    "address_format": "format of the address",
    "amount": "amount",
    "ask_limit": "number of sells",
    "bid_limit": "number of buys",
    "currency": "coin",
    "id": "coin",
    "limit": "length of the page",
    "market": "market",
    "note": "note",
    "order_by": "order of the list",
    "otp": "one-time password",
    "page": "number of the page",
    "period": "length of the bars",
    "rid": "address to send to",
    "state": "state filter",
    "time_from": "first time",
    "time_to": "last time",
    "time_to_": "last time",
    "timestamp": "time",
    "txid": "transaction",
    "type": "kind",
}


def _outcomes() -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for line in _LISTED.split("\n"):
        area, _, words = line.rpartition(".")
        for word in words.split():
            wrong = next(each for each in _WRONG if word.startswith(f"{each}_"))
            part = _PARTS[word.removeprefix(f"{wrong}_")]
            found[f"{area}.{word}"] = (Refusal.RULE, f"The {part} {_WRONG[wrong]}.")
    return found


# Row 23.
PARAMETERS: Final = _outcomes()
# Money's ways in and out, which nobody here asks for: told, should a proxy of the house mix them up.
MONEY: Final[dict[str, Outcome]] = {
    "account.currency.doesnt_exist": (Refusal.SYMBOL, "There is no such coin."),
    "account.deposit.not_permitted": (Refusal.AUTH, "This account may not deposit yet."),
    "account.deposit_address.doesnt_support_cash_address_format": (Refusal.RULE, "The coin has no such addresses."),
    "account.withdraw.not_permitted": (Refusal.AUTH, "This account may not withdraw yet."),
    "account.withdraw.disabled_api": (Refusal.AUTH, "The venue takes no withdrawals this way."),
    "account.withdraw.insufficient_balance": (Refusal.FUNDS, "Not enough free balance."),
    "account.withdraw.create_error": (
        None,
        "The venue stumbled over the withdrawal: nobody knows whether it is there.",
    ),
    "public.currency.doesnt_exist": (Refusal.SYMBOL, "There is no such coin."),
}
