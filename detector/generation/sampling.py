"""How the next token of one sequence is drawn: the settings of a llama.cpp sampler chain."""

from __future__ import annotations

from pydantic import Field

from detector.records import Record


class Sampling(Record):
    """The settings of one sequence's chain, in the order they apply.

    Attributes:
        seed: Of the draws, 1 to 2**32 - 2.
        logit_bias: Added to the logits of these tokens, by id.
        repeat_penalty: Divides the logits of the last ``repeat_last_n`` written tokens; 1 is off.
        frequency_penalty: Subtracted from a token's logit as often as it stands among these.
        presence_penalty: Subtracted once from the logit of a token that stands among these.
        temperature: 0 takes the likeliest token.
        grammar: GBNF that the story follows, its root named ``root``; reasoning and markers are free of it.
    """

    seed: int = Field(ge=1, le=2**32 - 2)
    logit_bias: dict[int, float] = Field(default_factory=dict)
    repeat_penalty: float = 1.0
    repeat_last_n: int = 64
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    temperature: float = 1.0
    grammar: str | None = None

    @property
    def penalizes(self) -> bool:
        """Whether what was written changes what is drawn."""
        off = (self.repeat_penalty, self.frequency_penalty, self.presence_penalty) == (1.0, 0.0, 0.0)
        return not off and self.repeat_last_n > 0
