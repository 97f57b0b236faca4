"""One model and one context of llama.cpp, through its C interface."""

from __future__ import annotations

import ctypes
import os
from importlib import metadata
from pathlib import Path
from typing import Any

from detector.errors import EngineCrashed, EngineUnavailable, ModelError
from detector.generation.config import EngineConfig
from detector.generation.engine_batch import Batch
from detector.generation.engine_log import NativeLog
from detector.generation.hardware import usable_cpus
from detector.generation.sampling_rows import Draws, RowSampler

INSTALL = (
    "Install it: pip install llama-cpp-python (it builds llama.cpp; a C++ compiler and cmake are needed)."
)


def import_llama() -> Any:
    """The low-level interface of llama-cpp-python.

    Raises:
        EngineUnavailable: It is not installed, or its library does not load.
    """
    try:
        import llama_cpp
    except Exception as error:
        raise EngineUnavailable(f"llama-cpp-python cannot be used: {error}.", INSTALL) from error
    return llama_cpp


RESERVED = 2
"""Sequences beside those of stories, in which prefixes are kept."""

PIECE = 512
"""Most tokens that are computed together."""

_SMALL_MODEL = 64 * 2**20
"""Bytes of weights below which threads wait for one another longer than they compute a few tokens."""

_MANY = 4


class NativeModel:
    """A loaded model with a context of ``n_parallel`` sequences, and of some that keep prefixes.

    Each sequence has a cache of its own (``kv_unified`` off), so that one sequence's cells do not depend on
    another's, and the sliding-window layers keep their window only.

    Attributes:
        model: The model's pointer.
        n_ctx: Tokens a sequence can hold.
        n_threads: Threads that compute.
        n_gpu_layers: As given to llama.cpp; -1 is all.
        n_sequences: Sequences of the context.
        rows: Draws from rows of logits.

    Raises:
        EngineUnavailable: llama-cpp-python is missing.
        ModelError: The file cannot be loaded, or its context not be made.
    """

    def __init__(self, path: Path, config: EngineConfig, log: NativeLog) -> None:
        self._api = import_llama()
        self._context: Any = None
        self.model: Any = None
        self._log, self._path = log, path
        self._logits: Any = None
        self._place = (0, 0)
        log.install()
        self._api.llama_backend_init()
        self._load(path, config, log)
        n_ctx_train = int(self._api.llama_model_n_ctx_train(self.model))
        self.n_ctx = min(config.n_ctx, n_ctx_train) if n_ctx_train > 0 else config.n_ctx
        self._decode, self._sample = self._api.llama_decode, self._api.llama_sampler_sample
        self.n_vocab = int(self._api.llama_vocab_n_tokens(self._api.llama_model_get_vocab(self.model)))
        self.make_context(config)

    @property
    def any_token(self) -> int:
        """A token that may be decoded for a trial."""
        bos = int(self._api.llama_vocab_bos(self._api.llama_model_get_vocab(self.model)))
        return max(bos, 0)

    def build(self) -> str:
        """llama.cpp's version, the processor features it was built with, and numpy's version."""
        version = self._api.llama_version().decode("utf-8", "replace")
        features = self._api.llama_print_system_info().decode("utf-8", "replace").strip(" |")
        return f"llama.cpp {version}; {features} | numpy {metadata.version('numpy')}"

    def decode(self, batch: Batch) -> None:
        """Compute a batch.

        Raises:
            EngineCrashed: llama.cpp refused it; the context's state is then unknown.
        """
        code = self._decode(self._context, batch.native)
        if code != 0:
            raise EngineCrashed(f"llama_decode returned {code} for {batch.size} tokens.")

    def wait(self) -> None:
        """Until what was decoded is computed, which on a GPU is later than ``decode`` returns."""
        self._api.llama_synchronize(self._context)

    def sample(self, chain: Any, index: int) -> int:
        """Draw a token with a sampler chain from the logits of the batch's ``index``-th token."""
        return self._sample(chain, self._context, index)  # type: ignore[no-any-return]

    def logits(self, index: int) -> Any:
        """A copy of the logits of the batch's ``index``-th token: float32, as many as the vocabulary."""
        import numpy as np

        pointer = self._api.llama_get_logits_ith(self._context, index)
        return np.ctypeslib.as_array(pointer, (self.n_vocab,)).copy()

    def draw_plain(self, size: int, indices: list[int], draws: list[Draws]) -> list[int]:
        """Draw from the logits of some tokens of the last batch, of whose tokens all had logits wanted.

        Args:
            size: Tokens of the batch.
            indices: Where those to draw after stand in it.
            draws: Each one's.
        """
        pointer = self._api.llama_get_logits(self._context)
        place = (ctypes.addressof(pointer.contents), size)
        if place != self._place:
            import numpy as np

            self._place, self._logits = place, np.ctypeslib.as_array(pointer, (size, self.n_vocab))
        logits = self._logits
        return self.rows.draw(logits if len(indices) == size else logits[indices], draws)

    def clear(self, sequence: int) -> None:
        """Forget a sequence."""
        self._api.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def copy(self, sequence: int, to: int) -> None:
        """Make a sequence what another is, cells and all.

        llama.cpp copies the data at the start of the next decode; until then the first may be added to by
        nothing else, which holds as only a decode adds.
        """
        self._api.llama_memory_seq_cp(self._memory, sequence, to, -1, -1)

    def close(self) -> None:
        """Free context and model, and let go of the log; a second call does nothing."""
        self._free_context()
        if self.model is not None:
            self._api.llama_model_free(self.model)
            self.model = None
        self._log.remove()

    def _default_threads(self, n_parallel: int) -> int:
        small = int(self._api.llama_model_size(self.model)) < _SMALL_MODEL and n_parallel < _MANY
        return 1 if small and self.n_gpu_layers == 0 else usable_cpus()

    def _load(self, path: Path, config: EngineConfig, log: NativeLog) -> None:
        params = self._api.llama_model_default_params()
        if config.n_gpu_layers == "auto":
            self.n_gpu_layers = -1 if self._api.llama_supports_gpu_offload() else 0
        else:
            self.n_gpu_layers = config.n_gpu_layers
        params.n_gpu_layers = self.n_gpu_layers
        params.use_extra_bufts = config.use_extra_bufts
        if not config.mmap:
            params.load_mode = self._api.LLAMA_LOAD_MODE_NONE
        self.model = self._api.llama_model_load_from_file(os.fsencode(path), params)
        if not self.model:
            self.model = None
            self.close()
            raise ModelError(
                f"{path}: llama.cpp cannot load this model{_said(log)}.",
                "Check that the file is whole, that its architecture is known to this llama-cpp-python, "
                "and that there is memory for it.",
            )

    def make_context(self, config: EngineConfig) -> None:
        """Make the context, in place of the one there is.

        Raises:
            ModelError: There is no memory for it.
        """
        self._free_context()
        params = self._api.llama_context_default_params()
        n_parallel = config.stories_at_a_time
        self.n_threads = config.n_threads or self._default_threads(n_parallel)
        self.n_sequences = params.n_seq_max = n_parallel + (RESERVED if config.share_prefix else 0)
        params.n_ctx = self.n_ctx * self.n_sequences
        params.n_batch = max(config.n_batch, self.n_sequences)
        params.n_threads = params.n_threads_batch = self.n_threads
        params.n_ubatch = min(params.n_batch, PIECE)
        params.flash_attn_type = {
            "auto": self._api.LLAMA_FLASH_ATTN_TYPE_AUTO,
            "on": self._api.LLAMA_FLASH_ATTN_TYPE_ENABLED,
            "off": self._api.LLAMA_FLASH_ATTN_TYPE_DISABLED,
        }[config.flash_attention]
        params.swa_full = False
        params.kv_unified = False
        self._context = self._api.llama_init_from_model(self.model, params)
        if not self._context:
            self._context = None
            said = _said(self._log)
            self.close()
            raise ModelError(
                f"{self._path}: no context of {self.n_sequences} × {self.n_ctx} tokens could be made{said}.",
                "Ask for less memory: a smaller --n-ctx or --n-parallel.",
            )
        self._memory = self._api.llama_get_memory(self._context)
        self.rows = RowSampler(n_parallel, self.n_vocab)
        self._place, self._logits = (0, 0), None

    def _free_context(self) -> None:
        if self._context is not None:
            self._api.llama_free(self._context)
            self._context = None


def _said(log: NativeLog) -> str:
    return f" ({log.errors[0].rstrip('.')})" if log.errors else ""
