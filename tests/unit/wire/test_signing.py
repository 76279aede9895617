from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from hashlib import sha512

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers, rsa_crt_iqmp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from picaflor.wire.signing import same, sign_base64, verify_base64

E = 65537


def prime(label: bytes, above: int) -> int:
    """The first prime from a number that anybody can derive; `above` was searched for once."""
    return (int.from_bytes(sha512(label + b"\0").digest() + sha512(label + b"\1").digest()) | 3 << 1022 | 1) + above


@pytest.fixture(scope="module")
def pems() -> tuple[str, str]:
    p, q = prime(b"bitget-emu-p", 404), prime(b"bitget-emu-q", 924)
    d = pow(E, -1, (p - 1) * (q - 1))
    numbers = RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), rsa_crt_iqmp(p, q), RSAPublicNumbers(E, p * q))
    key = numbers.private_key()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


TEXT = b"1785500000123GET/api/v2/mix/order/orders-pending?limit=100&productType=USDT-FUTURES&symbol=BTCUSDT"
# Worked out beside this code, and with openssl.
SIGNATURE = (
    "od5nVRZXRQHtyTrM7MxfvO2Nzon2tN/kknddnqHFxMROkdtucUumTAI3BuqLvPSMkIq9+ZsQj4tGv9D8e+CSOOkuV/zGspkEPTS1THM2skcHQIYaSAS"
    "/Ujqt6hewmd7Gdpj0CDBoNU9+l62l1OCWxN/HGCveOSDIRX1Kr4u+DTM0lOugTWfJ/FrjPUmknc1oVt8xDMaPwtkNd+wjBfiJ4TBngC1eUqmopw+XpY"
    "hKksrkbvFACGhvJ1IQSJniVCbm+y/HMqfjEUiIcyA/cAAaoXLO5di/Jtchw2rv9Wqy4Kdo/GJA+W+ZuXXSr1Hp2H+rnATKdrXEX6AO27LnrHC71g=="
)


def test_rsa(pems: tuple[str, str]) -> None:
    private, public = pems
    assert sign_base64(private, TEXT) == SIGNATURE
    assert verify_base64(public, TEXT, SIGNATURE)
    assert verify_base64(private, TEXT, SIGNATURE)
    assert not verify_base64(public, TEXT + b"1", SIGNATURE)
    assert not verify_base64(public, TEXT, "not base64")
    # The same bytes spelled otherwise are another text: one signature, one spelling.
    respelled = SIGNATURE[:-3] + "h=="
    assert b64decode(respelled) == b64decode(SIGNATURE)
    assert not verify_base64(public, TEXT, respelled)


def test_hmac() -> None:
    # RFC 4231, test case 2
    expected = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    assert sign_base64("Jefe", b"what do ya want for nothing?") == b64encode(expected).decode()
    assert verify_base64("Jefe", b"what do ya want for nothing?", b64encode(expected).decode())
    assert not verify_base64("Jefe", b"what do ya want for nothing!", b64encode(expected).decode())


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
def test_a_keyed_half_gives_the_hmac_of_the_library(length: int) -> None:
    secret, data = "é" * (length // 2) + "k" * (length % 2), bytes(range(length))
    assert sign_base64(secret, data) == b64encode(hmac.digest(secret.encode(), data, "sha256")).decode()
    assert sign_base64(secret, b"") != sign_base64(secret, b"x") == sign_base64(secret, b"x")


def test_a_key_of_another_kind_is_refused() -> None:
    key = generate_private_key(SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(ValueError, match="not an RSA key"):
        sign_base64(private, TEXT)
    assert not verify_base64(public, TEXT, SIGNATURE)


def test_texts_beyond_ascii_can_be_compared() -> None:
    assert same("пароль", "пароль")
    assert not same("\ud800", "пароль")
