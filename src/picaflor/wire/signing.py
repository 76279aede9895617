"""Signatures as venues want them. A secret that is a PEM text signs with RSA, any other with HMAC-SHA256."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key


def is_pem(secret: str) -> bool:
    return secret.lstrip().startswith("-----BEGIN")


def sign_base64(secret: str, data: bytes) -> str:
    keyed = _keyed(secret)
    if keyed is None:
        return b64encode(_private(secret).sign(data, PKCS1v15(), SHA256())).decode()
    mac = keyed.copy()
    mac.update(data)
    return b64encode(mac.digest()).decode()


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
def _keyed(secret: str) -> hmac.HMAC | None:
    """The half of an HMAC that the key alone decides, done once a key; None for a PEM text."""
    return None if is_pem(secret) else hmac.new(secret.encode(), digestmod=sha256)


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
