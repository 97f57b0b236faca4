"""Many stories from one llama.cpp context: a decode carries a token of each, and pieces of prompts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from detector.errors import ModelError, StoryfaultError, UsageError
from detector.generation.chat import chat_format_for
from detector.generation.config import EngineConfig
from detector.generation.engine_batch import Batch
from detector.generation.engine_log import NativeLog
from detector.generation.engine_native import NativeModel
from detector.generation.engine_prefix import Prefixes
from detector.generation.engine_slot import Finish, Slot
from detector.generation.models import GgufDescription
from detector.generation.protocol import Outcome, Request
from detector.generation.vocabulary_llama import LlamaVocabulary
from detector.records import Status

_READ_FIRST = 8
"""Batches of prompts that are read before the stories being written go on: more together write faster."""


class Engine:
    """A loaded model that writes up to ``n_parallel`` stories at the same time.

    The same request gives the same tokens in every process of one build on one machine with the same
    settings (threads and batch size too), whatever other stories there are and in whatever order they come.
    With one story at a time this always holds: its sequence begins empty or as a copy, its prompt is read in
    the same pieces, and its draws come from its own seed. With two or more at a time it holds, and for all
    such numbers alike, where llama.cpp computes a token to the same bit whatever other tokens it computes
    with it; ``engine_trial.is_batch_invariant`` tries that out, and on the CPUs it was tried on it
    is so. Elsewhere logits differ in their last bits with the neighbours, and a draw may fall otherwise. One
    at a time and several are two ways of rounding: a story may differ between them. Draws that need a
    temperature and min-p alone are numpy's, others llama.cpp's, and each row's are its own.

    Args:
        description: The model file.
        config: How llama.cpp runs.
        log: Takes llama.cpp's log.
        before_decode: Called before every decode (tests put faults there).

    Attributes:
        config: The settings in use.
        native: The model and its context.
        chat: The model's chat format.
        written: Tokens drawn so far, over all stories.
        evaluated: Tokens decoded so far, prompts included.

    Raises:
        EngineUnavailable: llama-cpp-python is missing.
        ModelError: The model cannot be loaded, or has no chat format.
    """

    def __init__(
        self,
        description: GgufDescription,
        config: EngineConfig,
        log: NativeLog,
        before_decode: Callable[[Engine], None] | None = None,
    ) -> None:
        self.native = NativeModel(description.path, config, log)
        self.chat = chat_format_for(description, LlamaVocabulary(self.native.model))
        self._before_decode = before_decode
        self._slots: dict[int, Slot] = {}
        self._queue: deque[Request] = deque()
        self._ended: list[Outcome] = []
        self.written = self.evaluated = 0
        self._batch = Batch(1)
        self._take(config)

    @property
    def active(self) -> list[str]:
        """The request ids being written."""
        return [slot.request.request_id for slot in self._slots.values()]

    @property
    def idle(self) -> bool:
        """Nothing is being written or waits, and nothing is left to hand over."""
        return not self._slots and not self._queue and not self._ended

    @property
    def n_waiting(self) -> int:
        """Stories that were submitted and have no sequence yet."""
        return len(self._queue)

    def reconfigure(self, config: EngineConfig) -> None:
        """Make the context anew, with other settings; only while idle."""
        self.native.make_context(config)
        self._take(config)

    def submit(self, request: Request) -> None:
        """Add a story to those waiting; samples of one prompt are best submitted one after another."""
        self._queue.append(request)

    def drop_waiting(self) -> list[str]:
        """Forget the stories that have not begun; gives their request ids."""
        dropped = [request.request_id for request in self._queue]
        self._queue.clear()
        return dropped

    def step(self) -> list[Outcome]:
        """One decode, and one drawn token for each story whose prompt is read.

        Returns:
            The stories that ended with it.

        Raises:
            ModelError: The model's chat format cannot render any request of this kind.
        """
        self._begin()
        self._read()
        self._write()
        ended, self._ended = self._ended, []
        if ended and not self._queue:
            self._close_ranks()
        return ended

    def close(self) -> None:
        """Free everything; unfinished stories are lost."""
        for slot in self._slots.values():
            slot.close()
        self._slots.clear()
        self._batch.close()
        self.native.close()

    def decode(self) -> None:
        """Compute what is in the batch."""
        if self._before_decode is not None:
            self._before_decode(self)
        self.native.decode(self._batch)

    @property
    def batch(self) -> Batch:
        """What the next decode computes; for trials, while no story is being written."""
        return self._batch

    def _take(self, config: EngineConfig) -> None:
        self.config = config
        self._batch.close()
        n_parallel = config.stories_at_a_time
        self._batch = Batch(max(config.n_batch, self.native.n_sequences))
        self._n_parallel = n_parallel
        self._free = set(range(n_parallel))
        self._prefixes = Prefixes(self.chat, self.native, n_parallel, config.n_batch)

    def _begin(self) -> None:
        """Give sequences to the stories that wait."""
        while self._queue and self._free:
            request = self._queue.popleft()
            sequence = min(self._free)
            try:
                ids = self.chat.render(request.system, request.prompt, request.effort)
                if len(ids) >= self.native.n_ctx:
                    raise UsageError(
                        f"The prompt has {len(ids)} tokens, and the context holds {self.native.n_ctx}: "
                        "raise --n-ctx, or shorten the prompt."
                    )
                slot = Slot(sequence, request, ids, self.chat, self.native)
            except ModelError:
                raise
            except StoryfaultError as error:
                self._refuse(request, str(error))
                continue
            self._free.discard(sequence)
            self.native.clear(sequence)
            self._slots[sequence] = slot
            slot.cut = self._prefixes.system_length(request, slot.prompt)
            if self.config.share_prefix:
                self._share(slot)

    def _share(self, slot: Slot) -> None:
        """Begin a story with what has been read already, or let it wait for what is being read."""
        logits = self._prefixes.copy_prompt(slot.prompt, slot.sequence)
        if logits is not None:
            slot.skip_prompt()
            self._after(slot, slot.draw_from(logits))
            return
        for other in self._slots.values():
            if other is not slot and not other.written and other.prompt == slot.prompt:
                slot.leader = other.sequence if other.leader is None else other.leader
                return
        if slot.cut:
            self._prefixes.copy_system(slot.prompt[: slot.cut], slot.sequence, self._decode_alone)
            slot.decoded(slot.cut)

    def _read(self) -> None:
        """Read prompts, and what was put into a story, a piece at a time and some each step.

        A piece is decoded alone, and its size depends on its own story only: attention over several tokens
        adds in another order than over one.
        """
        room = _READ_FIRST * self.config.n_batch
        for slot in [self._slots[i] for i in sorted(self._slots)]:
            while slot.reads and room > 0:
                piece = slot.next_piece(self.config.n_batch)
                last = len(piece) == len(slot.pending)
                self._decode_alone(piece, slot.position, slot.sequence, output=last)
                slot.decoded(len(piece))
                room -= len(piece)
                if not slot.pending:
                    if not slot.written:
                        self._hand_over(slot)
                    self._after(slot, slot.draw(len(piece) - 1))

    def _hand_over(self, slot: Slot) -> None:
        """Give a prompt that was just read to the other stories that ask it, before its sequence goes on."""
        followers = [other for other in self._slots.values() if other.leader == slot.sequence]
        for other in followers:
            self.native.copy(slot.sequence, other.sequence)
        last = self._batch.size - 1
        if self.config.share_prefix and self._queue and _same_prompt(self._queue[0], slot.request):
            self._prefixes.keep_prompt(slot.prompt, slot.sequence, self.native.logits(last))
        for other in followers:
            other.leader = None
            other.skip_prompt()
            self._after(other, other.draw(last))

    def _write(self) -> None:
        """Decode the token that each story drew last, all together, and draw its next one."""
        slots = self._slots
        writing = [slots[i] for i in sorted(slots) if slots[i].written and len(slots[i].pending) == 1]
        beside: dict[int, int] = {}
        if self._n_parallel > 1:
            writing, beside = self._in_company(writing)
        if not writing:
            return
        batch = self._batch
        batch.clear()
        for slot in writing:
            sequence = slot.sequence
            other = beside.get(sequence, sequence)
            if other < sequence:
                batch.add_one(self.native.any_token, 0, other)
            slot.batch_index = batch.add_one(slot.pending[0], slot.position, sequence)
            if other > sequence:
                batch.add_one(self.native.any_token, 0, other)
        self.decode()
        self.evaluated += len(writing)
        for other in beside.values():
            self.native.clear(other)
        together = [(slot, slot.plain) for slot in writing if slot.plain is not None]
        places = [slot.batch_index for slot, _ in together]
        drawn = self.native.draw_plain(batch.size, places, [draws for _, draws in together])
        self.written += len(drawn)
        for (slot, _), token in zip(together, drawn, strict=True):
            slot.position += 1
            if (finish := slot.accept(token)) is not None:
                self._end(slot, finish)
        for slot in writing:
            if slot.plain is None:
                slot.position += 1
                self._after(slot, slot.draw(slot.batch_index))

    def _in_company(self, writing: list[Slot]) -> tuple[list[Slot], dict[int, int]]:
        """Let no token be computed alone: llama.cpp adds in another order for one token than for more.

        Tokens are computed in one piece where their sequences follow one another. A sequence that has no
        neighbour gets a free one, for a token that is forgotten, and waits where there is none.

        Returns:
            Those that are decoded, and for some of them the sequence to fill.
        """
        if len(writing) > 1 and writing[-1].sequence - writing[0].sequence == len(writing) - 1:
            return writing, {}
        taken = {slot.sequence for slot in writing}
        kept: list[Slot] = []
        beside: dict[int, int] = {}
        for slot in writing:
            around = [i for i in (slot.sequence + 1, slot.sequence - 1) if 0 <= i < self._n_parallel]
            if not taken.intersection(around):
                empty = [i for i in around if i not in self._slots or self._slots[i].position == 0]
                empty = [i for i in empty if i not in beside.values()]
                if not empty:
                    continue
                beside[slot.sequence] = empty[0]
            kept.append(slot)
        return kept, beside

    def _decode_alone(self, ids: Sequence[int], position: int, sequence: int, *, output: bool) -> None:
        self._batch.clear()
        self._batch.add(ids, position, sequence, output=output)
        self.decode()
        self.evaluated += len(ids)

    def _after(self, slot: Slot, finish: Finish | None) -> None:
        """Count a drawn token, and end the story if it was its last."""
        self.written += 1
        if finish is not None:
            self._end(slot, finish)

    def _end(self, slot: Slot, finish: Finish) -> None:
        self._ended.append(slot.outcome(finish))
        slot.close()
        self.native.clear(slot.sequence)
        self._free.add(slot.sequence)
        del self._slots[slot.sequence]

    def _close_ranks(self) -> None:
        """Move the last stories into the sequences that have become free, so that one piece computes all."""
        while self._slots and (last := max(self._slots)) >= len(self._slots):
            if not self._slots[last].written:
                return
            slot = self._slots.pop(last)
            slot.sequence = min(self._free)
            self.native.clear(slot.sequence)
            self.native.copy(last, slot.sequence)
            self.native.clear(last)
            self._free ^= {last, slot.sequence}
            self._slots[slot.sequence] = slot

    def _refuse(self, request: Request, problem: str) -> None:
        self._ended.append(
            Outcome(request_id=request.request_id, status=Status.ERROR, finish_reason="error", error=problem)
        )

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _same_prompt(one: Request, other: Request) -> bool:
    return (one.prompt, one.system, one.effort) == (other.prompt, other.system, other.effort)
