"""C08: things in containers that cannot hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._capacity import beyond_capacity, capacity_trace
from detector.checks.commonsense._lexicon import alternatives, nouns_of
from detector.checks.commonsense._prose import Prose, plainly_told, read_prose
from detector.checks.commonsense._tracked import beside
from detector.records import Category, Severity
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_DET = r"(?:the|his|her|their|my|your|our|an?)"
_SMALL = Cued(
    r"\b(?:toy|miniature|tiny|little|model|folded|fold\w*|collapsible|pocket-sized|palm-sized|small|"
    r"shrunk\w*|shrink\w*|charm|key ring|keychain|origami|paper|plastic|velvet|tin|"
    r"stuffed|brooch|figurine|carved|carving|chocolate|half a|piece of|bit of|bone of|tooth|hair of|"
    r"doll\w*|magic\w*|"
    r"enchant\w*|spell|bottomless|witch|wizard|fairy|goblin|bigger on the inside|bag of holding|name of|"
    r"story of|song of)\b",
    re.IGNORECASE,
)
_PICTURE = Cued(
    r"\b(?:pictures?|photographs?|photos?|drawings?|sketch(?:es)?|postcards?|paintings?|portraits?)\b",
    re.IGNORECASE,
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    large, arm = alternatives(nouns_of("large_thing")), alternatives(nouns_of("arm_length"))
    small = alternatives(nouns_of("small_container"))
    tiny = alternatives(nouns_of("tiny_container"))
    verb = (
        r"(?: (?:ticking|swinging|hidden|tucked|concealed|stowed|folded|stuffed|kept|carried|glowing|resting|"
        r"safe|along|with (?:him|her|them|me)))?"
    )
    into = rf"{verb} (?:in|into|inside|within|from|out of) {_DET} (?:[a-z][\w’'-]* ){{0,2}}?"
    held = (
        rf"(?<!\bof )\b{_DET} (?:[a-z][\w’'-]* ){{0,2}}?(?P<thing>{large})(?:, which (?:[a-z]+ "
        rf"){{1,3}}[a-z]+)?"
        rf"{into}(?P<container>{small}|{tiny})\b(?! of\b)"
    )
    pocketed = rf"\b{_DET} (?:[a-z][\w’'-]* ){{0,2}}?(?P<thing>{arm}){into}(?P<container>{tiny})\b(?! of\b)"
    inside = (
        rf"\b(?:the|his|her|my|their) (?:[a-z]+ )?(?P<container>{tiny})\b[^.!?\n“”\"]{{1,80}}?\b{_DET} "
        rf"(?:[a-z]+ ){{0,2}}?"
        rf"(?P<thing>{arm}|{large}) (?:hidden|tucked|concealed|stowed|kept|stuffed) (?:inside|within|in it)\b"
    )
    carried = (
        rf"\b(?:tucked|carried|held|took|slipped|put|tucks|carries) {_DET} (?:[a-z]+ "
        rf"){{0,2}}?(?P<thing>{large}) "
        r"(?:up )?under (?:one|his|her|an|the other) (?P<container>arm)\b"
    )
    return tuple(re.compile(text, re.IGNORECASE) for text in (held, pocketed, inside, carried))


class SizeAndForce(Check):
    """A thing is in a container that cannot hold it, or under an arm that cannot lift it.

    Flags "with the rhythm of a pendulum ticking in my pocket", "the grand piano into the glove compartment",
    "she tucked the piano under one arm". "poured four buckets of
    water into the thimble", "lifted the piano with one finger". Sizes and capacities are the lexicon's
    (``things.yml``, ``capacity.yml``, the nouns).

    Not toys, models, pictures, pieces; not magic, simile, dream or speech. A note: the story may mean a
    small one.
    """

    code = "C08"
    name = "size and force"
    category = Category.COMMONSENSE
    severity = Severity.NOTE
    version = "2"

    def might_match(self, text: str) -> bool:
        """A small container, a hand or an arm is there."""
        return bool(capacity_trace.search(text) or _trace().search(text))

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield things with the container that cannot hold them."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        yield from beside(_held(prose), beyond_capacity(story, prose))


def _held(prose: Prose) -> Iterator[Candidate]:
    seen: set[int] = set()
    for pattern in _patterns():
        for found in pattern.finditer(prose.text):
            if found.start("thing") in seen or not _meant(prose, found):
                continue
            seen.add(found.start("thing"))
            thing, container = found["thing"].lower(), found["container"].lower()
            verb = "be carried under an arm" if container == "arm" else f"be in a {container}"
            yield Candidate(
                "C08",
                *found.span(),
                f"A {thing} is too large to {verb}.",
                evidence={"kind": "too_large", "thing": thing, "container": container, "sure": True},
                scope="asserted",
                in_dialogue=False,
            )


@cache
def _trace() -> re.Pattern[str]:
    containers = alternatives((*nouns_of("small_container"), *nouns_of("tiny_container")))
    return re.compile(rf"\b(?:{containers}|under (?:one|his|her|an|the other) arm)\b", re.IGNORECASE)


def _meant(prose: Prose, found: re.Match[str]) -> bool:
    if not plainly_told(prose, *found.span()):
        return False
    sentence = prose.around(found.start(), 0, 0)
    return not _PICTURE.search(sentence) and not _SMALL.search(prose.around(found.start(), 1, 1))
