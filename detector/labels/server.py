"""The label page's server: the standard library's, on the loopback address only."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from detector.errors import StoryfaultError, UsageError
from detector.labels.guard import HEADERS, inner_path, refusal
from detector.labels.session import LabelSession

_PAGE = Path(__file__).resolve().parent / "page"
_FILES = {
    "": ("label.html", "text/html; charset=utf-8"),
    "label.css": ("label.css", "text/css; charset=utf-8"),
    "label.js": ("label.js", "text/javascript; charset=utf-8"),
    "text.js": ("text.js", "text/javascript; charset=utf-8"),
}


class LabelServer(ThreadingHTTPServer):
    """Serves one sitting.

    Attributes:
        token: The secret in the path.
        session: The sitting.

    Args:
        session: The sitting.
        port: 0 takes any free port.

    Raises:
        UsageError: The port is taken.
    """

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, session: LabelSession, port: int = 0) -> None:
        self.session, self.token = session, secrets.token_urlsafe(24)
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"Port {port} cannot be used ({error}).", "Choose another with --port."
            ) from error

    @property
    def url(self) -> str:
        """The page's address; who knows it can label."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: LabelServer
    server_version, sys_version = "storyfault", ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Answer with the page, its parts, the state or a question."""
        inner = self._let_in()
        if inner is None:
            return
        if inner in _FILES:
            name, kind = _FILES[inner]
            self._send(HTTPStatus.OK, (_PAGE / name).read_bytes(), kind)
        elif inner == "state":
            self._json(self.server.session.state)
        elif inner.startswith("item/") and inner[5:].isdecimal() and len(inner) < 15:
            self._json(lambda: self.server.session.view(int(inner[5:])))
        else:
            self._send(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Store an answer."""
        inner = self._let_in()
        if inner is None:
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            call = _call(self.server.session, inner, json.loads(body))
        except (ValueError, TypeError, KeyError, RecursionError):
            self._send(HTTPStatus.BAD_REQUEST)
            return
        if call is None:
            self._send(HTTPStatus.NOT_FOUND)
        else:
            self._json(call)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def _let_in(self) -> str | None:
        """The path behind the token, of a request that may pass; others are told so here."""
        inner = inner_path(self.path, self.server.token)
        why = refusal(self.command, self.headers, self.server.server_port)  # type: ignore[arg-type]
        if inner is not None and why is None:
            return inner
        self.close_connection = True
        self._send(HTTPStatus.FORBIDDEN if why else HTTPStatus.NOT_FOUND)
        return None

    def _json(self, call: Callable[[], Any]) -> None:
        try:
            value, status = call(), HTTPStatus.OK
        except UsageError as error:
            value, status = {"error": f"{error}"}, HTTPStatus.CONFLICT
        except StoryfaultError as error:
            value, status = {"error": f"{error}"}, HTTPStatus.INTERNAL_SERVER_ERROR
        content = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
        self._send(status, content, "application/json")

    def _send(self, status: HTTPStatus, content: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def _call(session: LabelSession, path: str, sent: dict[str, Any]) -> Callable[[], Any] | None:
    """What a POST asks for, its values checked for their types.

    Raises:
        KeyError: A value is missing.
        TypeError: A value is of another type.
    """
    item = _typed(sent["item"], str)
    if path == "answer":
        return partial(session.answer, item, _typed(sent["answer"], str), float(sent["seconds"]))
    if path == "span":
        start, end = _typed(sent["start"], int), _typed(sent["end"], int)
        code = _typed(sent["code"], str) if sent.get("code") else None
        return partial(session.add_span, item, start, end, _typed(sent["category"], str), code)
    if path == "remove":
        return partial(session.remove_span, item, _typed(sent["span"], str))
    return None


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value
