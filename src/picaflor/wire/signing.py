"""Signatures as venues want them. A secret that is a PEM text signs with RSA, any other with HMAC-SHA256."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import b2a_base64
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


class Mac:
    """HMAC-SHA256 (RFC 2104): what the key alone decides of it is done once."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        key = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        self._inner, self._outer = sha256(key.translate(_INNER)), sha256(key.translate(_OUTER))

    def of(self, data: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()


@lru_cache(maxsize=64)
def mac_of(secret: str) -> Mac:
    return Mac(secret.encode())


@lru_cache(maxsize=64)
def is_pem(secret: str) -> bool:
    return secret.lstrip().startswith("-----BEGIN")


def base64_of(digest: bytes) -> bytes:
    return b2a_base64(digest, newline=False)


def sign_hex(secret: str, data: bytes) -> str:
    return mac_of(secret).of(data).hex()


def sign_base64(secret: str, data: bytes) -> str:
    if is_pem(secret):
        return b64encode(_private(secret).sign(data, PKCS1v15(), SHA256())).decode()
    return base64_of(mac_of(secret).of(data)).decode()


def verify_base64(secret: str, data: bytes, signature: str) -> bool:
    """`secret` is what the other side signs with; of an RSA pair the public half will do."""
    if not is_pem(secret):
        return same(sign_base64(secret, data), signature)
    try:
        raw = b64decode(signature, validate=True)
        if b64encode(raw).decode() != signature:
            return False  # spare bits of the last letter: another spelling of the same bytes
        _public(secret).verify(raw, data, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def same(one: str, other: str) -> bool:
    """In a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


# Reading a PEM checks the key, which takes tens of milliseconds: once a key, not once a request.
@lru_cache(maxsize=8)
def _private(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the secret is a PEM text, but not an RSA key")
    return key


@lru_cache(maxsize=8)
def _public(pem: str) -> RSAPublicKey:
    if "PRIVATE" in pem.partition("\n")[0]:
        return _private(pem).public_key()
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the secret is a PEM text, but not an RSA key")
    return key
