"""Where a server is: its address, checked, and the key that it may ask for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from detector.errors import UsageError

KEY_VARIABLE = "STORYFAULT_API_KEY"
_ENDINGS = ("/chat/completions", "/completions", "/models")
_EXAMPLE = "Give an address like http://localhost:8080/v1."


@dataclass(frozen=True)
class Endpoint:
    """The base of an OpenAI-compatible interface.

    Attributes:
        secure: Whether it is spoken to by HTTPS.
        path: Of the interface, such as ``/v1``; the calls are under it.
    """

    secure: bool
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address in one form, whatever the user typed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        standard = self.port == (443 if self.secure else 80)
        return f"http{'s' if self.secure else ''}://{host}{'' if standard else f':{self.port}'}{self.path}"


def parse_endpoint(url: str) -> Endpoint:
    """Read an address; without a path it gets ``/v1``, and the path of a single call is cut off.

    Raises:
        UsageError: It is no address of a server, or holds a password or a query, which would be stored.
    """
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError as error:
        raise UsageError(f"--server: this is no address ({error}).", _EXAMPLE) from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "--server: the address holds a name or a password, which would be stored with the run.",
            f"Put the key into the environment variable {KEY_VARIABLE}.",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"--server {url}: this is no address of a server.", _EXAMPLE)
    if parts.query or parts.fragment:
        raise UsageError("--server: an address has no ? or #.", _EXAMPLE)
    path = parts.path.rstrip("/")
    for ending in _ENDINGS:
        path = path.removesuffix(ending)
    secure = parts.scheme == "https"
    return Endpoint(secure, parts.hostname, port or (443 if secure else 80), path or "/v1")


def api_key() -> str | None:
    """The key of the environment variable ``STORYFAULT_API_KEY``; it is sent and never stored.

    Raises:
        UsageError: It holds characters that no header can.
    """
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key.isascii() or any(not c.isprintable() for c in key):
        raise UsageError(f"{KEY_VARIABLE} holds characters that a key cannot have.", "Set it again.")
    return key or None
