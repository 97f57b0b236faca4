"""A server's answer, piece by piece, made into a story: reasoning apart, finish reason and usage mapped."""

from __future__ import annotations

import re
from typing import Any, Literal

from detector.generation.chat_format import ChatParser, Completion, completion_status
from detector.generation.chat_think import TAGS, ThinkParser
from detector.generation.harmony import HarmonyMarkers
from detector.generation.harmony_parser import HarmonyParser
from detector.generation.protocol import Outcome, Request
from detector.generation.server_http import Malformed, error_text
from detector.records import Status, Usage

_MARKS = HarmonyMarkers(start=0, message=1, channel=2, end=3, return_=4, call=5, constrain=6)
_MARK_TEXTS = tuple(
    f"<|{name}|>" for name in ("start", "message", "channel", "end", "return", "call", "constrain")
)
_MARK = re.compile("(" + "|".join(map(re.escape, _MARK_TEXTS)) + ")")
_HARMONY_STARTS = ("<|channel|>", "<|start|>")
_REASONING_FIELDS = ("reasoning_content", "reasoning")
_STRAY_ENDS = tuple(TAGS.values())


class Answer:
    """Collects one answer.

    Pieces of text are counted as tokens, as nearly all servers send one a token; the server's own counts
    replace these in the usage where it gives them.

    Args:
        request: What was asked.

    Attributes:
        n_pieces: Pieces that came.
        whole: The server said why the answer has ended.
        counted: The server said how many tokens it took.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._content = _Content()
        self._reasoning: list[str] = []
        self._refusal: list[str] = []
        self._finish: Literal["stop", "length"] = "stop"
        self._usage: dict[str, Any] = {}
        self._filtered = False
        self.n_pieces = 0
        self.whole = self.counted = False

    def take(self, piece: dict[str, Any]) -> bool:
        """Take one object of the answer.

        Returns:
            Whether the story's budget is used up: read no more.

        Raises:
            Malformed: It is an error, or not of the form.
        """
        problem = error_text(piece)
        if problem:
            raise Malformed(f"the server broke off with an error: {problem[:300].rstrip('.')}")
        usage = piece.get("usage")
        if isinstance(usage, dict):
            self._usage = usage
            self.counted = True
        choices = piece.get("choices")
        if not isinstance(choices, list):
            raise Malformed("the answer has no choices")
        for choice in choices[:1]:
            self._choose(choice)
        if self._content.final_tokens >= self._request.max_story_tokens and not self.whole:
            self._finish, self.whole = "length", True
            return True
        return False

    def outcome(self, seconds: float) -> Outcome:
        """The story, once the answer has ended."""
        completion = self._content.finish()
        apart = _utf8("".join(self._reasoning)).decode()
        reasoning = "\n\n".join(text for text in (apart, completion.reasoning) if text) or None
        status, final = completion.status, completion.final
        if self._refusal:
            status, final = Status.REFUSAL, final or _utf8("".join(self._refusal)).decode()
        elif self._filtered:
            status = Status.REFUSAL
        elif not self._content.begun:
            status = completion_status("", final_opened=not apart and self._finish == "stop")
        return Outcome(
            request_id=self._request.request_id,
            status=status,
            completion=final,
            reasoning=reasoning,
            finish_reason=self._finish,
            usage=self._counts(len(self._reasoning) + completion.reasoning_tokens),
            malformed=completion.malformed,
            seconds=round(seconds, 6),
        )

    def _choose(self, choice: Any) -> None:
        if not isinstance(choice, dict):
            raise Malformed("the answer's choice is no object")
        delta = choice.get("delta") or choice.get("message") or {}
        if not isinstance(delta, dict):
            raise Malformed("the answer's message is no object")
        texts = [delta.get(name) for name in _REASONING_FIELDS]
        reasoning = next((text for text in texts if isinstance(text, str) and text), "")
        content = delta.get("content")
        if isinstance(content, list):
            content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
        if content is not None and not isinstance(content, str):
            raise Malformed("the answer's content is no text")
        self.n_pieces += bool(reasoning) + bool(content)
        if reasoning:
            self._reasoning.append(reasoning)
        if content:
            self._content.push(content)
        if isinstance(delta.get("refusal"), str) and delta["refusal"]:
            self._refusal.append(delta["refusal"])
        finish = choice.get("finish_reason")
        if finish is not None:
            self.whole = True
            self._finish = "length" if finish in ("length", "max_tokens") else "stop"
            self._filtered = finish == "content_filter"

    def _counts(self, reasoning: int) -> Usage:
        output = _number(self._usage.get("completion_tokens")) or self.n_pieces
        details = self._usage.get("completion_tokens_details")
        told = _number(details.get("reasoning_tokens")) if isinstance(details, dict) else 0
        return Usage(
            input_tokens=_number(self._usage.get("prompt_tokens")),
            output_tokens=output,
            reasoning_tokens=min(told or reasoning, output),
        )


class _Content:
    """The content of an answer: plain, with tagged reasoning, or Harmony that the server did not split."""

    def __init__(self) -> None:
        self._pieces = _Pieces()
        self._held = ""
        self._parser: ChatParser | None = None
        self._is_harmony = False
        self.begun = False

    @property
    def final_tokens(self) -> int:
        """Pieces of the story so far."""
        return 0 if self._parser is None else self._parser.final_tokens

    def push(self, text: str) -> None:
        """Take the next piece."""
        self.begun = True
        self._held += text
        if self._parser is None:
            start = self._held.lstrip()
            if any(mark != start and mark.startswith(start) for mark in _HARMONY_STARTS):
                return
            self._choose(start)
        if self._is_harmony:
            whole, partial = _cut(self._held)
            self._feed(whole)
            self._held = partial
            return
        self._feed(self._held)
        self._held = ""

    def finish(self) -> Completion:
        """The split."""
        if self._parser is None:
            self._choose(self._held.lstrip())
        assert self._parser is not None
        self._feed(self._held)
        completion = self._parser.finish()
        stray = next((tag for tag in _STRAY_ENDS if tag in completion.final), None)
        if self._is_harmony or completion.reasoning is not None or stray is None:
            return completion
        # The prompt itself opened the reasoning, and the server sent what followed without the tag.
        reasoning, _, final = completion.final.partition(stray)
        final = final.lstrip("\n")
        return Completion(
            reasoning=reasoning.strip("\n") or None,
            final=final,
            status=completion_status(final, final_opened=True),
            reasoning_tokens=round(completion.final_tokens * len(reasoning) / len(completion.final)),
        )

    def _choose(self, start: str) -> None:
        self._is_harmony = start.startswith(_HARMONY_STARTS)
        if self._is_harmony:
            role = "assistant" if start.startswith("<|channel|>") else None
            self._parser = HarmonyParser(_MARKS, self._pieces, role)
            self._held = start
        else:
            self._parser = ThinkParser(self._pieces, frozenset())

    def _feed(self, text: str) -> None:
        assert self._parser is not None
        for part in _MARK.split(text) if self._is_harmony else (text,):
            if part and not self._parser.done:
                self._parser.push(self._pieces.id_of(part, self._is_harmony))


class _Pieces:
    """A vocabulary whose tokens are the pieces that came, so that the chat formats' parsers read them."""

    bos: int | None = None
    eos: int | None = None
    eot: int | None = None
    add_bos = False

    def __init__(self) -> None:
        self._texts = list(_MARK_TEXTS)

    def id_of(self, text: str, markers: bool) -> int:
        """A new id for a piece, or its marker's."""
        if markers and text in _MARK_TEXTS:
            return _MARK_TEXTS.index(text)
        self._texts.append(text)
        return len(self._texts) - 1

    def encode(self, text: str, *, markers: bool = False) -> list[int]:
        """A text as one piece."""
        return [self.id_of(text, markers)]

    def marker(self, text: str) -> int | None:
        """The id of one of Harmony's markers."""
        return _MARK_TEXTS.index(text) if text in _MARK_TEXTS else None

    def piece(self, token: int) -> bytes:
        """A piece's bytes; a lone surrogate, which JSON can hold, becomes U+FFFD."""
        return _utf8(self._texts[token])


def _utf8(text: str) -> bytes:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _cut(text: str) -> tuple[str, str]:
    """A text, and what at its end may be the beginning of a marker."""
    at = text.rfind("<")
    tail = text[at:] if at >= 0 else ""
    partial = tail and any(mark != tail and mark.startswith(tail) for mark in _MARK_TEXTS)
    return (text[:at], tail) if partial else (text, "")


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
