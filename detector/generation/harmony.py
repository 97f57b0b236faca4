"""The Harmony format of gpt-oss: conversations as token ids, with the markers of the model's own vocabulary.

Source: OpenAI's Harmony response format (the openai-harmony library is the reference the tests compare with).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from detector.errors import ModelError
from detector.generation.chat_format import Effort, Turn, Vocabulary
from detector.generation.harmony_parser import HarmonyParser

MODEL_IDENTITY = "You are ChatGPT, a large language model trained by OpenAI."
KNOWLEDGE_CUTOFF = "2024-06"
CHANNELS = ("analysis", "commentary", "final")


@dataclass(frozen=True)
class HarmonyMarkers:
    """The ids of Harmony's markers in one vocabulary."""

    start: int
    message: int
    channel: int
    end: int
    return_: int
    call: int
    constrain: int

    @classmethod
    def find(cls, vocabulary: Vocabulary) -> HarmonyMarkers | None:
        """Look the markers up by their text; None where one is missing."""
        names = [field.name for field in fields(cls)]
        ids = [vocabulary.marker(f"<|{name.rstrip('_')}|>") for name in names]
        found = {name: token for name, token in zip(names, ids, strict=True) if token is not None}
        return cls(**found) if len(found) == len(names) else None


def system_content(
    *,
    effort: Effort | None = "medium",
    identity: str | None = MODEL_IDENTITY,
    knowledge_cutoff: str | None = KNOWLEDGE_CUTOFF,
    current_date: str | None = None,
    channels: Sequence[str] = CHANNELS,
) -> str:
    """The text of a system message; what is None or empty is left out.

    Args:
        effort: How much the model reasons.
        identity: Who the model is told that it is.
        knowledge_cutoff: Year and month.
        current_date: As it shall stand there, such as ``2026-11-23``. Off by default, so that a run
            renders the same ids on any day.
        channels: Channels that the model may write to.
    """
    top = [
        identity,
        knowledge_cutoff and f"Knowledge cutoff: {knowledge_cutoff}",
        current_date and f"Current date: {current_date}",
    ]
    sections = [
        "\n".join(line for line in top if line is not None),
        f"Reasoning: {effort}" if effort else "",
        f"# Valid channels: {', '.join(channels)}. Channel must be included for every message."
        if channels
        else "",
    ]
    return "\n\n".join(section for section in sections if section)


def developer_content(instructions: str) -> str:
    """The text of a developer message: what chat programs call the system prompt."""
    return f"# Instructions\n\n{instructions}"


class HarmonyFormat:
    """Harmony, spoken with the markers of one model's vocabulary.

    Args:
        vocabulary: The model's.
        markers: Its Harmony markers, where they are known already.
        current_date: Given to the model where set.

    Raises:
        ModelError: The vocabulary lacks a marker.
    """

    name = "harmony"

    def __init__(
        self,
        vocabulary: Vocabulary,
        markers: HarmonyMarkers | None = None,
        *,
        current_date: str | None = None,
    ) -> None:
        markers = markers or HarmonyMarkers.find(vocabulary)
        if markers is None:
            raise ModelError(
                "The model's vocabulary lacks markers of the Harmony format (<|start|>, <|channel|> …).",
                "Convert the model again with a current llama.cpp, or use another GGUF of it.",
            )
        self.markers = markers
        self._vocabulary = vocabulary
        self._current_date = current_date

    @property
    def stop_ids(self) -> frozenset[int]:
        """``<|return|>`` and ``<|call|>``, and whatever else ends a text; ``<|end|>`` ends a message only."""
        marks, known = self.markers, self._vocabulary
        ids = {marks.return_, marks.call, known.eos, known.eot, known.marker("<|endoftext|>")}
        return frozenset(token for token in ids if token is not None) - {self.markers.end}

    def render(self, system: str | None, user: str, effort: Effort = "medium") -> list[int]:
        """Ids of one request; ``system`` becomes the developer message that Harmony has for it."""
        turns = [] if system is None else [Turn("developer", developer_content(system))]
        return self.render_turns([*turns, Turn("user", user)], effort)

    def render_turns(self, turns: Sequence[Turn], effort: Effort = "medium") -> list[int]:
        """Ids of a conversation with the default system message in front, up to ``<|start|>assistant``."""
        system = Turn("system", system_content(effort=effort, current_date=self._current_date))
        return self.render_conversation([system, *turns])

    def render_conversation(self, turns: Sequence[Turn]) -> list[int]:
        """Ids of exactly these turns, and of the header that the assistant's next message begins with.

        Once an assistant's final message stands last among its messages, the analysis that came before the
        conversation's first final message is dropped, as the reference does.
        """
        last = next((turn for turn in reversed(turns) if turn.role == "assistant"), None)
        first_final = next((i for i, turn in enumerate(turns) if turn.channel == "final"), 0)
        drop_before = first_final if last is not None and last.channel == "final" else 0
        ids: list[int] = []
        for i, turn in enumerate(turns):
            if not (i < drop_before and turn.channel == "analysis"):
                ids += self.render_turn(turn)
        return [*ids, self.markers.start, *self._vocabulary.encode("assistant")]

    def render_turn(self, turn: Turn) -> list[int]:
        """Ids of one message, markers included.

        Raises:
            ValueError: A tool's message without a name.
        """
        encode, marks = self._vocabulary.encode, self.markers
        if turn.role == "tool" and turn.name is None:
            raise ValueError("a tool's message needs the tool's name")
        ids = [marks.start]
        if turn.role == "tool":
            ids += encode(turn.name or "")
        else:
            ids += encode(turn.role)
            if turn.name is not None:
                ids += encode(f":{turn.name}")
        if turn.recipient is not None and turn.recipient != "all":
            ids += encode(f" to={turn.recipient}")
        if turn.channel is not None:
            ids += [marks.channel, *encode(turn.channel)]
        if turn.content_type is not None:
            ids += self._content_type(turn.content_type)
        is_call = turn.role == "assistant" and turn.recipient is not None
        return [*ids, marks.message, *encode(turn.content), marks.call if is_call else marks.end]

    def new_parser(self) -> HarmonyParser:
        """A parser for what follows ``<|start|>assistant``."""
        return HarmonyParser(self.markers, self._vocabulary, stop_ids=self.stop_ids)

    def _content_type(self, content_type: str) -> list[int]:
        encode = self._vocabulary.encode
        constrain = "<|constrain|>"
        if not content_type.startswith(constrain):
            return encode(f" {content_type}")
        rest = content_type[len(constrain) :]
        return [*encode(" "), self.markers.constrain, *(encode(rest) if rest else [])]
