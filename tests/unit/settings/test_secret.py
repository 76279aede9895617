"""A secret computes like a text and shows itself only where the source says reveal."""

import hmac
import logging
import traceback

import pytest

from picaflor.settings.secret import Secret

CANARY = "kAn4ry-0f-a-s3cret"


def test_it_does_not_show() -> None:
    secret = Secret(CANARY)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>30}", "%s" % secret, "{}".format(secret)]  # noqa: UP031, UP032
    shown += [repr({"key": secret}), repr([secret]), str((secret,))]
    assert not [text for text in shown if CANARY in text]


def test_it_does_not_show_in_logs_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(CANARY)
    logging.getLogger("test").warning("the key is %s", secret)
    try:
        raise ValueError("bad key", secret)
    except ValueError as error:
        told = "".join(traceback.format_exception(error))
    assert CANARY not in caplog.text + told
    assert "•••" in caplog.text


def test_it_computes() -> None:
    secret = Secret(CANARY)
    assert secret == CANARY
    assert secret.encode() == CANARY.encode()
    assert hmac.new(secret.encode(), b"", "sha256").digest() == hmac.new(CANARY.encode(), b"", "sha256").digest()
    assert type(secret.reveal()) is str
    assert "{}".format(secret.reveal()) == CANARY  # noqa: UP032
