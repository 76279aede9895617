"""Lines are numbered, and nothing is a line that moves nothing."""

from picaflor.machines.ledger.entries import Entry, Scribe, Why


def test_lines_are_numbered_and_empty_ones_are_not_written():
    told: list[Entry] = []
    scribe = Scribe(told.append)
    scribe.write("USDT", 0, Why.FEE, "o")
    scribe.write("USDT", -3, Why.FEE, "o")
    scribe.write("USDT", 0, Why.HOLD, "o", 4)
    assert told == [Entry(1, "USDT", -3, Why.FEE, "o"), Entry(2, "USDT", 0, Why.HOLD, "o", 4)]


def test_nobody_needs_to_listen():
    scribe = Scribe()
    scribe.write("USDT", 1, Why.DEPOSIT, "d")
    assert scribe.seq == 1
