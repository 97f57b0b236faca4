"""Which chat format a model speaks, and the one that uses a model's own Jinja template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from detector.errors import ModelError
from detector.generation.chat_format import ChatFormat, Effort, Turn, Vocabulary
from detector.generation.chat_jinja import JinjaTemplate, TemplateRefused
from detector.generation.chat_think import TAGS, ThinkParser
from detector.generation.harmony import HarmonyFormat, HarmonyMarkers
from detector.generation.models import GgufDescription, require_chat

_TURN_ENDS = (
    "<|im_end|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<end_of_turn>",
    "<turn|>",
    "<|end|>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|END_OF_TURN_TOKEN|>",
    "</s>",
    "<eos>",
    "[EOS]",
)
_SLOT = "\N{INVISIBLE SEPARATOR}slot{}\N{INVISIBLE SEPARATOR}"
_SLOT_PATTERN = re.compile("\N{INVISIBLE SEPARATOR}slot(\\d+)\N{INVISIBLE SEPARATOR}")


def chat_format_for(description: GgufDescription, vocabulary: Vocabulary) -> ChatFormat:
    """The format of a model: Harmony for gpt-oss, else its own template.

    A model of another architecture speaks Harmony where its vocabulary has all the markers and its
    template uses them.

    Raises:
        ModelError: It has neither, or lacks Harmony's markers, or its template does not compile.
    """
    require_chat(description)
    template = description.chat_template or ""
    try:
        if description.architecture == "gpt-oss":
            return HarmonyFormat(vocabulary)
        markers = HarmonyMarkers.find(vocabulary)
        if markers is not None and "<|channel|>" in template and "<|start|>" in template:
            return HarmonyFormat(vocabulary, markers)
        return TemplateFormat(template, vocabulary)
    except ModelError as error:
        raise ModelError(f"{description.path}: {error.message}", error.cure) from error


class TemplateFormat:
    """A model's own chat template.

    What a user or a story says cannot become a marker: where its text holds a marker of the vocabulary,
    that text is put into the ids apart from the template's, spelt out.

    Args:
        template: Its Jinja text.
        vocabulary: The model's.

    Raises:
        ModelError: The template does not compile.
    """

    name = "template"

    def __init__(self, template: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        texts = {
            name: self._text(token) for name, token in (("bos", vocabulary.bos), ("eos", vocabulary.eos))
        }
        self._bos = texts["bos"]
        self._template = JinjaTemplate(template, bos=texts["bos"], eos=texts["eos"])
        self._thinking = self._opened_tag()

    @property
    def stop_ids(self) -> frozenset[int]:
        """The vocabulary's eos and eot, and the known ends of a turn that it has as markers."""
        ids = {self._vocabulary.eos, self._vocabulary.eot, *map(self._vocabulary.marker, _TURN_ENDS)}
        return frozenset(token for token in ids if token is not None)

    def render(self, system: str | None, user: str, effort: Effort = "medium") -> list[int]:
        """Ids of one request; see ``ChatFormat``.

        Raises:
            ModelError: The template refuses a user's message.
        """
        turns = [] if system is None else [Turn("system", system)]
        return self.render_turns([*turns, Turn("user", user)], effort)

    def render_turns(self, turns: Sequence[Turn], effort: Effort = "medium") -> list[int]:
        """Ids of a conversation; a system text goes into the first user message where there is no such role.

        Past reasoning (channels other than ``final``) is left out.

        Raises:
            ModelError: The template refuses the conversation.
        """
        kept = [turn for turn in turns if turn.role != "assistant" or turn.channel in (None, "final")]
        messages = [
            _message("system" if turn.role == "developer" else turn.role, turn.content) for turn in kept
        ]
        refused: TemplateRefused | None = None
        for given in (messages, _without_system(messages)):
            for options in _attempts(effort):
                try:
                    return self._ids(given, options)
                except TemplateRefused as error:
                    refused = refused or error
        problem = f"The model's chat template refuses the request: {refused}."
        raise ModelError(problem, "Use another model.") from refused

    def new_parser(self) -> ThinkParser:
        """A parser for what follows a prompt."""
        return ThinkParser(self._vocabulary, self.stop_ids, thinking=self._thinking)

    def _ids(self, messages: Sequence[Mapping[str, str]], options: Mapping[str, Any]) -> list[int]:
        encode, bos = self._vocabulary.encode, self._vocabulary.bos
        contents = [message["content"] for message in messages]
        plain = self._template.render(messages, **options)
        if all(encode(content) == encode(content, markers=True) for content in contents):
            ids = encode(plain, markers=True)
        else:
            parts = self._parts(messages, contents, plain, options)
            ids = [token for i, part in enumerate(parts) for token in encode(part, markers=i % 2 == 0)]
        if self._vocabulary.add_bos and bos is not None and ids[:1] != [bos]:
            ids.insert(0, bos)
        return ids

    def _parts(
        self,
        messages: Sequence[Mapping[str, str]],
        contents: list[str],
        plain: str,
        options: Mapping[str, Any],
    ) -> list[str]:
        """The prompt cut into the template's text and, at odd places, contents.

        The cuts are found by rendering with a slot for each content. A template that changes contents in
        another way than trimming them would render other text around slots than around contents: refused.
        """
        slots = [_message(message["role"], _SLOT.format(i)) for i, message in enumerate(messages)]
        pieces = _SLOT_PATTERN.split(self._template.render(slots, **options))
        for fill in (contents, [content.strip() for content in contents]):
            parts = [piece if i % 2 == 0 else fill[int(piece)] for i, piece in enumerate(pieces)]
            if "".join(parts) == plain:
                return parts
        raise ModelError(
            "The request holds text that the model's chat template would read as a marker.",
            "Take the marker (such as <|im_end|>) out of the prompt.",
        )

    def _opened_tag(self) -> str | None:
        """The reasoning's opening tag that the prompt itself ends with, if any."""
        for options in _attempts("medium"):
            try:
                text = self._template.render([_message("user", "x")], **options).rstrip()
            except TemplateRefused:
                continue
            return next((tag for tag in TAGS if text.endswith(tag)), None)
        return None

    def _text(self, token: int | None) -> str:
        return "" if token is None else self._vocabulary.piece(token).decode("utf-8", "replace")


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _without_system(messages: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The messages with the system's text put before the first user's."""
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    rest = [dict(message) for message in messages if message["role"] != "system"]
    if system and rest:
        rest[0]["content"] = f"{system}\n\n{rest[0]['content']}"
    return rest


def _attempts(effort: Effort) -> tuple[dict[str, Any], ...]:
    """Variables to try a template with, in turn: some know no effort, some want lists of tools."""
    thinking = {"enable_thinking": True, "tools": None}
    return {**thinking, "reasoning_effort": effort}, thinking, {**thinking, "tools": [], "functions": ""}
