"""How the next token of one sequence is drawn: a llama.cpp sampler chain with a seed of its own."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from detector.records import Record


class Sampling(Record):
    """The settings of one sequence's chain, in the order they apply.

    Attributes:
        seed: Of the final draw, 1 to 2**32 - 2.
        repeat_penalty: Divides the logits of the last ``repeat_last_n`` written tokens; 1 is off.
        temperature: 0 takes the likeliest token.
    """

    seed: int = Field(ge=1, le=2**32 - 2)
    repeat_penalty: float = 1.0
    repeat_last_n: int = 64
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    temperature: float = 1.0


class SamplerChain:
    """A llama.cpp sampler chain: penalties, top-k, top-p, min-p, temperature, draw (llama.cpp's order).

    Args:
        sampling: Its settings.
        n_vocab: Tokens of the vocabulary.

    Attributes:
        native: The chain's pointer.
    """

    def __init__(self, sampling: Sampling, n_vocab: int) -> None:
        import llama_cpp

        self._api: Any = llama_cpp
        self.native: Any = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        if sampling.repeat_penalty != 1.0 and sampling.repeat_last_n > 0:
            self._add(
                llama_cpp.llama_sampler_init_penalties(
                    n_vocab, sampling.repeat_last_n, sampling.repeat_penalty, 0.0, 0.0
                )
            )
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

    def _add(self, sampler: Any) -> None:
        self._api.llama_sampler_chain_add(self.native, sampler)

    def close(self) -> None:
        """Free the chain; a second call does nothing."""
        if self.native is not None:
            self._api.llama_sampler_free(self.native)
            self.native = None
