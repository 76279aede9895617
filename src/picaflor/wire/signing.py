"""Signatures as venues want them. A secret that is a PEM text signs with RSA, any other with HMAC-SHA256."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import b2a_base64
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


def is_pem(secret: str) -> bool:
    return secret.lstrip().startswith("-----BEGIN")


def sign_base64(secret: str, data: bytes) -> str:
    keyed = _keyed(secret)
    if keyed is None:
        return b64encode(_private(secret).sign(data, PKCS1v15(), SHA256())).decode()
    inner, outer = keyed[0].copy(), keyed[1].copy()
    inner.update(data)
    outer.update(inner.digest())
    return b2a_base64(outer.digest(), newline=False).decode()


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


@lru_cache(maxsize=64)
def _keyed(secret: str) -> tuple[Hash, Hash] | None:
    """What the key alone decides of an HMAC (RFC 2104), done once a key; None for a PEM text."""
    if is_pem(secret):
        return None
    key = secret.encode()
    key = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return sha256(key.translate(_INNER)), sha256(key.translate(_OUTER))


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
