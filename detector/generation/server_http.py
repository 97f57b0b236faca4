"""One request to a server over HTTP, its answer read as it comes.

The standard library's client is enough: one connection a request, lines read as they arrive, and a socket
that another thread can shut. A package of its own would add connection pools and proxies, which a server on
the machine or next to it does not need.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

from detector.generation.server_url import Endpoint, api_key

_MAX_LINE, _MAX_BODY = 8 * 2**20, 64 * 2**20
_MAX_MESSAGE = 300


class Unreachable(Exception):
    """No connection could be made; nothing was asked."""


class Dropped(Exception):
    """The connection broke, or nothing came for too long, before the answer was whole."""


class Malformed(Exception):
    """The answer came whole and is not what it should be, or says itself that it failed."""


class Refused(Exception):
    """The server answered with another status than 200.

    Attributes:
        status: The HTTP status.
        retry_after: Seconds that the server asks to wait, where it does.
    """

    def __init__(self, status: int, message: str, retry_after: float | None = None) -> None:
        super().__init__(f"the server answered {status}" + (f": {message}" if message else ""))
        self.status, self.message, self.retry_after = status, message, retry_after


class Exchange:
    """A request and its answer.

    Args:
        endpoint: The server.
        timeout: Seconds to wait for a connection, and for each next piece of the answer.
    """

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        self._endpoint = endpoint
        self._key = api_key()
        kind = http.client.HTTPSConnection if endpoint.secure else http.client.HTTPConnection
        self._connection = kind(endpoint.host, endpoint.port, timeout=timeout)
        self._aborted = False

    def get(self, call: str) -> Any:
        """The JSON of a call.

        Raises:
            Unreachable: No connection.
            Dropped: It broke.
            Refused: Another status than 200.
            Malformed: The answer is no JSON.
        """
        with self:
            return _decode(self._body(self._ask("GET", call, None)))

    def stream(self, call: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Post JSON; gives the objects of the answer, one where the server does not stream.

        Ends without an error where the stream ends; whether it was whole is for the caller to see.

        Raises:
            Unreachable: No connection.
            Dropped: It broke, or was aborted.
            Refused: Another status than 200.
            Malformed: A piece is no JSON.
        """
        with self:
            response = self._ask("POST", call, json.dumps(body).encode())
            if "event-stream" not in response.headers.get("Content-Type", ""):
                yield _object(_decode(self._body(response)))
                return
            for data in self._events(response):
                if data == b"[DONE]":
                    return
                yield _object(_decode(data))

    def abort(self) -> None:
        """Break the connection; may be called from another thread."""
        self._aborted = True
        sock = self._connection.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Exchange:
        return self

    def __exit__(self, *_: Any) -> None:
        self._connection.close()

    def _ask(self, method: str, call: str, body: bytes | None) -> http.client.HTTPResponse:
        headers = {"Accept": "application/json, text/event-stream", "User-Agent": "storyfault"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            self._connection.connect()
        except OSError as error:
            raise Unreachable(_reason(error)) from error
        if self._aborted:
            raise Dropped("aborted")
        try:
            self._connection.request(method, self._endpoint.path + call, body, headers)
            response = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise Dropped(_reason(error)) from error
        if response.status != 200:
            raise Refused(response.status, self._message(response), _seconds(response))
        return response

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        try:
            data = response.read(_MAX_BODY + 1)
            if response.length:
                raise Dropped(f"{response.length} bytes of the answer are missing")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Dropped(_reason(error)) from error
        if len(data) > _MAX_BODY:
            raise Malformed(f"the answer is longer than {_MAX_BODY:,} bytes")
        return data

    def _events(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """The data of server-sent events, of which OpenAI-compatible servers send one a line."""
        while True:
            try:
                line = response.readline(_MAX_LINE)
            except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
                raise Dropped(_reason(error)) from error
            if len(line) == _MAX_LINE:
                raise Malformed(f"a piece of the answer is longer than {_MAX_LINE:,} bytes")
            if not line.endswith(b"\n"):
                return  # the end; half a line is none
            if line.startswith(b"data:"):
                yield line[5:].strip()

    def _message(self, response: http.client.HTTPResponse) -> str:
        try:
            text = response.read(65_536).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException, ValueError):
            return ""
        with contextlib.suppress(ValueError):
            text = error_text(json.loads(text)) or text
        if self._key is not None:
            text = text.replace(self._key, "…")
        return " ".join(text.split())[:_MAX_MESSAGE].rstrip(".")


def error_text(answer: Any) -> str:
    """What an error object says, in the forms that servers use; empty where it is none."""
    if not isinstance(answer, dict):
        return ""
    error = answer.get("error", answer.get("detail"))
    if isinstance(error, dict):
        error = error.get("message", error)
    if error is None and answer.get("object") == "error":
        error = answer.get("message")
    return "" if error is None else str(error)


def _decode(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        shown = data[:60].decode("utf-8", "replace")
        raise Malformed(f"the answer is no JSON: {shown!r}") from error


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise Malformed("the answer is no JSON object")
    return answer


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "nothing came in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _seconds(response: http.client.HTTPResponse) -> float | None:
    try:
        return max(0.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None
