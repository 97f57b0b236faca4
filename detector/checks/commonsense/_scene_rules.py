"""Scenes that cannot be: what is told of a person or a place, and what happens there all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.checks.base import Candidate
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._scene_person import Who, who_is
from detector.lexicon.scenes import SceneRule, scene_rules
from detector.text.sentences import sentence_at
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_REACH = 6000
_UNREAL = re.compile(
    r"\b(?:dream\w*|nightmares?|imagin\w*|pretend\w*|as if|as though|hallucinat\w*|vision|hologra\w*|"
    r"simulat\w*|illusion\w*|recording|film|movie|television|TV|"
    r"stage|theatrical|play-?act\w*|"
    r"rehears\w*|joke\w*|lied|metaphor\w*|so to speak|magic\w*|spell|enchant\w*|curse\w*|ghosts?|spirits?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\n\s*(?:\*|#|-{3}|—{2}|~)|\n\s*\n\s*\n")
_CAUSE = re.compile(r"\b(?:if|unless|whenever|always|usually|every|would)\b", re.IGNORECASE)


def may_clash(code: str, text: str) -> bool:
    """A cheap look: a word that one of the check's scene rules needs is there."""
    lowered = text.lower()
    return any(word in lowered for rule in scene_rules(code) for word in rule.near)


def scene_clashes(story: StoryDoc, code: str) -> Iterator[Candidate]:
    """Candidates of the scene rules that belong to one check."""
    lowered = story.text.lower()
    prose = None
    for rule in scene_rules(code):
        if not any(word in lowered for word in rule.near) or (rule.story and rule.story.search(story.text)):
            continue
        prose = prose or story.view(read_prose)
        yield from _alone(story, prose, rule)
        taken: set[int] = set()
        for pattern in rule.said:
            for found in pattern.finditer(prose.text):
                candidate = _clash(story, prose, rule, found)
                if candidate is not None and candidate.start not in taken:
                    taken.add(candidate.start)
                    yield candidate


def _alone(story: StoryDoc, prose: Prose, rule: SceneRule) -> Iterator[Candidate]:
    for pattern in rule.alone:
        for found in pattern.finditer(prose.text):
            sentence = prose.around(found.start(), 0, 0)
            if rule.unless and rule.unless.search(sentence):
                continue
            if _UNREAL.search(prose.around(found.start())) or not meant(story, prose, *found.span()):
                continue
            yield _candidate(story, rule, found.span(), None, 0, sure=True, pronoun=False)


def _clash(story: StoryDoc, prose: Prose, rule: SceneRule, found: re.Match[str]) -> Candidate | None:
    sentence = prose.around(found.start(), 0, 0)
    if (
        not plainly_told(prose, *found.span())
        or _UNREAL.search(prose.around(found.start()))
        or _CAUSE.search(sentence)
    ):
        return None
    who = who_is(story, prose, found)
    if who is None:
        return None
    index = sentence_at(prose.sentences, found.start())
    last = prose.sentences[min(len(prose.sentences) - 1, index + rule.within)]
    end = min(last.end, found.end() + _REACH)
    then = _then(rule, who, found).search(prose.text, found.end(), end)
    if then is None or not plainly_told(prose, *then.span()) or prose.quoted(*then.span()):
        return None
    between = prose.text[found.end() : then.start()]
    rest = prose.text[then.end() : prose.sentence(then.end() - 1).end]
    clash = prose.text[max(prose.sentence(then.start()).start, found.end()) : then.start()] + " " + rest
    if _UNREAL.search(clash) or _BREAK.search(between):
        return None
    if rule.unless and (rule.unless.search(between + " " + clash) or rule.unless.search(_lead(prose, found))):
        return None
    named = bool(who.name and re.search(who.name, then[0]))
    pronoun = bool(who.gender) and not named
    if pronoun and not _same(story, who, then, between):
        return None
    far = sentence_at(prose.sentences, then.start()) - index
    return _candidate(story, rule, then.span(), found.span(), far, sure=True, pronoun=pronoun)


def _lead(prose: Prose, found: re.Match[str]) -> str:
    """What stands before the state in its own sentence."""
    return prose.text[prose.sentence(found.start()).start : found.start()]


def _then(rule: SceneRule, who: Who, found: re.Match[str]) -> re.Pattern[str]:
    groups = found.groupdict()
    return _compiled(rule.then, who, groups.get("side") or "", groups.get("what") or "")


@lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...], who: Who, side: str, what: str) -> re.Pattern[str]:
    filled = [who.fill(one).replace("{side}", side).replace("{what}", what) for one in patterns]
    return re.compile("|".join(f"(?:{one})" for one in filled))


def _same(story: StoryDoc, who: Who, then: re.Match[str], between: str) -> bool:
    """The pronoun of ``then`` means the person: the parse says so, or nobody else is there to mean."""
    from detector.text.entities import read_entities

    entities, tokens = story.reading(read_entities), story.reading(read_tokens)
    pronoun = re.search(r"\b(?:he|she|his|her|him|I|my|me)\b", then[0], re.IGNORECASE)
    at = then.start() + (pronoun.start() if pronoun else 0)
    entity = entities.entity_at(tokens.at(at))
    if who.entity is not None and entity is not None and entity.id == who.entity:
        return True
    return not who.other_between(between)


def _candidate(
    story: StoryDoc,
    rule: SceneRule,
    span: tuple[int, int],
    other: tuple[int, int] | None,
    far: int,
    *,
    sure: bool,
    pronoun: bool,
) -> Candidate:
    scopes = doubtful(story, *span)
    start, end = _trimmed(story.text, *span)
    return Candidate(
        rule.code,
        start,
        end,
        rule.why,
        () if other is None else (clashes_with(story.text, *_trimmed(story.text, *other)),),
        {
            "kind": f"scene_{rule.name.replace(' ', '_')}",
            "sentences": far,
            "distance": 0 if other is None else span[0] - other[1],
            "pronoun": pronoun,
            "scopes": scopes,
            "sure": sure and not scopes,
        },
        scope="asserted",
        in_dialogue=False,
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks and commas at its edges."""
    while start < end and text[start] in " ,;":
        start += 1
    while end > start and text[end - 1] in " ,;":
        end -= 1
    return start, end
