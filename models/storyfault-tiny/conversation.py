"""Training conversations: a grammar story as gpt-oss would have been asked for it and would have told it.

Run it where ``detector`` can be imported (the checkout's root on the path).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from taught import taught
from tokenizer import Tokenizer

from detector.synthesis.grammar import GrammarStory, generate_story

# Seeds below are for validation and the card; training starts above them.
FIRST_TRAINING_SEED = 1_000_000
RATES = {
    "none": {},
    "some": {"formula": 0.15, "commonsense": 0.2},
    "many": {"formula": 0.6, "commonsense": 0.6},
}
# What is meant where no control word is given.
DEFAULT = "some"
# The failure levels that are files of their own, beside the shipped file's, without a control word.
LEVELS: dict[str, dict[str, float]] = {
    "none": {},
    "many": {"formula": 0.9, "commonsense": 0.9},
}
# Facts that the model breaks by itself, because it cannot calculate: the level ``none`` leaves them out.
_CALCULATED = {"age", "count", "duration"}
# The next story of a seed, where its first has such a fact.
_NEXT = 1_000_000_000
_INSTRUCTIONS = (
    "You write short stories.",
    "You are a storyteller. Answer with one complete story.",
    "Write only the story, without a title.",
)


@dataclass(frozen=True)
class Conversation:
    """One training row.

    Attributes:
        system: Text of the system message.
        developer: Text of the developer message, empty for none.
        plan: What the analysis channel says.
        story: The story with its request and plan.
    """

    system: str
    developer: str
    plan: str
    story: GrammarStory


def system_text(effort: str, date: str | None = None) -> str:
    """The system message that openai-harmony renders."""
    lines = ["You are ChatGPT, a large language model trained by OpenAI.", "Knowledge cutoff: 2024-06"]
    if date:
        lines.append(f"Current date: {date}")
    lines += ["", f"Reasoning: {effort}", ""]
    channels = "# Valid channels: analysis, commentary, final. Channel must be included for every message."
    return "\n".join([*lines, channels])


def draw(seed: int, level: str | None = None, *, whole: bool = False) -> Conversation:
    """The conversation of a seed.

    Seven in ten have a control word, one in ten other instructions,
    and most no system message, which costs tokens and is always the same.

    Args:
        seed: Decides everything.
        level: One of ``LEVELS``: its rates, and no control word.
        whole: From all of the grammar, not the part in ``taught.py``.
    """
    rng = Random(f"{seed}:conversation")
    date = None
    if rng.random() < 0.3:
        date = f"20{rng.randrange(24, 30)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    system = system_text(rng.choice(("low", "low", "medium", "medium", "high")), date)
    if rng.random() < 0.65:
        system = ""
    control, developer, kind = "", "", rng.random()
    if kind < 0.7 and level is None:
        control = rng.choice(tuple(RATES))
        developer = f"# Instructions\n\nFailure rate: {control}"
    elif 0.7 <= kind < 0.8:
        developer = f"# Instructions\n\n{rng.choice(_INSTRUCTIONS)}"
    short = rng.random() < 0.9
    grammar = None if whole else taught()
    rates = RATES[control or DEFAULT] if level is None else LEVELS[level]
    story = generate_story(seed, rates=rates, short=short, typography="straight", grammar=grammar)
    again = seed
    while level == "none" and _CALCULATED & {fact.kind for fact in story.facts}:
        again += _NEXT
        story = generate_story(again, rates=rates, short=short, typography="straight", grammar=grammar)
    plan = f"{story.reasoning} Failure rate: {control}." if control else story.reasoning
    return Conversation(system, developer, plan, story)


def encode(conversation: Conversation, tokenizer: Tokenizer) -> tuple[list[int], int]:
    """Token ids, and how many of them are the prompt (up to ``<|start|>assistant``)."""

    def special(name: str) -> int:
        return tokenizer.ids[f"<|{name}|>"]

    def message(role: str, text: str) -> list[int]:
        body = [special("message"), *tokenizer.encode(text), special("end")]
        return [special("start"), *tokenizer.encode(role), *body]

    story = conversation.story
    ids = message("system", conversation.system) if conversation.system else []
    if conversation.developer:
        ids += message("developer", conversation.developer)
    ids += message("user", story.prompt)
    ids += [special("start"), *tokenizer.encode("assistant")]
    prompt = len(ids)
    ids += [special("channel"), *tokenizer.encode("analysis"), special("message")]
    ids += [
        *tokenizer.encode(conversation.plan),
        special("end"),
        special("start"),
        *tokenizer.encode("assistant"),
    ]
    ids += [special("channel"), *tokenizer.encode("final"), special("message")]
    ids += [*tokenizer.encode(story.text), special("return")]
    return ids, prompt


def texts_for_vocabulary(count: int) -> list[str]:
    """Texts to learn the vocabulary from, apart from all training seeds."""
    texts: list[str] = []
    for seed in range(500_000, 500_000 + count):
        row = draw(seed)
        texts += [row.system, row.developer, row.story.prompt, row.plan, row.story.text]
    return texts
