"""A hub on loopback: the listing of one repository and its files with ranges, and faults on demand."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What the hub holds and was asked.

    Attributes:
        files: Content by path.
        in_git: Paths that are no LFS files.
        wrong: Paths whose listed sha256 is another's.
        breaks: How many further downloads break off in their middle.
        ignores_ranges: Send everything, whatever range is asked.
        ranges: The Range headers of all downloads.
    """

    files: dict[str, bytes]
    repository: str = "owner/name"
    in_git: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    breaks: int = 0
    ignores_ranges: bool = False
    status: int = 200
    ranges: list[str | None] = field(default_factory=list)
    url: str = ""

    def listing(self) -> dict[str, Any]:
        """The answer of the models' interface."""
        return {
            "id": self.repository,
            "modelId": self.repository,
            "sha": COMMIT,
            "tags": ["gguf", "license:apache-2.0"],
            "cardData": {"license": "apache-2.0"},
            "siblings": [self._sibling(path, data) for path, data in self.files.items()],
        }

    def _sibling(self, path: str, data: bytes) -> dict[str, Any]:
        row: dict[str, Any] = {"rfilename": path, "size": len(data)}
        row["blobId"] = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        if path not in self.in_git:
            listed = data + b"!" if path in self.wrong else data
            row["lfs"] = {"sha256": hashlib.sha256(listed).hexdigest(), "size": len(data), "pointerSize": 130}
        return row


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        hub, path = self.hub, self.path.split("?")[0]
        if hub.status != 200:
            self._send(hub.status, b"{}")
        elif re.fullmatch(rf"/api/models/{hub.repository}(/revision/[^/]+)?", path):
            self._send(200, json.dumps(hub.listing()).encode())
        elif path.startswith(f"/{hub.repository}/resolve/{COMMIT}/"):
            self._file(hub.files[path.split(f"/{COMMIT}/")[1]])
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _send(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _file(self, data: bytes) -> None:
        asked = self.headers.get("Range")
        self.hub.ranges.append(asked)
        start = 0
        if asked and not self.hub.ignores_ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        rest = data[start:]
        if self.hub.breaks:
            self.hub.breaks -= 1
            self.wfile.write(rest[: len(rest) // 2])
            self.wfile.flush()
            self.close_connection = True
            return
        self.wfile.write(rest)


@contextmanager
def hub_of(files: dict[str, bytes], **options: Any) -> Iterator[Hub]:
    """A running hub."""
    hub = Hub(files, **options)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Stub", (_Handler,), {"hub": hub}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
