"""Put a common-sense error into a story, both of its ends known exactly; or the same scene put right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from detector.errors import UsageError
from detector.synthesis.grammar_text import capital, choose, mark, unmark, with_article
from detector.synthesis.inject_draws import DRAWS, with_counted_quote
from detector.synthesis.inject_edits import EDITS
from detector.synthesis.inject_templates import Half, Person, Split, Template, load_half
from detector.synthesis.story_places import boundaries

Span = tuple[int, int]
KINDS = (
    "numbers:duration",
    "static:material state",
    "said-unsaid:never",
    "state:destroyed",
    "numbers:count",
    "static:material swapped",
    "said-unsaid:denied",
    "state:gone",
    "numbers:remainder",
    "static:space",
    "said-unsaid:only",
    "state:power",
    "numbers:age",
    "static:container",
    "said-unsaid:refused",
    "state:dead",
    "numbers:weekday",
    "static:material edited",
    "state:fixed",
    "numbers:clock",
    "numbers:words",
    "numbers:duration edited",
)
_SLOT = re.compile(r"\{(a:)?([A-Za-z_0-9]+)(:cap)?\}")
_STARTS = re.compile(r"(?:^|[.!?] )[\"“⟦⟪]*$")
_TRIES = 12
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
#: How many sentences lie between the two ends, and how often.
_DISTANCES = ((1, 3, 0.35), (4, 9, 0.3), (10, 20, 0.2), (21, 40, 0.15))
_FRAMED = 0.35


@dataclass(frozen=True, slots=True)
class InjectedError:
    """A story with an error put into it: ``text[start:end]`` clashes with each of ``related``.

    Attributes:
        text: The changed story.
        start: First code point of the later end.
        end: One past its last.
        related: The other end; empty where one place is wrong by itself.
        code: The check that the error belongs to.
        kind: One of ``KINDS``.
        template: The template's name; ``edit`` where the story's own words were used.
        negative: Nothing clashes: the scene was put right.
    """

    text: str
    start: int
    end: int
    related: tuple[Span, ...]
    code: str
    kind: str
    template: str
    negative: bool


def inject_commonsense(
    text: str, *, seed: int, kind: str | None = None, split: Split = "train", negative: bool = False
) -> InjectedError | None:
    """Put one common-sense error into a story.

    Most kinds insert sentences about people and things that the story does not have; the edited kinds change
    a word of the story itself where it names a thing twice, or take up a span of time that it states.

    Args:
        text: The story; it should have no error of its own.
        seed: Fixes every choice. With ``negative`` the same seed gives the same scene, put right.
        kind: One of ``KINDS``, or drawn.
        split: ``train`` and ``test`` share no template, no thing and no person.
        negative: Put the scene right: the right number, a repair, another object, a dream, hearsay.

    Returns:
        None where the story offers no place for it.

    Raises:
        UsageError: The kind is unknown.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(f"There is no kind of error {kind!r}.", f"There are {', '.join(KINDS)}.")
    rng = Random(f"{seed}|commonsense|{split}|{kind}")
    kind = kind or rng.choice(KINDS)
    if kind in EDITS:
        code, edit = EDITS[kind]
        edited = None if negative else edit(text, rng, split)
        if edited is None:
            return None
        changed, here, other = edited
        return InjectedError(changed, *here, (other,), code, kind, "edit", False)
    half = load_half(split)
    spots = boundaries(text)
    template = rng.choice(half.of(kind))
    slots = _slots(text, rng, template, half)
    if slots is None or len(spots) < 3:
        return None
    first = _filled(rng, template.first, slots, "other") if template.first else ""
    told = Random(f"{seed}|{negative}")
    second = (
        _negative(told, template, slots, half) if negative else _filled(told, template.bad, slots, "error")
    )
    if "“" not in text and "’" not in text:
        first, second = first.translate(_STRAIGHT), second.translate(_STRAIGHT)
    later = rng.randrange(1 if first else 0, len(spots))
    parts = [(spots[later], second)]
    if first:
        parts.insert(0, (spots[_earlier(rng, later)], first))
    made, spans = unmark(_inserted(text, parts))
    here = spans["error"]
    related = (spans["other"],) if "other" in spans else ()
    return InjectedError(made, *here, related, template.code, kind, template.name, negative)


def _earlier(rng: Random, later: int) -> int:
    """The sentence end at which the first of two ends goes, some sentences before."""
    low, high, _ = rng.choices(_DISTANCES, weights=[d[2] for d in _DISTANCES])[0]
    return max(0, later - rng.randint(low, high))


def _inserted(text: str, parts: list[tuple[int, str]]) -> str:
    for at, sentence in reversed(parts):
        text = f"{text[:at]} {sentence}{text[at:]}"
    return text


def _slots(text: str, rng: Random, template: Template, half: Half) -> dict[str, str] | None:
    """Values for the template's slots; none of its things and people may be in the story already."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    for _ in range(_TRIES):
        drawn = {name: rng.choice(value.split("|")) for name, value in rng.choice(template.sets).items()}
        person, friend = rng.sample(half.people, 2)
        things = " ".join(drawn.get(name, "") for name in ("thing", "thing2"))
        if set(things.lower().split()[-1:]) & words or person.name.lower() in words:
            continue
        made = {**drawn, **DRAWS[template.draw](rng), **_pronouns(person, ""), **_pronouns(friend, "2")}
        return with_counted_quote(made)
    return None


def _pronouns(person: Person, mark_: str) -> dict[str, str]:
    he, him, his = ("she", "her", "her") if person.female else ("he", "him", "his")
    named = {"who": person.name, "he": he, "him": him, "his": his}
    return {f"{name}{mark_}": value for name, value in named.items()}


def _filled(rng: Random, ways: tuple[str, ...], slots: dict[str, str], role: str) -> str:
    """One way to say it, its slots filled, its ends marked."""
    return _marked(_fill(choose(rng.choice(ways), rng), slots), role)


def _negative(rng: Random, template: Template, slots: dict[str, str], half: Half) -> str:
    if template.framed and rng.random() < _FRAMED:
        said = _fill(choose(rng.choice(template.bad), rng), slots)
        said = said.replace("⟦", "").replace("⟧", "").rstrip(".")
        inner = said if said.startswith(slots["who"]) else said[0].lower() + said[1:]
        frame = _fill(choose(rng.choice(half.frames), rng), slots)
        return mark("error", frame.replace("<said>", inner).replace("<Said>", said))
    return _filled(rng, template.good, slots, "error")


def _fill(template: str, slots: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        article, name, cap = match.groups()
        found = _fill(slots[name] if name in slots else slots[name.lower()], slots)
        found = with_article(found) if article else found
        start = _STARTS.search(template[: match.start()]) is not None
        return capital(found) if cap or start or name[0].isupper() else found

    return _SLOT.sub(value, template)


def _marked(sentence: str, role: str) -> str:
    """``⟦…⟧`` marks the place of the role, ``⟪…⟫`` that of the other end; else the whole sentence is it."""
    if "⟦" not in sentence:
        sentence = f"⟦{sentence}⟧"
    for left, right, name in (("⟦", "⟧", role), ("⟪", "⟫", "other")):
        before, found, rest = sentence.partition(left)
        if found:
            inner, _, after = rest.partition(right)
            sentence = before + mark(name, inner) + after
    return sentence


def kinds_that_insert() -> tuple[str, ...]:
    """The kinds made from templates, which have a negative twin."""
    return tuple(kind for kind in KINDS if kind not in EDITS)
