"""States said of what cannot be in them, in one noun phrase: rusted woollen mittens, a moth-eaten "
"marble bust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate
from detector.checks.commonsense._lexicon import by_letter
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._stuff import settled
from detector.lexicon import noun
from detector.lexicon.adjectives import State, states, states_of
from detector.lexicon.materials import Material, material_of_word, sure_words
from detector.text.story import StoryDoc

_REST = re.compile(r",? (?P<one>[a-z][a-z-]+)(?:,? (?P<two>[a-z][a-z-]+))?(?:,? (?P<three>[a-z][a-z-]+))?")


@cache
def _pattern() -> re.Pattern[str]:
    words = {word for state in states() if state.needs and not state.figurative for word in state.adjectives}
    return re.compile(rf"(?<![\w’'-])(?:{by_letter(words)})(?![\w’'-])", re.IGNORECASE)


def unfit_states(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """``a moth-eaten marble bust``: the adjective, its noun, and a material between them or settled by "
    "the noun."""
    for found in _pattern().finditer(prose.text):
        for state in states_of(found[0].lower()):
            if state.needs and not state.figurative:
                yield from _unfit(story, prose, found, state)


def _unfit(story: StoryDoc, prose: Prose, found: re.Match[str], state: State) -> Iterator[Candidate]:
    rest = _REST.match(prose.text, found.end(), found.end() + 70)
    if rest is None:
        return
    phrase = _head([rest[name] for name in ("one", "two", "three") if rest[name]])
    if phrase is None:
        return
    count, head, material = phrase
    known = noun(head)
    materials = (material,) if material is not None else settled(head)
    if not materials or any(state.fits(one) for one in materials):
        return
    fitted = state.allows(known)
    if head in _BURNERS or head in ("thing", "object"):
        return
    if material is None and (
        fitted or known is None or known.alive is not False or known.kinds & {"abstract"}
    ):
        return
    end = rest.end(("one", "two", "three")[count - 1])
    if not meant(story, prose, found.start(), end):
        return
    what = " ".join(rest[0].replace(",", "").split()[:count])
    why = state.why.format(what=what, state=found[0].lower())
    scopes = doubtful(story, found.start(), end)
    yield Candidate(
        "C09",
        found.start(),
        end,
        why[0].upper() + why[1:],
        evidence={
            "kind": f"state_{state.name.replace(' ', '_')}",
            "what": what,
            "material": materials[0].name,
            "explicit": material is not None,
            "fitted": fitted,
            "scopes": scopes,
            "sure": state.sure
            and not scopes
            and (material is not None or bool(known and known.kinds & _PURE)),
        },
        scope="asserted",
        in_dialogue=False,
    )


_BURNERS = frozenset("stove heater burner chipper saw screw nail axe".split())
_IMAGES = frozenset(
    "husk husks shell shells skeleton skeletons bones ribs teeth veins lungs leaves skin flesh claw".split()
)
_FUNCTION = frozenset(
    "and or of with from in on at to by was were is are had has but as that which into down up out over "
    "under off "
    "through away onto across around along against for than then like again now yet while when".split()
)
_PURE = frozenset({"textile", "document", "plant_part", "stock", "flower", "fabric"})


def _head(words: list[str]) -> tuple[int, str, Material | None] | None:
    """How many of the words are the phrase, its head noun, and the material named among them."""
    material = None
    for count, word in enumerate(words, 1):
        if word in _FUNCTION or word in _IMAGES:
            return None
        if word in sure_words():
            material = material_of_word()[word]
            following = words[count] if count < len(words) else ""
            if noun(following) is None:
                return count, word, material
            continue
        if noun(word) is not None:
            following = words[count] if count < len(words) else ""
            if following and noun(following) is not None and not following.endswith(("ed", "ing", "s")):
                continue
            return count, word, material
        if material is not None:
            return None
    return None
