"""What the engine asks of a chat format: ids of a request, ids that stop, a parser of what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from detector.generation.chat_refusal import looks_like_refusal
from detector.records import Status

Effort = Literal["low", "medium", "high"]


class Vocabulary(Protocol):
    """A model's own vocabulary, as formats use it.

    Attributes:
        bos: Id that starts a sequence, where there is one.
        eos: Id that ends a text, where there is one.
        eot: Id that ends a turn, where there is one.
        add_bos: Whether the model expects ``bos`` at the front.
    """

    @property
    def bos(self) -> int | None: ...  # noqa: D102
    @property
    def eos(self) -> int | None: ...  # noqa: D102
    @property
    def eot(self) -> int | None: ...  # noqa: D102
    @property
    def add_bos(self) -> bool: ...  # noqa: D102

    def encode(self, text: str, *, markers: bool = False) -> list[int]:
        """Ids of a text, no bos added. Without ``markers``, what looks like a marker is spelt out."""

    def marker(self, text: str) -> int | None:
        """The id of a control or user-defined token by its exact text."""

    def piece(self, token: int) -> bytes:
        """The bytes of a token; a marker's are its text."""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation that is given to a model.

    Attributes:
        role: system, developer, user, assistant or tool.
        content: Its text.
        channel: Harmony's channel of an assistant message.
        recipient: Whom an assistant message calls, or a tool's answer goes to.
        content_type: Harmony's content type (``<|constrain|>json``).
        name: The author's name; a tool's is required.
    """

    role: str
    content: str
    channel: str | None = None
    recipient: str | None = None
    content_type: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Message:
    """One message split from what a model wrote.

    Attributes:
        role: assistant, nearly always.
        channel: analysis, commentary or final; None where the header names none.
        text: Its content.
        tokens: The content's ids.
        complete: False where the ids ended before the message did.
    """

    role: str
    channel: str | None
    text: str
    tokens: tuple[int, ...] = ()
    recipient: str | None = None
    content_type: str | None = None
    name: str | None = None
    complete: bool = True


@dataclass(frozen=True)
class Completion:
    """What a model wrote, split into its reasoning and the story.

    Attributes:
        reasoning: Text outside the final channel, or None where there was none.
        final: The story; empty where there is none.
        status: ok, no_final, empty or refusal.
        messages: Every message, in order.
        malformed: What broke the format, or None.
        reasoning_tokens: Ids of the reasoning's content, headers and markers not counted.
        final_tokens: Ids of the story.
    """

    reasoning: str | None
    final: str
    status: Status
    messages: tuple[Message, ...] = ()
    malformed: str | None = None
    reasoning_tokens: int = 0
    final_tokens: int = 0


class ChatParser(Protocol):
    """Splits sampled ids as they come. The engine pushes every sampled id, then calls ``finish`` once.

    Attributes:
        channel: Channel of the content being read (``final`` is the story), None between messages.
        done: The story, or the turn, has ended: sample no more.
        final_tokens: Ids of the story so far.
        reasoning_tokens: Ids of other channels' content so far.
        outside_tokens: Every id that is not the story's: reasoning, headers, markers. The reasoning
            budget is compared with this, so that a model lost in a header runs out of it too.
    """

    @property
    def channel(self) -> str | None: ...  # noqa: D102
    @property
    def done(self) -> bool: ...  # noqa: D102
    @property
    def final_tokens(self) -> int: ...  # noqa: D102
    @property
    def reasoning_tokens(self) -> int: ...  # noqa: D102
    @property
    def outside_tokens(self) -> int: ...  # noqa: D102

    def push(self, token: int) -> str:
        """Take one sampled id; returns the text it adds to the story (empty outside the final channel)."""

    def take(self, token: int) -> None:
        """As ``push``, cheaper, where the text is not wanted as it comes; not both in one message."""

    def force_final(self) -> list[int]:
        """Close the reasoning and open the story.

        Returns:
            Ids to decode next, in place of sampled ones. The parser has taken them already: do not push
            them. Empty where the story is open already.
        """

    def finish(self) -> Completion:
        """Take the end of the ids (stopped, or cut at a limit) and give the split."""


class ChatFormat(Protocol):
    """How one model is spoken to.

    Attributes:
        name: ``harmony`` or ``template``.
        stop_ids: Ids after which nothing more is sampled (push them too).
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def stop_ids(self) -> frozenset[int]: ...  # noqa: D102

    def render(self, system: str | None, user: str, effort: Effort = "medium") -> list[int]:
        """Ids of one request, bos included where the model wants it, up to where the answer begins."""

    def render_turns(self, turns: Sequence[Turn], effort: Effort = "medium") -> list[int]:
        """Ids of a conversation, up to where the next answer begins."""

    def new_parser(self) -> ChatParser:
        """A fresh parser for one completion of this format."""


def split_completion(chat: ChatFormat, ids: Iterable[int]) -> Completion:
    """Split all the ids of one completion at once; those after its end are not read."""
    parser = chat.new_parser()
    for token in ids:
        parser.push(token)
        if parser.done:
            break
    return parser.finish()


def completion_status(final: str, *, final_opened: bool) -> Status:
    """How the writing of a story ended.

    Args:
        final: The story's text.
        final_opened: Whether the model began a final message at all.
    """
    if not final_opened:
        return Status.NO_FINAL
    if not final.strip():
        return Status.EMPTY
    return Status.REFUSAL if looks_like_refusal(final) else Status.OK
