"""Which requests the label page's server answers, and under which rules a browser shows its answers.

The server stands on the loopback address. What keeps others out: a random token in the path (another user
of the machine, another page), the Host header (a foreign name that was pointed at this address), and for
writes the Origin header and a JSON body (a form or script of a foreign page).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer."""

MOST_BODY = 16_384
"""Bytes of a request's body; an answer has a few hundred."""


def hosts(port: int) -> tuple[str, ...]:
    """The Host headers that a browser on this machine sends."""
    return (f"127.0.0.1:{port}", f"localhost:{port}")


def inner_path(path: str, token: str) -> str | None:
    """The path after ``/TOKEN/``; None where the token is missing or wrong."""
    given, slash, rest = path.split("?", 1)[0].removeprefix("/").partition("/")
    same = hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
    return rest if slash and same else None


def refusal(method: str, headers: Mapping[str, str], port: int) -> str | None:
    """Why a request is refused; None where it may pass."""
    if headers.get("Host", "") not in hosts(port):
        return "unknown host"
    if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "from another site"
    if method != "POST":
        return None
    if headers.get("Origin", "") not in [f"http://{host}" for host in hosts(port)]:
        return "from another origin"
    if headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
        return "not JSON"
    length = headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > MOST_BODY:
        return "too long"
    return None
