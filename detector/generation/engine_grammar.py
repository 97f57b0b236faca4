"""A grammar over what a sequence draws: GBNF, by llama.cpp's own sampler."""

from __future__ import annotations

from typing import Any

from detector.errors import UsageError
from detector.generation.sampling_chain import Candidates, SamplerChain


class Grammar:
    """The state of one sequence in a grammar.

    Args:
        text: GBNF; its root is named ``root``.
        model: The model's pointer.

    Raises:
        UsageError: llama.cpp cannot read it.
    """

    def __init__(self, text: str, model: Any) -> None:
        import llama_cpp

        self._api: Any = llama_cpp
        vocabulary = llama_cpp.llama_model_get_vocab(model)
        self._native: Any = llama_cpp.llama_sampler_init_grammar(vocabulary, text.encode(), b"root")
        if not self._native:
            self._native = None
            raise UsageError("The grammar cannot be read.", "Give GBNF with a rule named root.")

    def draw(self, chain: SamplerChain, logits: Any) -> int:
        """Draw with a chain among the tokens that the grammar allows.

        A token is drawn freely first, and again among the allowed ones where it is none of them: this draws
        from the same distribution, and asks the grammar about one token rather than about all.

        Args:
            chain: The sequence's own.
            logits: Of the token to draw; not changed.
        """
        token = Candidates(logits).draw(chain.native)
        if not self._allows(token):
            allowed = Candidates(logits)
            allowed.narrow(self._native)
            token = allowed.draw(chain.native)
        self._api.llama_sampler_accept(self._native, token)
        self._api.llama_sampler_accept(chain.native, token)
        return token

    def _allows(self, token: int) -> bool:
        one = Candidates([0.0], first=token)
        one.narrow(self._native)
        return one.best_logit > float("-inf")

    def close(self) -> None:
        """Free it; a second call does nothing."""
        if self._native is not None:
            self._api.llama_sampler_free(self._native)
            self._native = None
