"""A sequence's own sampler chain in llama.cpp, with the seed of its draws."""

from __future__ import annotations

import ctypes
from typing import Any

from detector.generation.sampling import Sampling


class SamplerChain:
    """Bias, penalties, top-k, top-p, min-p, temperature, draw (llama.cpp's order).

    Args:
        sampling: Its settings; a grammar among them is ``Grammar``'s matter.
        n_vocab: Tokens of the vocabulary.

    Attributes:
        native: The chain's pointer.
    """

    def __init__(self, sampling: Sampling, n_vocab: int) -> None:
        import llama_cpp

        self._api: Any = llama_cpp
        self.native: Any = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        if bias := {token: by for token, by in sampling.logit_bias.items() if 0 <= token < n_vocab}:
            array: Any = (llama_cpp.llama_logit_bias * len(bias))()
            for i, (token, by) in enumerate(bias.items()):
                array[i].token, array[i].bias = token, by
            self._add(llama_cpp.llama_sampler_init_logit_bias(n_vocab, len(bias), array))
        if sampling.penalizes:
            penalties = sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty
            self._add(llama_cpp.llama_sampler_init_penalties(n_vocab, sampling.repeat_last_n, *penalties))
        if sampling.temperature == 0:
            self._add(llama_cpp.llama_sampler_init_greedy())
            return
        if sampling.top_k > 0:
            self._add(llama_cpp.llama_sampler_init_top_k(sampling.top_k))
        if sampling.top_p < 1:
            self._add(llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1))
        if sampling.min_p > 0:
            self._add(llama_cpp.llama_sampler_init_min_p(sampling.min_p, 1))
        if sampling.temperature != 1:
            self._add(llama_cpp.llama_sampler_init_temp(sampling.temperature))
        self._add(llama_cpp.llama_sampler_init_dist(sampling.seed))

    def draw_from(self, logits: Any) -> int:
        """Draw from logits of our own, which stay as they are, and take the token as written."""
        token = Candidates(logits).draw(self.native)
        self._api.llama_sampler_accept(self.native, token)
        return token

    def _add(self, sampler: Any) -> None:
        self._api.llama_sampler_chain_add(self.native, sampler)

    def close(self) -> None:
        """Free the chain; a second call does nothing."""
        if self.native is not None:
            self._api.llama_sampler_free(self.native)
            self.native = None


class Candidates:
    """Every token with its logit, in the form that samplers change.

    Args:
        logits: Of tokens with ids one after another; copied.
        first: The first one's id.
    """

    def __init__(self, logits: Any, first: int = 0) -> None:
        import llama_cpp
        import numpy as np

        self._api: Any = llama_cpp
        n = len(logits)
        kind = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)], align=True)
        self._data = np.zeros(n, kind)
        self._data["id"] = np.arange(first, first + n, dtype=np.int32)
        self._data["logit"] = logits
        pointer = self._data.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data))
        self._array = llama_cpp.llama_token_data_array(data=pointer, size=n, selected=-1, sorted=False)

    def narrow(self, sampler: Any) -> None:
        """Let a sampler that draws nothing change them."""
        self._api.llama_sampler_apply(sampler, ctypes.byref(self._array))

    @property
    def best_logit(self) -> float:
        """The highest that is left."""
        return float(self._data["logit"][: self._array.size].max())

    def draw(self, chain: Any) -> int:
        """Let a chain choose one; the chain is not told that it was taken."""
        self.narrow(chain)
        return int(self._array.data[self._array.selected].id)
