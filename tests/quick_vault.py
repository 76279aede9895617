"""Vaults whose password costs nothing to try: for tests in which it is not the password that is tested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from picaflor.settings import vault
from picaflor.settings.vault_format import Header, Keys, derive


def _quick(header: Header, password: str) -> Keys:
    return Keys(
        *(hashlib.sha256(header.salt + use + password.encode()).digest() for use in (b"box", b"check", b"seal"))
    )


@contextmanager
def quick_vaults() -> Iterator[None]:
    """Only this process can open them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "derive", _quick)
        yield


@contextmanager
def remembered_passwords() -> Iterator[None]:
    """Real vaults, and what a password becomes with one of them is worked out once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "derive", cache(derive))
        yield
