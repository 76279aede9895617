"""What each of Bitget's codes means for what we do next, and in a sentence for a person. Data only.

Codes were reorganised in October 2025; old siblings are kept, texts are never matched. `None` marks an outcome that
nobody knows: on an order or a cancel such an answer proves nothing, and neither does a code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import Refusal

R = Refusal

_ROWS: Final[tuple[tuple[Refusal | None, str, str], ...]] = (
    (R.RATE, "429", "Too many requests: the limit of this endpoint is used up for this second."),
    (R.RATE, "30006", "Too many requests on this socket."),
    (R.RATE, "30007", "Over the limit of this socket; the venue hangs up."),
    (R.RATE, "25004", "Too many requests: ask again later."),
    # key, signature, permission
    (R.AUTH, "40001", "The request carried no API key."),
    (R.AUTH, "40002", "The request carried no signature."),
    (R.AUTH, "40003", "The request carried no signature."),
    (R.AUTH, "40006", "The API key is missing or not valid."),
    (R.AUTH, "40009", "The signature is wrong: most often the secret belongs to another key."),
    (R.AUTH, "40011", "The request carried no passphrase."),
    (R.AUTH, "40012", "The API key and the passphrase do not belong together."),
    (R.AUTH, "40013 40710 40760 25006 25007", "The account is in a state that does not let it trade: ask the venue."),
    (R.AUTH, "40014", "The key lacks a permission: allow trading of this kind of market for it."),
    (R.AUTH, "40018 40038", "This address is not on the key's list of addresses."),
    (R.AUTH, "22010", "The key must have a list of addresses before it may do this."),
    (R.AUTH, "40022 40023 40024 40026 40752", "The venue has restricted this account: ask its support."),
    (R.AUTH, "40753 40916", "The venue has closed this account to contracts: ask its support."),
    (R.AUTH, "40036", "The passphrase is wrong."),
    (R.AUTH, "40037", "There is no such API key."),
    (R.AUTH, "40063", "The account has as many API keys as it may have."),
    (R.AUTH, "40061 40068", "A sub-account may not do this."),
    (R.AUTH, "40084", "This is a classic account, and the request was for the unified API."),
    (R.AUTH, "40085", "This is a unified account by now, and the classic API is closed to it: start again."),
    (R.AUTH, "25245", "This is not a unified account."),
    (R.AUTH, "40086", "The hosts for big customers are open to those only whom the venue has let in."),
    (R.AUTH, "40099", "A demo key on the live exchange, or a live key on the demo one."),
    (R.AUTH, "40199", "Lead traders of copy trading may not use the API."),
    (R.AUTH, "40301 25620", "The venue must open this to the account first: ask its support."),
    (R.AUTH, "30011", "The API key is not valid."),
    (R.AUTH, "30012", "The passphrase is wrong."),
    (R.AUTH, "30015", "The signature is wrong."),
    (R.AUTH, "30005", "The login was refused."),
    (R.AUTH, "30004", "This channel needs a login first."),
    (R.AUTH, "40000 40100 40104 40111", "The venue restricts this account or this place."),
    (R.AUTH, "40035 40101", "The account is not verified."),
    (R.AUTH, "40103", "The venue is not offered at this address."),
    (R.RULE, "40081 40105 40110 22030", "Not offered in demo trading."),
    (R.RULE, "22035", "A demo account opens positions too often: wait."),
    # clock
    (R.CLOCK, "40004", "The request's time is too far from the venue's."),
    (R.CLOCK, "40005", "The request's time cannot be read."),
    (R.CLOCK, "40008", "The request's time is more than 30 s from the venue's."),
    (R.CLOCK, "40078", "The request came outside its own window."),
    (R.CLOCK, "40079", "The request's window cannot be read, or is longer than 60 s."),
    (R.CLOCK, "30013", "The login's time cannot be read."),
    (R.CLOCK, "30014", "The login's time is more than 30 s from the venue's."),
    # symbol
    (R.SYMBOL, "40034", "There is no such symbol or parameter."),
    (R.SYMBOL, "40102 25100 40072 42016 40822", "There is no such symbol."),
    (R.SYMBOL, "40309 40845 25104", "The symbol has been removed."),
    (R.SYMBOL, "40308 40844 25102 25106 45043", "The symbol is under maintenance."),
    (R.SYMBOL, "43115 43119 43120 25101 25103 25108", "Trading of this symbol is not open."),
    (R.SYMBOL, "45119 25105", "No position may be opened on this symbol."),
    (R.SYMBOL, "22004 45107 45108 25013", "This symbol is not traded over the API."),
    (R.SYMBOL, "22005", "This symbol takes isolated margin only."),
    (R.SYMBOL, "40716", "This symbol takes isolated margin only."),
    (R.SYMBOL, "40778 45025 43049", "This coin is no margin for this symbol."),
    (R.SYMBOL, "30001", "There is no such channel or symbol."),
    # money
    (R.FUNDS, "43012 45002 25202 43132", "Not enough free balance."),
    (R.FUNDS, "40754 40798 40800 40756 25203 25219", "Not enough free margin."),
    (R.FUNDS, "40762", "The order is worth more than the balance, or than the largest position that it may open."),
    (R.FUNDS, "40893 25228", "The margin does not suffice for this leverage."),
    (R.FUNDS, "40722 40826", "The price moves so fast that the margin for a market order does not suffice."),
    # what an order, a stop or a position is asked for
    (R.NOT_FOUND, "43001 40109 40768 31007 45057 40819 80011 25204", "There is no such order."),
    (R.NOT_FOUND, "43004 22001 31054", "There is no order to cancel."),
    (R.NOT_FOUND, "43020", "There is no such take-profit or stop-loss."),
    (R.NOT_FOUND, "43025", "There is no such trigger order."),
    (R.NOT_FOUND, "43033", "There is no such trailing order."),
    (R.NOT_FOUND, "22002 25227 43043 24056", "There is no position to close."),
    (R.NOT_FOUND, "40837 45068 25601", "There is no position for a take-profit or stop-loss to follow."),
    (R.CLOSED, "45031 45055 50062", "The order is final already."),
    (R.CLOSED, "43021 43026 25597", "The take-profit, stop-loss or trigger order is over already."),
    (R.CLOSED, "45129", "A cancel of this order was taken less than a second ago."),
    (R.CLOSED, "25113", "A cancel of this order is under way."),
    (R.DUPLICATE, "43118 40786 45034 50060 25212", "An open order has this client id already."),
    (R.DUPLICATE, "40708", "An open order has this client id already, or a parameter did not pass."),
    (R.RULE, "45056", "Orders of this type cannot be cancelled."),
    (R.RULE, "40304", "The client id is longer than 50 characters."),
    (R.RULE, "40305", "The client id is longer than 64 characters or holds odd ones."),
    (R.RULE, "45110 43027 43010 43042 43037 22034 25611", "The order is worth less than the minimum."),
    (R.RULE, "43041 45113", "The order is worth more than the maximum."),
    (R.RULE, "43006 45111 45114 25207", "The order is smaller than the minimum."),
    (R.RULE, "43007 43038 45112 25208 25567", "The order is larger than the maximum."),
    (R.RULE, "22038", "The size is not a multiple of the lot."),
    (R.RULE, "25610", "The worth of the order has too many decimals."),
    (R.RULE, "45115 43028 45035 25244", "The price is not a multiple of the tick."),
    (R.RULE, "40706", "The price is wrong."),
    (R.RULE, "43008 25205", "The price is below the venue's band."),
    (R.RULE, "43009 25206", "The price is above the venue's band."),
    (R.RULE, "22046 22047 40748 40815 40816 43039 43040", "The price is outside the venue's band."),
    (R.RULE, "22006 22007 22008 22009", "The price is too far from the price of liquidation."),
    (R.RULE, "40718 40719 40820 40821 25654 25655", "The price of this close is beyond that of bankruptcy."),
    (R.RULE, "43005 40723 40761 45118 25211", "There are too many open orders."),
    (R.RULE, "43128", "There are too many open orders on this symbol."),
    (R.RULE, "40889 40890 43071 25599", "There are too many trigger, take-profit or stop-loss orders on this symbol."),
    (R.RULE, "40306", "The batch is longer than 20 orders."),
    (R.RULE, "40912", "The batch is longer than 50 cancels."),
    (R.RULE, "40721 40824", "Market orders are not taken at the moment."),
    (R.RULE, "22045 25209 70220", "Not enough is offered in the book for this order."),
    (R.RULE, "25210", "The price moves too fast for this order."),
    # amending
    (R.RULE, "40922 25568", "Only an open limit order without fills can be amended."),
    (R.RULE, "40923 25571", "The amendment changes nothing."),
    (R.RULE, "40925 22003", "An amendment needs price, size and a new client id together."),
    (R.RULE, "25569", "The order has been amended as often as it may be."),
    (R.OTHER, "25114 25572", "Amendments of this order are under way: wait for them."),
    (R.OTHER, "25653", "The order has just been changed: ask again."),
    # positions, margin, leverage
    (
        R.RULE,
        "40774 45021 43075 45020 45109 25236 25237",
        "The order is for the other position mode: one-way or hedge.",
    ),
    (R.RULE, "40920 25010 40872", "The position mode cannot change while there are positions or orders."),
    (R.RULE, "45117", "The margin mode cannot change while there are positions or orders."),
    (R.RULE, "40730 45097", "The leverage cannot change while there are orders."),
    (R.RULE, "22020", "The leverage of this position cannot change."),
    (R.RULE, "40814 45054", "The leverage is this already."),
    (R.RULE, "43050 45044 45045 25223 40929", "The leverage is outside what the symbol allows."),
    (R.RULE, "45100 45101 45099", "This margin mode does not go with this position mode or these coins."),
    (R.RULE, "22029 40928 25235", "Risk control caps this position, for all accounts of the user together."),
    (R.RULE, "40715 45120 25230", "The order would open more than may be opened."),
    (R.RULE, "40921 25233", "The order is larger than this tier of leverage allows."),
    (R.RULE, "45116 25229", "There are too many positions."),
    (R.RULE, "40717 40755 40757 40804 43029 45003 45005 45006 25225 25226 25231", "The position is smaller than this."),
    (R.RULE, "40939 25232", "Orders that only reduce cover the position already: cancel or amend one first."),
    (R.RULE, "40746 40867", "The position can be closed by less than this."),
    (R.RULE, "22011 40874 40875 45102", "Margin is added by hand to isolated positions only."),
    (
        R.RULE,
        "40879 40880 45009 25008 25011 25012 95001",
        "The account is being liquidated or close to it: trading stops.",
    ),
    (R.RULE, "22043 22044 22067", "The position is being reduced by the venue: wait."),
    (R.RULE, "22039 22040 22041", "The contract is about to be delivered: this is not taken any more."),
    # trigger orders
    (R.RULE, "40829 40830 40915 43013 45060 45064 25579 25585 25589", "A long's take-profit must be above the price."),
    (R.RULE, "40831 40832 43014 45061 45065 25581 25587 25591", "A short's take-profit must be below the price."),
    (R.RULE, "40833 40834 40917 43015 45062 45066 25580 25586 25590", "A long's stop-loss must be below the price."),
    (R.RULE, "40835 40836 43016 45067 45122 25582 25588 25592", "A short's stop-loss must be above the price."),
    (R.RULE, "43034", "The trigger price must not be above the market's."),
    (R.RULE, "43035", "The trigger price must not be below the market's."),
    (R.RULE, "45051", "The price of the order to be triggered is wrong."),
    (R.RULE, "45052", "The trigger price is wrong."),
    (R.RULE, "40891 43023 25595", "The take-profits and stop-losses are larger than the position."),
    (R.RULE, "43024", "An order carries a take-profit or stop-loss already: cancel it first."),
    (R.RULE, "43030 43031 25594", "The position has such a take-profit or stop-loss already."),
    (R.RULE, "22042", "In one-way mode a trigger order cannot be reduce-only."),
    (R.RULE, "25593 25612", "This kind of order takes no take-profit or stop-loss."),
    (R.RULE, "25596 25598", "The trigger order is past changing."),
    (R.RULE, "25600", "The amendment changes nothing."),
    # parameters
    (R.RULE, "40017 400171 400172 00171 00172 40064 25200 43058 50011", "A parameter did not pass the venue's checks."),
    (R.RULE, "40019 40724 40811 40813", "A parameter is empty."),
    (R.RULE, "40020 43011 43111 43123 41002 41100 41101 41103 40057", "A parameter is wrong."),
    (R.RULE, "40053 40058 40059", "A parameter is outside its range."),
    (R.RULE, "40402 40409", "A parameter is badly formed."),
    (R.RULE, "40408 40704 40705 40707 42072 43130 40902", "The span of time is wrong or too long."),
    (R.RULE, "40913 40924", "The request names no order."),
    (R.RULE, "30002", "The frame asks for something illegal."),
    (R.RULE, "30003", "The frame names an operation that does not exist."),
    (R.RULE, "30016", "The frame carries a wrong parameter."),
    (R.RULE, "40805 40847 25002 25240 40919", "The venue does not offer this."),
    (R.OTHER, "30032", "The first version of the API is closed."),
    (R.OTHER, "40404", "There is no such endpoint."),
    (R.OTHER, "40007", "The content type of the request is wrong."),
    # trouble at the venue: nobody knows what became of an order
    (None, "40010 40910 25001", "The venue's own call timed out."),
    (None, "40015 25000", "The venue is in an abnormal state."),
    (None, "40200", "The venue is being upgraded."),
    (None, "40725", "The venue answered with an error of its own."),
    (None, "40808", "The venue's checks failed; during releases this says nothing about the order."),
    (None, "45001", "The venue answered with an error that it does not name."),
    (None, "25003 40908", "Something else was done to the account at the same moment."),
    (None, "45023 43002 43003 70229", "The venue failed to make the order, and does not say whether it is there."),
    (None, "45024", "The venue failed to cancel the order, and does not say whether it is there."),
)

OUTCOMES: Final[dict[str, tuple[Refusal | None, str]]] = {
    code: (kind, sentence) for kind, codes, sentence in _ROWS for code in codes.split()
}
assert len(OUTCOMES) == sum(len(codes.split()) for _, codes, _ in _ROWS), "a code has two meanings"

# Every code that we have read of or seen: in the venue's tables and pages, in others' recordings and sources.
_NAMED: Final = """
429 00171 00172 22001 22002 22004 22029 22030 22034 22035 22038 22046 22047 24056 25000 25001 25003 25013 25100
25101 25102 25103 25104 25114 25202 25203 25204 25205 25206 25207 25208 25211 25212 25219 25223 25225 25226 25227
25229 25230 25244 25245 25567 25571 25572 25610 25611 30001 30002 30003 30004 30005 30006 30007 30011 30012 30013
30014 30015 30016 30032 31007 40000 40001 40002 40003 40004 40005 40006 40008 40009 40010 40011 40012 40014 40015
40017 40018 40019 40020 40034 40035 40036 40037 40038 40063 40078 40079 40081 40084 40085 40086 40099 40100 40101
40102 40103 40104 40105 40109 40110 40111 40200 40304 40305 40306 40308 40309 40404 40708 40715 40723 40725 40730
40754 40761 40762 40768 40774 40786 40798 40808 40814 40815 40816 40819 40844 40845 40893 40912 40920 40921 40925
43001 43004 43005 43006 43007 43008 43009 43010 43011 43012 43020 43025 43027 43028 43033 43038 43039 43040 43050
43075 43111 43115 43118 43119 43120 43128 45001 45002 45021 45031 45034 45035 45044 45045 45054 45055 45057 45097
45107 45108 45110 45111 45112 45115 45116 45117 45120 45129 50060 50062 80011 400172
"""
NAMED: Final = frozenset(_NAMED.split()) | frozenset(OUTCOMES)
