"""A server on loopback that answers as a test tells it, faults included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler"], None]


@dataclass
class Script:
    """What the server does, and what it was asked.

    Attributes:
        acts: One for each call to ``/chat/completions``, the last for all further ones.
        models: What ``/models`` lists.
        asked: The bodies of the calls.
        keys: Their Authorization headers.
        most: Calls in flight at the same time at most.
    """

    acts: list[Act]
    models: list[dict[str, Any]] = field(default_factory=lambda: [{"id": "m"}])
    on_models: Act | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    most: int = 0
    in_flight: int = 0
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Handler(BaseHTTPRequestHandler):
    """Answers one call."""

    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path != "/v1/models":
            self.reply(404, {"detail": "Not Found"})
        elif self.script.on_models is not None:
            self.script.on_models(self)
        else:
            self.reply(200, {"object": "list", "data": self.script.models})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script = self.script
        with script.lock:
            act = script.acts[min(len(script.asked), len(script.acts) - 1)]
            script.asked.append(body)
            script.keys.append(self.headers.get("Authorization"))
            script.in_flight += 1
            script.most = max(script.most, script.in_flight)
        try:
            act(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with script.lock:
                script.in_flight -= 1

    def reply(self, status: int, body: Any, **headers: str) -> None:
        """Answer at once."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def events(self, pieces: list[Any], *, end: bool = True, seconds: float = 0.0) -> None:
        """Answer as a stream; without ``end`` the connection breaks after the pieces."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            data = piece if isinstance(piece, bytes) else f"data: {json.dumps(piece)}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
            time.sleep(seconds)
        if end:
            self.wfile.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        self.close_connection = True


def says(*texts: str, finish: str | None = "stop", usage: dict[str, Any] | None = None, **how: Any) -> Act:
    """Stream an answer's pieces."""
    return streams([{"content": text} for text in texts], finish=finish, usage=usage, **how)


def streams(
    deltas: list[dict[str, Any]],
    *,
    finish: str | None = "stop",
    usage: dict[str, Any] | None = None,
    **how: Any,
) -> Act:
    """Stream deltas, then the finish reason, then the usage."""
    pieces: list[Any] = [{"choices": [{"delta": delta, "finish_reason": None}]} for delta in deltas]
    if finish is not None:
        pieces.append({"choices": [{"delta": {}, "finish_reason": finish}]})
    if usage is not None:
        pieces.append({"choices": [], "usage": usage})
    return lambda handler: handler.events(pieces, **how)


def refuses(status: int, message: str = "no", **headers: str) -> Act:
    """Answer with an error."""
    return lambda handler: handler.reply(status, {"error": {"message": message}}, **headers)


@contextmanager
def serving(*acts: Act, **options: Any) -> Iterator[Script]:
    """A running server; its script says what it was asked."""
    script = Script(list(acts) or [says("Once.")], **options)
    handler = type("Scripted", (Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
