from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from detector.errors import UsageError
from detector.labels.guard import MOST_BODY
from detector.labels.server import LabelServer
from detector.labels.session import LabelSession
from detector.labels.store import LABELS, read_labels


@pytest.fixture
def server(sitting: Callable[..., LabelSession]) -> Iterator[LabelServer]:
    with LabelServer(sitting()) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield made
        made.shutdown()


def ask(
    server: LabelServer, method: str, path: str, body: Any = None, **headers: str | None
) -> tuple[int, dict[str, str], bytes]:
    """One request as the page would send it, its headers changed by ``headers`` (None leaves one out)."""
    own = f"127.0.0.1:{server.server_port}"
    sent: dict[str, str | None] = {"Host": own}
    if method == "POST":
        sent |= {"Origin": f"http://{own}", "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    if method == "POST" and "Content-Length" not in sent:
        sent["Content-Length"] = str(len(content))
    for name, value in sent.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(content or None)
    reply = connection.getresponse()
    found = reply.status, dict(reply.getheaders()), reply.read()
    connection.close()
    return found


def inside(server: LabelServer, rest: str = "") -> str:
    return f"/{server.token}/{rest}"


def answer(server: LabelServer) -> dict[str, Any]:
    return {"item": server.session.view(0)["id"], "answer": "unsure", "seconds": 1.5}


def test_server_stands_on_the_loopback_address_alone(server: LabelServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert len(server.token) >= 32


@pytest.mark.parametrize("rest", ["", "label.js", "text.js", "label.css", "state", "item/0"])
def test_server_answers_under_its_token_with_a_strict_policy(server: LabelServer, rest: str) -> None:
    status, headers, content = ask(server, "GET", inside(server, rest))
    assert status == 200
    assert content
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path", ["/", "/state", "/wrong/", "/wrong/state", "//state", "/../state", "/%2e%2e/state", "x"]
)
def test_server_tells_nothing_without_the_token(server: LabelServer, path: str) -> None:
    status, _, content = ask(server, "GET", path)
    assert (status, content) == (404, b"")


@pytest.mark.parametrize(
    "rest", ["nothing", "../session.py", "item/-1", "item/", "item/x", "item/99999999999", "label.html"]
)
def test_server_has_no_other_paths(server: LabelServer, rest: str) -> None:
    assert ask(server, "GET", inside(server, rest))[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "", "127.0.0.1.x.example"])
def test_server_refuses_a_foreign_host(server: LabelServer, host: str) -> None:
    assert ask(server, "GET", inside(server, "state"), Host=host)[0] == 403


def test_server_stores_an_answer(server: LabelServer, run: Path) -> None:
    status, _, _ = ask(server, "POST", inside(server, "answer"), answer(server))
    assert status == 200
    assert [row.answer for row in read_labels([run / LABELS])] == ["unsure"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example"},
        {"Content_Length": None},
        {"Content_Length": "-5"},
        {"Content_Length": "9" * 12},
        {"Content_Length": str(MOST_BODY + 1)},
    ],
)
def test_server_refuses_a_forged_write(
    server: LabelServer, run: Path, headers: dict[str, str | None]
) -> None:
    assert ask(server, "POST", inside(server, "answer"), answer(server), **headers)[0] == 403
    assert list(read_labels([run / LABELS])) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"{}", b'{"item":1,"answer":"error","seconds":1}', b"[" * 9000, b"\xff\xfe"],
)
def test_server_refuses_a_body_that_is_no_answer(server: LabelServer, run: Path, body: bytes) -> None:
    assert ask(server, "POST", inside(server, "answer"), body)[0] == 400
    assert list(read_labels([run / LABELS])) == []


def test_server_says_in_words_what_cannot_be(server: LabelServer) -> None:
    wrong = {**answer(server), "answer": "perhaps"}
    status, _, content = ask(server, "POST", inside(server, "answer"), wrong)
    assert status == 409
    assert "perhaps" in json.loads(content)["error"]
    assert ask(server, "POST", inside(server, "elsewhere"), wrong)[0] == 404


def test_server_keeps_a_number_that_is_none_out_of_the_file(server: LabelServer, run: Path) -> None:
    sent = json.dumps(answer(server)).replace("1.5", "NaN").encode()
    assert ask(server, "POST", inside(server, "answer"), sent)[0] == 200
    assert [row.seconds for row in read_labels([run / LABELS])] == [None]


def test_server_has_no_put_or_delete(server: LabelServer) -> None:
    assert ask(server, "PUT", inside(server, "answer"))[0] == 501
    assert ask(server, "DELETE", inside(server))[0] == 501


def test_server_names_a_port_that_is_taken(server: LabelServer, sitting: Callable[..., LabelSession]) -> None:
    with pytest.raises(UsageError, match=f"Port {server.server_port}"):
        LabelServer(server.session, server.server_port)
