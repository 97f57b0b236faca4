"""Many stories from one llama.cpp context: a decode carries a token of each, and pieces of prompts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from detector.errors import EngineCrashed, ModelError, StoryfaultError
from detector.generation.chat import chat_format_for
from detector.generation.config import EngineConfig
from detector.generation.engine_batch import Batch
from detector.generation.engine_log import NativeLog
from detector.generation.engine_native import NativeModel
from detector.generation.engine_slot import Slot
from detector.generation.models import GgufDescription
from detector.generation.protocol import Outcome, Request
from detector.generation.vocabulary_llama import LlamaVocabulary
from detector.records import Status


class Engine:
    """A loaded model that writes up to ``n_parallel`` stories at the same time.

    With one story at a time, the same request gives the same tokens in every process of one build on one
    machine with the same settings (threads and batch size too): its sequence begins empty, its prompt is read
    in the same pieces, and its draws come from its own seed. With several, a decode's shape depends on how
    many stories are in it, so that logits may differ in their last bits and a draw may fall otherwise; seed
    and cache never depend on a story's neighbours.

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
        self.config = config
        self.native = NativeModel(description.path, config, log)
        self.chat = chat_format_for(description, LlamaVocabulary(self.native.model))
        self._batch = Batch(max(config.n_batch, config.n_parallel))
        self._before_decode = before_decode
        self._n_vocab = self.native.n_vocab
        self._slots: dict[int, Slot] = {}
        self._unwritten: list[Outcome] = []
        self.written = 0

    @property
    def active(self) -> list[str]:
        """The request ids being written."""
        return [slot.request.request_id for slot in self._slots.values()]

    @property
    def idle(self) -> bool:
        """Nothing is being written, and nothing is left to hand over."""
        return not self._slots and not self._unwritten

    def probe(self) -> None:
        """Decode one token, then several: both kinds of kernels run before any story depends on them."""
        for count in (1, 32):
            self._batch.clear()
            self._batch.add([self.native.any_token] * count, 0, 0, output=True)
            self._run()
            self.native.clear(0)
        self._batch.clear()

    def submit(self, request: Request) -> None:
        """Begin a story in a free sequence.

        Raises:
            ModelError: The model's chat format cannot render any request of this kind.
        """
        taken = {slot.sequence for slot in self._slots.values()}
        sequence = next((i for i in range(self.config.n_parallel) if i not in taken), None)
        if sequence is None:
            raise EngineCrashed("More stories were submitted than there are sequences.")
        try:
            ids = self.chat.render(request.system, request.prompt, request.effort)
        except ModelError:
            raise
        except StoryfaultError as error:
            self._refuse(request, str(error))
            return
        if len(ids) >= self.native.n_ctx:
            self._refuse(
                request,
                f"The prompt has {len(ids)} tokens, and the context holds {self.native.n_ctx}: "
                "raise --n-ctx, or shorten the prompt.",
            )
            return
        self.native.clear(sequence)
        self._slots[sequence] = Slot(sequence, request, ids, self.chat, self._n_vocab, self.native.n_ctx)

    def step(self) -> list[Outcome]:
        """One decode, and one drawn token for each story whose prompt is read.

        Returns:
            The stories that ended with it.
        """
        ended, self._unwritten = self._unwritten, []
        self._fill()
        if self._batch.size == 0:
            return ended
        self._run()
        for slot in list(self._slots.values()):
            if slot.batch_index < 0:
                continue
            token = self.native.sample(slot.chain.native, slot.batch_index)
            self.written += 1
            finish = slot.accept(token)
            if finish is not None:
                ended.append(slot.outcome(finish))
                slot.close()
                self.native.clear(slot.sequence)
                del self._slots[slot.sequence]
        return ended

    def close(self) -> None:
        """Free everything; unfinished stories are lost."""
        for slot in self._slots.values():
            slot.close()
        self._slots.clear()
        self._batch.close()
        self.native.close()

    def _fill(self) -> None:
        """Put into the batch what each story decodes next: tokens first, then prompts in the room left.

        Samples of one prompt could share its cells here (``llama_memory_seq_cp``) once the first has read it.
        """
        batch = self._batch
        batch.clear()
        for slot in sorted(self._slots.values(), key=lambda slot: slot.reads_prompt):
            count = min(batch.room, len(slot.pending))
            slot.batch_index = -1
            if count == 0:
                continue
            last = count == len(slot.pending)
            index = batch.add(slot.pending[:count], slot.position, slot.sequence, output=last)
            slot.pending = slot.pending[count:]
            slot.position += count
            if last:
                slot.batch_index = index

    def _run(self) -> None:
        if self._before_decode is not None:
            self._before_decode(self)
        self.native.decode(self._batch)

    def _refuse(self, request: Request, problem: str) -> None:
        self._unwritten.append(
            Outcome(request_id=request.request_id, status=Status.ERROR, finish_reason="error", error=problem)
        )

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
