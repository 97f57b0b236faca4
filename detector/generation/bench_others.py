"""What our engine is compared with: a user's loop over llama-cpp-python, and bare decoding as the limit."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from detector.generation.bench_ours import engine_config
from detector.generation.bench_protocol import (
    N_PROMPTS,
    NEW_TOKENS,
    SAMPLES,
    Contestant,
    Round,
    Setting,
    prompt_ids,
)
from detector.generation.engine_batch import Batch
from detector.generation.engine_log import NativeLog
from detector.generation.engine_native import NativeModel
from detector.generation.hardware import peak_bytes


class Loop:
    """``Llama.create_completion`` for one story after another, with our sampling and model settings."""

    def __init__(self, setting: Setting, contestant: Contestant, log: NativeLog) -> None:
        import llama_cpp
        import llama_cpp.llama as high_level

        native: Any = vars(high_level)["llama_cpp"]
        defaults = native.llama_model_default_params

        def params() -> Any:
            found = defaults()
            found.use_extra_bufts = setting.use_extra_bufts  # the high-level class has no argument for it
            return found

        native.llama_model_default_params = params
        native.llama_vocab_is_eog = lambda _vocabulary, _token: False  # the end of text is ignored
        self._criteria = llama_cpp.StoppingCriteriaList
        self._samples = SAMPLES if contestant.table == "samples" else 1
        self._llama = llama_cpp.Llama(
            setting.model,
            n_ctx=setting.n_ctx,
            n_batch=setting.n_batch,
            n_threads=setting.n_threads,
            n_threads_batch=setting.n_threads,
            n_gpu_layers=setting.n_gpu_layers,
            verbose=False,
        )
        self._prompts = [prompt_ids(i, self._llama.n_vocab()) for i in range(N_PROMPTS)]

    def run(self, share: range) -> Round:
        """Write the stories of a share."""
        prefill = decode = 0.0
        new = prompt_tokens = 0
        start = time.perf_counter()
        for i in share:
            first: list[float] = []

            def watch(_ids: Any, _logits: Any, first: list[float] = first) -> bool:
                if not first:
                    first.append(time.perf_counter())
                return False

            ids = self._prompts[i // self._samples]
            began = time.perf_counter()
            answer: Any = self._llama.create_completion(
                ids,
                max_tokens=NEW_TOKENS,
                temperature=1.0,
                top_k=0,
                top_p=1.0,
                min_p=0.0,
                repeat_penalty=1.0,
                seed=i + 1,
                stopping_criteria=self._criteria([watch]),
            )
            prefill += first[0] - began
            decode += time.perf_counter() - first[0]
            new += answer["usage"]["completion_tokens"] - 1
            prompt_tokens += len(ids)
        return Round(
            prompt_tokens=prompt_tokens,
            prefill_seconds=prefill,
            new_tokens=new,
            decode_seconds=decode,
            seconds=time.perf_counter() - start,
            stories=len(share),
            all_tokens=new + len(share),
            peak_bytes=peak_bytes(),
        )


class Limit:
    """llama.cpp alone: the decodes that our engine makes, from batches made before, and nothing drawn."""

    def __init__(self, setting: Setting, contestant: Contestant, log: NativeLog) -> None:
        self._n, self._n_batch = contestant.n_sequences, setting.n_batch
        self._native = NativeModel(Path(setting.model), engine_config(setting, contestant), log)

    def run(self, share: range) -> Round:
        """Decode the stories of a share, ``n_sequences`` at a time."""
        prefill = decode = 0.0
        prompt_tokens = new = 0
        for first in range(share.start, share.stop, self._n):
            group = range(first, min(first + self._n, share.stop))
            prompts = [prompt_ids(i, self._native.n_vocab) for i in group]
            prompt_tokens += sum(map(len, prompts))
            prefill += self._time([self._prompt(ids, i) for i, ids in enumerate(prompts)])
            steps = [self._step(prompts, k) for k in range(NEW_TOKENS - 1)]
            decode += self._time(steps)
            new += len(steps) * len(group)
            for sequence in range(len(group)):
                self._native.clear(sequence)
        return Round(
            prompt_tokens=prompt_tokens,
            prefill_seconds=prefill,
            new_tokens=new,
            decode_seconds=decode,
            seconds=prefill + decode,
            stories=len(share),
            all_tokens=new + len(share),
            peak_bytes=peak_bytes(),
        )

    def _prompt(self, ids: list[int], sequence: int) -> Batch:
        batch = Batch(len(ids))
        batch.add(ids, 0, sequence, output=True)
        return batch

    def _step(self, prompts: list[list[int]], k: int) -> Batch:
        batch = Batch(len(prompts))
        for sequence, ids in enumerate(prompts):
            batch.add_one((7919 * k + ids[k]) % self._native.n_vocab, len(ids) + k, sequence)
        return batch

    def _time(self, batches: list[Batch]) -> float:
        began = time.perf_counter()
        for batch in batches:
            self._native.decode(batch)
            self._native.wait()
        seconds = time.perf_counter() - began
        for batch in batches:
            batch.close()
        return seconds
