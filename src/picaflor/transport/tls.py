"""TLS as everybody here uses it: certificates and names are checked, always; there is no switch."""

from __future__ import annotations

import ssl
from pathlib import Path


def trust(ca_file: Path | None = None) -> ssl.SSLContext:
    """The system's certificate authorities, or those of one file (a company's proxy, a test)."""
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if context.keylog_filename is not None:
        # SSLKEYLOGFILE in the environment would write the session keys to a file.
        context.keylog_filename = None  # type: ignore[assignment]
    return context


def explain(error: BaseException, host: str) -> str | None:
    """In words: why TLS with the host failed; None when the error is something else."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{host} showed a certificate that is not trusted: {error.verify_message}. "
            "Nothing was sent. If your network inspects TLS, name its authority's file in ca_file."
        )
    if isinstance(error, ssl.SSLError):
        return f"no TLS with {host}: {getattr(error, 'reason', None) or error}. Nothing was sent."
    return None
