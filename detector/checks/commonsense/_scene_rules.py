"""Scenes that cannot be: what is told of a person or a place, and what happens there all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from detector.checks.base import Candidate
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._scene_person import Who, who_is
from detector.checks.commonsense._scene_spoken import is_narrator, same_speaker, speaker_of
from detector.lexicon.scenes import SceneRule, scene_rules
from detector.text.sentences import sentence_at
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_REACH = 6000
_MOST = 12
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
        near = _sentences(prose, lowered, rule)
        yield from _alone(story, prose, rule, near)
        taken: set[int] = set()
        for pattern in rule.said:
            for found in _matches(pattern, prose.text, near):
                candidate = _clash(story, prose, rule, found)
                if candidate is not None and candidate.start not in taken:
                    taken.add(candidate.start)
                    yield candidate


def _sentences(prose: Prose, lowered: str, rule: SceneRule) -> list[tuple[int, int]]:
    """Where to look: for what is so for good, the sentences that hold one of the rule's words."""
    if rule.undone is None or len(lowered) != len(prose.text):  # or a character whose lower case is longer
        return [(0, len(prose.text))]
    found: set[int] = set()
    for word in rule.near:
        at = lowered.find(word)
        while at >= 0:
            found.add(sentence_at(prose.sentences, at))
            at = lowered.find(word, at + len(word))
    return [(prose.sentences[i].start, prose.sentences[i].end) for i in sorted(found)]


def _matches(pattern: re.Pattern[str], text: str, spans: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in spans:
        yield from pattern.finditer(text, start, end)


def _alone(
    story: StoryDoc, prose: Prose, rule: SceneRule, near: list[tuple[int, int]]
) -> Iterator[Candidate]:
    for pattern in rule.alone:
        for found in _matches(pattern, prose.text, near):
            sentence = prose.around(found.start(), 0, 0)
            if rule.unless and rule.unless.search(sentence):
                continue
            if _UNREAL.search(prose.around(found.start())) or not meant(story, prose, *found.span()):
                continue
            yield _candidate(story, rule, found.span(), None, 0, sure=True, pronoun=False)


def _clash(story: StoryDoc, prose: Prose, rule: SceneRule, found: re.Match[str]) -> Candidate | None:
    sentence = prose.around(found.start(), 0, 0)
    if _UNREAL.search(prose.around(found.start())) or _CAUSE.search(sentence):
        return None
    if plainly_told(prose, *found.span()):
        who = who_is(story, prose, found)
    else:
        who = speaker_of(story, prose, found) if rule.spoken else None
    if who is None or (rule.unless and rule.unless.search(_lead(prose, found))):
        return None
    index = sentence_at(prose.sentences, found.start())
    last = prose.sentences[min(len(prose.sentences) - 1, index + rule.within)]
    end = min(last.end, found.end() + _REACH)
    for voice in (who, Who("", "i", who.entity)) if rule.spoken and who.gender != "i" else (who,):
        for then in islice(_then(rule, voice, found).finditer(prose.text, found.end(), end), _MOST):
            if _denies(story, prose, rule, voice, found, then):
                pronoun = bool(voice.gender) and not (voice.name and re.search(voice.name, then[0]))
                sure = not pronoun or voice.gender == "i" or _linked(story, voice, then)
                far = sentence_at(prose.sentences, then.start()) - index
                return _candidate(story, rule, then.span(), found.span(), far, sure=sure, pronoun=pronoun)
    return None


def _denies(
    story: StoryDoc, prose: Prose, rule: SceneRule, who: Who, found: re.Match[str], then: re.Match[str]
) -> bool:
    """The second phrase is told of the same person, and nothing makes it right."""
    if prose.quoted(*then.span()):
        if not rule.spoken or who.gender != "i" or not same_speaker(story, then.start(), who.entity):
            return False
    elif not plainly_told(prose, *then.span()) or (
        rule.spoken and who.gender == "i" and not is_narrator(story, who.entity)
    ):
        return False
    between = prose.text[found.end() : then.start()]
    rest = prose.text[then.end() : prose.sentence(then.end() - 1).end]
    clash = prose.text[max(prose.sentence(then.start()).start, found.end()) : then.start()] + " " + rest
    if _UNREAL.search(clash) or _BREAK.search(between):
        return False
    if rule.undone and rule.undone.search(between):
        return False
    if rule.undone:
        between = prose.text[found.end() : prose.sentence(found.end() - 1).end]
    if rule.unless and rule.unless.search(between + " " + clash):
        return False
    named = bool(who.name and re.search(who.name, then[0]))
    return named or who.gender not in ("he", "she") or _same(story, who, then, between)


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
    return _linked(story, who, then) or not who.other_between(between)


def _linked(story: StoryDoc, who: Who, then: re.Match[str]) -> bool:
    """The parse gives the pronoun of ``then`` to the person."""
    from detector.text.entities import read_entities

    entities, tokens = story.reading(read_entities), story.reading(read_tokens)
    pronoun = re.search(r"\b(?:he|she|his|her|him|I|my|me)\b", then[0], re.IGNORECASE)
    at = then.start() + (pronoun.start() if pronoun else 0)
    entity = entities.entity_at(tokens.at(at))
    return who.entity is not None and entity is not None and entity.id == who.entity


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
