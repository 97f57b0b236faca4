"""One story in the making: what its sequence decodes next, and when it ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

from detector.generation.chat_format import ChatFormat
from detector.generation.engine_grammar import Grammar
from detector.generation.protocol import Outcome, Request
from detector.generation.sampling_chain import SamplerChain
from detector.generation.sampling_rows import Draws, is_plain
from detector.records import Usage

if TYPE_CHECKING:
    from detector.generation.engine_native import NativeModel

Finish = Literal["stop", "length"]
_SLACK = 64  # tokens past both budgets after which a story ends, whatever the parser says


class Slot:
    """A sequence of the context while it writes a story.

    Args:
        sequence: The context's sequence, from 0.
        request: What is asked.
        ids: The rendered request.
        chat: The model's chat format.
        native: The model; it must outlive this object.

    Attributes:
        prompt: Ids that are decoded before the first one is drawn.
        pending: Ids to decode before the next one is drawn.
        position: Tokens decoded so far.
        written: Tokens drawn so far.
        leader: The sequence that reads the same prompt for this one; None if it reads by itself.
        cut: Where its prompt is cut: what comes before is the system's part.
        batch_index: Where its token stands in the batch being decoded.
        plain: Its draws, where they can be made together with those of others; else None.
    """

    def __init__(
        self, sequence: int, request: Request, ids: list[int], chat: ChatFormat, native: NativeModel
    ) -> None:
        self.sequence, self.request = sequence, request
        self.n_input = len(ids)
        self._native, self._parser, self._stop_ids = native, chat.new_parser(), chat.stop_ids
        if request.max_reasoning_tokens == 0:
            ids = [*ids, *self._parser.force_final()]
        self.prompt = tuple(ids)
        self.pending = list(ids)
        self.position = self.written = 0
        self.leader: int | None = None
        self.cut = 0
        self.batch_index = 0
        self._began = time.monotonic()
        self._most_story, self._most_reasoning = request.max_story_tokens, request.max_reasoning_tokens
        self._most = request.max_story_tokens + request.max_reasoning_tokens + _SLACK
        grammar = request.sampling.grammar
        self._grammar = None if grammar is None else Grammar(grammar, native.model)
        self.plain = Draws(request.sampling) if is_plain(request.sampling) else None
        self._chain = None if self.plain else SamplerChain(request.sampling, native.n_vocab)

    @property
    def reads(self) -> bool:
        """Whether it has several tokens to decode, or its prompt, and does that by itself."""
        return self.leader is None and bool(self.pending) and (len(self.pending) > 1 or not self.written)

    def next_piece(self, n_batch: int) -> list[int]:
        """The next pending ids, at most so many, and none beyond the cut together with one before it."""
        to_cut = self.cut - self.position
        return self.pending[: min(n_batch, to_cut) if to_cut > 0 else n_batch]

    def decoded(self, count: int) -> None:
        """Take pending ids as decoded."""
        self.pending = self.pending[count:]
        self.position += count

    def skip_prompt(self) -> None:
        """Take the prompt as decoded: its sequence has become a copy of one that read it."""
        self.pending, self.position = [], len(self.prompt)

    def draw(self, index: int) -> Finish | None:
        """Draw the next token from the logits of the batch's ``index``-th token, and take it.

        Returns:
            Why the story ends with it, or None if it goes on.
        """
        if self._chain is None or self._grammar is not None:
            return self.draw_from(self._native.logits(index))
        return self.accept(self._native.sample(self._chain.native, index))

    def draw_from(self, logits: Any) -> Finish | None:
        """As ``draw``, from logits that were kept."""
        if self._chain is None:
            assert self.plain is not None
            return self.accept(self._native.rows.draw(logits[None], [self.plain])[0])
        if self._grammar is not None and self._parser.channel == "final":
            return self.accept(self._grammar.draw(self._chain, logits))
        return self.accept(self._chain.draw_from(logits))

    def accept(self, token: int) -> Finish | None:
        """Take the token that was drawn after all pending ones were decoded."""
        parser = self._parser
        self.written += 1
        parser.take(token)
        if token in self._stop_ids or parser.done:
            return "stop"
        if parser.final_tokens >= self._most_story or self.written >= self._most:
            return "length"
        self.pending = [token]
        if parser.outside_tokens >= self._most_reasoning and parser.channel != "final":
            self.pending += parser.force_final()
        return "length" if self.position + len(self.pending) > self._native.n_ctx else None

    def outcome(self, finish: Finish) -> Outcome:
        """The story, once it has ended."""
        completion = self._parser.finish()
        return Outcome(
            request_id=self.request.request_id,
            status=completion.status,
            completion=completion.final,
            reasoning=completion.reasoning,
            finish_reason=finish,
            usage=Usage(
                input_tokens=self.n_input,
                output_tokens=self.written,
                reasoning_tokens=completion.reasoning_tokens,
            ),
            malformed=completion.malformed,
            seconds=round(time.monotonic() - self._began, 6),
        )

    def close(self) -> None:
        """Free the sampler chain and the grammar."""
        if self._chain is not None:
            self._chain.close()
        if self._grammar is not None:
            self._grammar.close()
