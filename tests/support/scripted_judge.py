"""A judge whose errors are known, behind a real OpenAI-compatible server on loopback.

It knows which stories hold an error by their text, reads the request as a model would (numbered lines), and
errs, invents quotes, breaks the form, dawdles and fails as often as a test says, each by its own draws from
the story's name and the question, so that a resumed run is answered alike.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from detector.inputs.story import StoryInput
from tests.support.scripted_server import Handler, Script

_LINE = re.compile(r"^(\d+)\| (.*)$", re.MULTILINE)
_PROPS = ("lamp", "cup", "violin", "mirror", "kettle", "compass", "ladder", "lantern")
_FILL = (
    "The tide went out before anyone in the street was awake.",
    "Her brother had left his boots on the stairs again.",
    "Nothing moved in the square but a dog and its shadow.",
    "They ate late and said little, as people do after a market day.",
    "Somebody down the lane was practising the same four bars.",
)


@dataclass
class Judge:
    """What the judge is like, and what it was asked.

    Attributes:
        sensitivity: Share of stories with an error in which it names the error.
        specificity: Share of stories without one in which it names nothing.
        invented: Share of claims whose quote it makes up.
        malformed: Share of answers that are no JSON of the form.
        slow: Seconds that some answers take.
        broken: Share of connections that break.
        dies_after: Answers after which the server refuses everything.
    """

    sensitivity: float = 1.0
    specificity: float = 1.0
    invented: float = 0.0
    malformed: float = 0.0
    slow: float = 0.0
    broken: float = 0.0
    dies_after: int | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, body: dict[str, Any]) -> str:
        """The text of an answer."""
        text = body["messages"][-1]["content"]
        lines = {int(number): line for number, line in _LINE.findall(text)}
        name = next((line for line in lines.values() if line.startswith("This is story ")), "")
        draws = random.Random(f"{name}/{body['seed']}/malformed")
        if draws.random() < self.malformed:
            return draws.choice(("I found no errors.", '{"findings":[{"first":', '{"findings":"none"}', "[]"))
        if text.startswith("TASK: somebody"):
            return json.dumps({"excuse": "none", "why": "it stands", "probability": 90})
        return json.dumps({"findings": self.claims(name, lines)})

    def claims(self, name: str, lines: dict[int, str]) -> list[dict[str, Any]]:
        """What it names in a story."""
        draws = random.Random(f"{name}/verdict")
        pair = _error(lines)
        flags = draws.random() < (self.sensitivity if pair else 1 - self.specificity)
        if not flags:
            return []
        numbers = sorted(lines)
        first, second = pair or (numbers[1], numbers[-1])
        claim = {
            "first": first,
            "quote1": lines[first],
            "second": second,
            "quote2": lines[second],
            "code": "C03",
            "why": "it lies where nobody fetched it from",
        }
        if draws.random() < self.invented:
            claim["quote2"] = "the moon fell quietly into the soup that nobody had cooked"
        return [claim]


def _error(lines: dict[int, str]) -> tuple[int, int] | None:
    lost = next((n for n, line in lines.items() if "went down into the well" in line), None)
    back = next((n for n, line in lines.items() if "still stood on her shelf" in line), None)
    return (lost, back) if lost is not None and back is not None else None


def judge_story(number: int, failing: bool, *, n_fill: int = 5) -> StoryInput:
    """A short story that holds one error of place, or none."""
    draws = random.Random(f"story/{number}")
    prop = draws.choice(_PROPS)
    middle = [draws.choice(_FILL) for _ in range(n_fill)]
    end = f"The {prop} still stood on her shelf." if failing else f"She thought of the {prop} often."
    text = f"This is story {number}. The {prop} went down into the well for good. " + " ".join([*middle, end])
    return StoryInput(id=f"s{number:04}", text=text, sample_id=f"p{number}")


@contextmanager
def judging(judge: Judge) -> Iterator[Judge]:
    """The judge's server, running."""
    handler = type("JudgeHandler", (_Handler,), {"judge": judge, "script": Script([])})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    judge.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield judge
    finally:
        server.shutdown()
        server.server_close()


class _Handler(Handler):
    judge: Judge

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        judge = self.judge
        with judge.lock:
            judge.asked.append(body)
            n = len(judge.asked)
        if judge.dies_after is not None and n > judge.dies_after:
            self.close_connection = True
            self.connection.close()
            return
        draws = random.Random(f"{body['seed']}/{n}")
        if draws.random() < judge.broken:
            self.close_connection = True
            self.connection.close()
            return
        if judge.slow:
            time.sleep(draws.random() * judge.slow)
        text = judge.answer(body)
        half = len(text) // 2
        usage = {"prompt_tokens": len(body["messages"][-1]["content"]) // 4, "completion_tokens": 30}
        pieces: list[Any] = [
            {"choices": [{"delta": {"reasoning_content": "Let me see."}, "finish_reason": None}]},
            {"choices": [{"delta": {"content": text[:half]}, "finish_reason": None}]},
            {"choices": [{"delta": {"content": text[half:]}, "finish_reason": None}]},
            {"choices": [{"delta": {}, "finish_reason": "stop"}]},
            {"choices": [], "usage": usage},
        ]
        try:
            self.events(pieces)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
