"""A story in the making: its sentences slot by slot, its fact scenes, and what is broken in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from detector.synthesis.grammar_cast import Cast
from detector.synthesis.grammar_data import Grammar
from detector.synthesis.grammar_text import Writer
from detector.synthesis.inject_formula import draw_formula
from detector.synthesis.inject_scenes import KINDS, Scene, build_scene

# Words left free for an injected formula and its sentence.
_ROOM = 25
OPENING, BEAT1, BEAT2, BEAT3, BEAT4, ENDING = range(6)
_TIME_MOVES = re.compile(
    r"\b(years?|months?|weeks?|days?|spring|winter|summer|autumn|tomorrow|morning|dawn|midnight|night|sunrise|"
    r"Easter|once a)\b"
)
_CLOCK = re.compile(
    r"\b(hours?|noon|midnight|at (one|two|three|ten|eleven)|dawn|sunrise|o'clock|years?|days?|weeks?)\b"
)


@dataclass(frozen=True)
class StatedFact:
    """A fact of the draft: its kind and values, whether it is kept, and the names of its marks."""

    kind: str
    values: dict[str, Any]
    kept: bool
    marks: tuple[str, ...]


@dataclass
class Draft:
    """Sentences by slot, in reading order, with what they state.

    Attributes:
        slots: For each of the six slots its sentences.
        extras: Sentences that may be added, as (slot, sentence), best first.
        facts: What is stated.
        formula: The notation of an injected formula.
        surplus: Words that the failures added; the layout does not count them, so that it stays the same.
    """

    slots: list[list[str]] = field(default_factory=lambda: [[] for _ in range(6)])
    extras: list[tuple[int, str]] = field(default_factory=list)
    facts: list[StatedFact] = field(default_factory=list)
    formula: str | None = None
    surplus: int = 0


def write_draft(grammar: Grammar, cast: Cast, rng: Random, rates: dict[str, float], inject: Random) -> Draft:
    """Choose the sentences, place one to three fact scenes, and break what the rates ask for.

    Args:
        grammar: The data.
        cast: Who and what.
        rng: Decides the story.
        rates: Probability of each failure.
        inject: Decides the failures, apart from the story.
    """
    writer = Writer(cast.slots, rng)
    draft = Draft()
    holds_last = 4 in cast.plot.hold
    templates = [
        writer.choose(cast.genre.lines["openings"]),
        *_choose_beats(cast, writer, rng),
        writer.choose(cast.genre.lines["endings" if holds_last else "endings_any"]),
    ]
    named = next((slot for slot, line in enumerate(templates) if "{friend}" in line), len(templates))
    friend_from = cast.plot.friend or named
    scenes = _choose_scenes(grammar, cast, rng, templates, friend_from)
    broken = _choose_broken(scenes, rates, inject)
    before: list[list[tuple[str, dict[str, str], str]]] = [[] for _ in range(6)]
    for index, scene in enumerate(scenes):
        writer.slots.update(scene.slots)
        _place(scene, f"f{index}", index in broken, before, draft, cast, rng, friend_from)
    maths_slot = rng.choice((BEAT1, BEAT2, BEAT3))
    for slot, template in enumerate(templates):
        draft.slots[slot].append(writer.fill(template))
        for line, marks, prefix in before[slot]:
            draft.slots[slot].append(writer.fill(line, marks, prefix))
        if cast.genre.math and slot in (maths_slot, BEAT2) and rng.random() < 0.8:
            _belonging(grammar, cast, rng, writer, draft, slot, friend_from)
    _extras(grammar, cast, rng, writer, draft, friend_from)
    if not cast.genre.math and inject.random() < rates.get("formula", 0.0):
        _inject_formula(grammar, inject, writer, draft, friend_from)
    return draft


def _choose_beats(cast: Cast, writer: Writer, rng: Random) -> list[str]:
    version = rng.randrange(2)
    beats = cast.plot.beats
    if cast.plot.mix:
        return [writer.choose(lines) for lines in beats]
    return [writer.choose((lines[version % len(lines)],)) for lines in beats]


def _choose_scenes(
    grammar: Grammar, cast: Cast, rng: Random, templates: list[str], friend_from: int
) -> list[Scene]:
    wanted = rng.choice((1, 1, 2, 2, 3))
    kinds = rng.sample(KINDS, len(KINDS))
    told = " ".join(templates)
    scenes: list[Scene] = []
    for kind in kinds:
        if len(scenes) == wanted:
            break
        taken = {scene.kind for scene in scenes}
        if kind in ("possession", "loss") and taken & {"possession", "loss"}:
            continue
        if kind == "weekday" and _TIME_MOVES.search(told):
            continue
        if kind == "duration" and ("weekday" in taken or _CLOCK.search(told)):
            continue
        scene = build_scene(kind, grammar, cast, rng)
        if scene is None or (scene.needs_friend and friend_from > BEAT2):
            continue
        scenes.append(scene)
    if not scenes:
        scene = build_scene("count", grammar, cast, Random(rng.random()))
        while scene is None or scene.needs_friend:
            scene = build_scene("count", grammar, cast, rng)
        scenes.append(scene)
    return scenes


def _choose_broken(scenes: list[Scene], rates: dict[str, float], inject: Random) -> set[int]:
    general, pick = inject.random(), inject.random()
    broken = {index for index, scene in enumerate(scenes) if inject.random() < rates.get(scene.kind, 0.0)}
    if general < rates.get("commonsense", 0.0):
        broken.add(int(pick * len(scenes)))
    return broken


def _place(
    scene: Scene,
    prefix: str,
    is_broken: bool,
    before: list[list[tuple[str, dict[str, str], str]]],
    draft: Draft,
    cast: Cast,
    rng: Random,
    friend_from: int,
) -> None:
    earliest = friend_from if scene.needs_friend else OPENING
    if is_broken:
        draft.surplus += len(scene.broken.split()) - len(scene.clean.split())
    second, marks = (scene.broken, scene.bad_marks) if is_broken else (scene.clean, scene.marks)
    if scene.kind == "material":
        held = [slot for slot in cast.plot.hold if slot >= earliest] or list(cast.plot.hold[-1:])
        slots, first_slot = held, None
        names: tuple[str, ...] = ("object", prefix + "second")
    else:
        names = (prefix + "first", prefix + "second")
        if scene.kind in ("weekday", "age"):
            first_slot = OPENING
        elif scene.kind == "count":
            first_slot = None
            names = (prefix + "third",) if "<<third>>" in second else (prefix + "second",)
        else:
            first_slot = max(earliest, rng.choice((BEAT1, BEAT1, BEAT2)))
        low = first_slot if first_slot is not None else max(earliest, BEAT1)
        slots = {
            "weekday": [BEAT4],
            "duration": [low],
            "count": [max(low, slot) for slot in (BEAT1, BEAT2)],
        }.get(scene.kind, [slot for slot in (BEAT1, BEAT2, BEAT3) if slot >= low])
    if first_slot is not None:
        before[first_slot].append((scene.first, scene.marks, prefix))
    before[rng.choice(slots)].append((second, marks, prefix))
    draft.facts.append(StatedFact(scene.kind, scene.values, not is_broken, names))


def _belonging(
    grammar: Grammar, cast: Cast, rng: Random, writer: Writer, draft: Draft, slot: int, friend_from: int
) -> None:
    lines = grammar.formula_lines["belonging"]
    if cast.plot.maths and not any(fact.kind == "formula" for fact in draft.facts):
        lines = cast.plot.maths
    line = writer.choose(lines)
    if "{friend}" in line and slot < friend_from:
        return
    formula, notation = draw_formula(grammar, rng)
    name = f"m{len(draft.facts)}"
    draft.slots[slot].append(writer.fill(line, {"formula": formula}, name))
    draft.facts.append(StatedFact("formula", {"notation": notation}, True, (name + "formula",)))


def _extras(
    grammar: Grammar, cast: Cast, rng: Random, writer: Writer, draft: Draft, friend_from: int
) -> None:
    air = rng.sample(cast.genre.lines["air"], 2)
    extras = [
        (OPENING, writer.choose((air[0],))),
        (OPENING, writer.choose(grammar.talk["mood"])),
        (BEAT1, writer.choose(grammar.talk["object"])),
        (BEAT3, writer.choose((air[1],))),
    ]
    talk_slots = [slot for slot in (BEAT1, BEAT2, BEAT3) if slot >= friend_from]
    for slot in rng.sample(talk_slots, min(2, len(talk_slots))):
        extras.append((slot, writer.choose(grammar.talk["talk"])))
    rng.shuffle(extras)
    seen: set[str] = set()
    for slot, line in extras:
        filled = writer.fill(line)
        if filled not in seen:
            seen.add(filled)
            draft.extras.append((slot, filled))


def _inject_formula(grammar: Grammar, inject: Random, writer: Writer, draft: Draft, friend_from: int) -> None:
    formula, notation = draw_formula(grammar, inject)
    slot = inject.choice((BEAT1, BEAT2, BEAT3, BEAT4))
    carriers = [
        line for line in grammar.formula_lines["carriers"] if "{friend}" not in line or slot >= friend_from
    ]
    own = Writer(writer.slots, inject)
    own.introduced()
    line = own.fill(own.choose(tuple(carriers)), {"formula": formula}, "")
    draft.surplus += len(line.split())
    draft.slots[slot].append(line.replace("\ue000formula\ue001", "\ue000injected\ue001"))
    draft.formula = notation


def lay_out(draft: Draft, rng: Random, min_words: int, max_words: int) -> str:
    """Join the sentences to paragraphs, with as many extras as a drawn length asks for.

    Returns:
        The text, its marks still in it.
    """
    slots = [list(lines) for lines in draft.slots]
    count = sum(len(line.split()) for lines in slots for line in lines) - draft.surplus
    target = rng.randrange(min_words + 10, max_words - 20)
    for slot, line in draft.extras:
        size = len(line.split())
        if count < target and count + size <= max_words - _ROOM:
            slots[slot].insert(1, line)
            count += size
    paragraphs = [
        [slots[OPENING]],
        [slots[BEAT1]],
        [slots[BEAT2]],
        [slots[BEAT3]],
        [slots[BEAT4]],
        [slots[ENDING]],
    ]
    merged: list[list[str]] = []
    for group in paragraphs:
        lines = [line for part in group for line in part]
        if merged and rng.random() < 0.45:
            merged[-1].extend(lines)
        else:
            merged.append(lines)
    return "\n\n".join(" ".join(lines) for lines in merged)


def lay_out_short(draft: Draft, rng: Random) -> str:
    """Join the sentences to one paragraph a slot, with one extra in every other story.

    Returns:
        The text, its marks still in it.
    """
    slots = [list(lines) for lines in draft.slots]
    if draft.extras and rng.random() < 0.5:
        slot, line = draft.extras[0]
        slots[slot].insert(1, line)
    return "\n\n".join(" ".join(lines) for lines in slots if lines)
