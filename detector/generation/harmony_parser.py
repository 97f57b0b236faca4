"""Splits the ids that a Harmony model samples into messages, one id at a time."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from detector.generation.chat_format import Completion, Message, Vocabulary, completion_status
from detector.generation.harmony_header import Header, HeaderError, parse_header

if TYPE_CHECKING:
    from detector.generation.harmony import HarmonyMarkers

_FINAL = "final"


class HarmonyParser:
    """Follows a completion from its first header to its end.

    The split equals the reference parser's. Where the reference stops with an error (a header that is not
    of the format), this parser notes it in ``malformed``, skips to the next ``<|start|>`` and goes on.

    Args:
        markers: Harmony's markers in the model's vocabulary.
        vocabulary: The vocabulary, for the bytes of tokens and the ids of words.
        role: Role that the prompt's last header named; None where the ids begin with ``<|start|>``.
        stop_ids: Further ids that end the whole completion and belong to no message.
    """

    def __init__(
        self,
        markers: HarmonyMarkers,
        vocabulary: Vocabulary,
        role: str | None = "assistant",
        *,
        stop_ids: frozenset[int] = frozenset(),
    ) -> None:
        self._marks, self._vocabulary = markers, vocabulary
        self._ends = frozenset((markers.end, markers.return_, markers.call))
        self._stops = stop_ids - self._ends
        self._role = role
        self._header_ids: list[int] | None = [] if role is not None else None
        self._header: Header | None = None
        self._ids: list[int] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._messages: list[Message] = []
        self._final_opened = False
        self.malformed: str | None = None
        self.done = False
        self.final_tokens = 0
        self.reasoning_tokens = 0
        self.outside_tokens = 0

    @property
    def channel(self) -> str | None:
        """Channel of the content being read; None between messages and in headers."""
        return self._header.channel if self._header is not None else None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages that have ended."""
        return tuple(self._messages)

    def push(self, token: int) -> str:
        """Take one id; returns the text that it adds to the story."""
        if token in self._stops:
            self.outside_tokens += 1
            self.done = True
            return ""
        if self._header is not None:
            return self._push_content(token, self._header)
        self.outside_tokens += 1
        if self._header_ids is not None:
            if token == self._marks.message:
                self._open(self._header_ids)
            else:
                self._header_ids.append(token)
        elif token == self._marks.start:
            self._header_ids = []
        else:
            self._note(f"{self._spell([token])!r} where a message should start")
        # In a header the reference reads <|return|> as text; nothing is sampled after it all the same.
        self.done = self.done or token in (self._marks.return_, self._marks.call)
        return ""

    def take(self, token: int) -> None:
        """As ``push``, without the text."""
        if self._header is None or token in self._ends or token in self._stops:
            self.push(token)
            return
        self._ids.append(token)
        if self._header.channel == _FINAL:
            self.final_tokens += 1
        else:
            self.reasoning_tokens += 1
            self.outside_tokens += 1

    def force_final(self) -> list[int]:
        """Close what is open and open the story; see ``ChatParser``."""
        if self.channel == _FINAL:
            return []
        encode, marks = self._vocabulary.encode, self._marks
        body = [marks.channel, *encode(_FINAL), marks.message]
        whole = [marks.start, *encode("assistant"), *body]
        seen = self._header_ids
        if self._header is not None:
            self._close(complete=True)
            ids = [marks.end, *whole]
        elif seen is None:
            ids = whole
        else:
            header = body if self._role is not None else whole[1:]
            ids = header[len(seen) :] if seen == header[: len(seen)] else self._leave_header(seen) + whole
        self.outside_tokens += len(ids)
        self._begin(Header("assistant", _FINAL))
        return ids

    def _leave_header(self, seen: list[int]) -> list[int]:
        """Ids that end a message whose header is being written, as an empty message where it makes sense."""
        self._open([*seen])
        if self._header is None:
            return [self._marks.end]
        self._close(complete=True)
        return [self._marks.message, self._marks.end]

    def finish(self) -> Completion:
        """Take the end of the ids: a message that is still open is kept, an open header is not."""
        if self._header is not None:
            self._close(complete=False)
        elif self._header_ids:
            self._note(f"the ids end inside a header: {self._spell(self._header_ids)!r}")
        final = "".join(message.text for message in self._messages if message.channel == _FINAL)
        other = [message.text for message in self._messages if message.channel != _FINAL]
        return Completion(
            reasoning="\n\n".join(other) if other else None,
            final=final,
            status=completion_status(final, final_opened=self._final_opened),
            messages=self.messages,
            malformed=self.malformed,
            reasoning_tokens=self.reasoning_tokens,
            final_tokens=self.final_tokens,
        )

    def _push_content(self, token: int, header: Header) -> str:
        if token in self._ends:
            self.outside_tokens += 1
            tail = self._close(complete=True)
            is_story = header.channel == _FINAL
            self.done = is_story or token != self._marks.end
            return tail if is_story else ""
        self.take(token)
        text = self._decoder.decode(self._piece(token))
        return text if header.channel == _FINAL else ""

    def _open(self, ids: list[int]) -> None:
        self._header_ids = None
        try:
            header = parse_header(b"".join(map(self._piece, ids)).decode("utf-8"), self._role)
        except HeaderError as error:
            self._note(str(error))
        except UnicodeDecodeError:
            self._note("a header is not valid UTF-8")
        else:
            self._begin(header)

    def _begin(self, header: Header) -> None:
        self._header, self._header_ids, self._role = header, None, None
        self._final_opened = self._final_opened or header.channel == _FINAL
        self._ids = []
        self._decoder.reset()

    def _close(self, *, complete: bool) -> str:
        """End the open message; returns what its unfinished bytes decode to."""
        assert self._header is not None
        tail = self._decoder.decode(b"", final=True)
        head = self._header
        self._messages.append(
            Message(
                role=head.role,
                channel=head.channel,
                text=b"".join(map(self._piece, self._ids)).decode("utf-8", "replace"),
                tokens=tuple(self._ids),
                recipient=head.recipient,
                content_type=head.content_type,
                name=head.name,
                complete=complete,
            )
        )
        self._header = None
        return tail

    def _note(self, problem: str) -> None:
        self.malformed = self.malformed or problem

    def _piece(self, token: int) -> bytes:
        try:
            return self._vocabulary.piece(token)
        except IndexError:
            return "\N{REPLACEMENT CHARACTER}".encode()

    def _spell(self, ids: list[int]) -> str:
        return b"".join(map(self._piece, ids[:20])).decode("utf-8", "replace")
