"""One story in the making: what its sequence decodes next, and when it ends."""

from __future__ import annotations

import time
from typing import Literal

from detector.generation.chat_format import ChatFormat
from detector.generation.protocol import Outcome, Request
from detector.generation.sampling import SamplerChain
from detector.records import Usage

Finish = Literal["stop", "length"]
_SLACK = 64  # tokens past both budgets after which a story ends, whatever the parser says


class Slot:
    """A sequence of the context while it writes a story.

    Args:
        sequence: The context's sequence, from 0.
        request: What is asked.
        ids: The rendered request.
        chat: The model's chat format.
        n_vocab: Tokens of the vocabulary.
        n_ctx: Tokens the sequence holds.

    Attributes:
        pending: Ids to decode before the next one is drawn.
        position: Tokens decoded so far.
        written: Tokens drawn so far.
        chain: The sampler chain.
        batch_index: Where the last pending token stands in the batch being decoded; -1 if it does not.
    """

    def __init__(
        self, sequence: int, request: Request, ids: list[int], chat: ChatFormat, n_vocab: int, n_ctx: int
    ) -> None:
        self.sequence, self.request = sequence, request
        self.n_input, self._n_ctx = len(ids), n_ctx
        self._parser, self._stop_ids = chat.new_parser(), chat.stop_ids
        self.chain = SamplerChain(request.sampling, n_vocab)
        self.pending = list(ids)
        if request.max_reasoning_tokens == 0:
            self.pending += self._parser.force_final()
        self.position = self.written = 0
        self.batch_index = -1
        self._began = time.monotonic()

    @property
    def reads_prompt(self) -> bool:
        """Whether it still decodes its prompt."""
        return self.written == 0

    def accept(self, token: int) -> Finish | None:
        """Take the token that was drawn after all pending ones were decoded.

        Returns:
            Why the story ends with it, or None if it goes on.
        """
        request, parser = self.request, self._parser
        self.written += 1
        parser.push(token)
        if token in self._stop_ids or parser.done:
            return "stop"
        if parser.final_tokens >= request.max_story_tokens:
            return "length"
        if self.written >= request.max_story_tokens + request.max_reasoning_tokens + _SLACK:
            return "length"
        self.pending = [token]
        if parser.channel != "final" and parser.outside_tokens >= request.max_reasoning_tokens:
            self.pending += parser.force_final()
        return "length" if self.position + len(self.pending) > self._n_ctx else None

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
        """Free the sampler chain."""
        self.chain.close()
