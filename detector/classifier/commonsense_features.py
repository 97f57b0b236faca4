"""A common-sense candidate in numbers: its check, the distance and scope of its ends, what lies between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import copysign, isfinite, log1p

from detector.checks.base import Candidate
from detector.classifier.commonsense_cues import cue_count, cue_counts
from detector.text.documents import document_at
from detector.text.scope import Scope, inside, quoted_spans, scope_cues
from detector.text.sentences import Sentence, find_sentences, sentence_at
from detector.text.story import StoryDoc

CODES = tuple(f"C{number:02}" for number in range(1, 15))
_SCOPES = tuple(Scope)
_ENDS = ("here", "there")
_NEAR_CUES = ("other", "past", "dream", "figure", "joke", "rough", "magic", "machine")
_BETWEEN_CUES = ("repair", "other", "later", "dream")
_STORY_CUES = ("magic", "machine", "dream", "figure")
_MOST_BETWEEN = 20_000
_NAME = re.compile(
    r"\b(?!(?:The|This|That|These|Those|There|Then|When|Where|What|Who|Why|How|She|He|They|You|Her|His|Its|Our|My|"
    r"Your|And|But|For|Nor|Yet|Not|Now|One|Two|All|Only|Even|Still|Just|After|Before|Once|With|From|Into|Never)\b)"
    r"[A-Z][a-z]{2,}\b"
)
_WORD = re.compile(r"[a-z]{4,}")
_NUMERAL = re.compile(r"\d")

FEATURES: tuple[str, ...] = (
    *(f"code={code}" for code in CODES),
    "alone",
    "same sentence",
    "adjacent",
    "distance",
    "after",
    "document",
    *(f"{end}:{scope.value}" for end in _ENDS for scope in _SCOPES),
    *(f"{end}:in quotes" for end in _ENDS),
    *(f"{end}:stated scope" for end in _ENDS),
    *(f"near:{cue}" for cue in _NEAR_CUES),
    *(f"between:{cue}" for cue in _BETWEEN_CUES),
    *(f"story:{cue}" for cue in _STORY_CUES),
    "request:magic",
    "request:machine",
    "shared words",
    "shared name",
    "numeral",
    "sentence length",
    "story length",
    "story in quotes",
    "others",
    "others of its kind",
)


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text, as a view of a story."""
    return list(find_sentences(text))


#: Evidence that is what the story says, not how well it clashes: it would be learnt by heart.
_CONTENT = frozenset(
    """kind counted stated names day hour minute month year number thing container noun event use room word
    material quote first second""".split()
)


def stated(candidate: Candidate) -> dict[str, float]:
    """What the check itself says of the candidate, as columns: its kind, and whatever its evidence holds.

    A number gives ``says:name`` (its signed logarithm) and ``has:name``, a truth value ``says:name``, a text
    ``says:name=value``. Which of them are columns is fixed in training and stands in the card.
    """
    read = {f"kind:{candidate.code}/{candidate.evidence.get('kind', '')}": 1.0}
    for name, value in candidate.evidence.items():
        if name in _CONTENT:
            continue
        if isinstance(value, bool):
            read[f"says:{name}"] = float(value)
        elif isinstance(value, int | float) and isfinite(value):
            read[f"says:{name}"] = copysign(log1p(abs(value)), value)
            read[f"has:{name}"] = 1.0
        elif isinstance(value, str):
            read[f"says:{name}={value}"] = 1.0
    return read


def matrix(story: StoryDoc, candidates: Sequence[Candidate], columns: Sequence[str]) -> list[list[float]]:
    """One row a candidate of one story; shape (n candidates, n features + n columns).

    Args:
        story: The story.
        candidates: All its common-sense candidates.
        columns: The columns of ``stated`` that the classifier reads, in order.
    """
    codes = Counter(candidate.code for candidate in candidates)
    rows = []
    for candidate in candidates:
        read = _features(story, candidate)
        read["others"] = log1p(len(candidates) - 1)
        read["others of its kind"] = log1p(codes[candidate.code] - 1)
        says = stated(candidate)
        rows.append([read.get(name, 0.0) for name in FEATURES] + [says.get(name, 0.0) for name in columns])
    return rows


def _features(story: StoryDoc, candidate: Candidate) -> dict[str, float]:
    text = story.text
    sentences = story.view(sentences_of)
    here = (candidate.start, candidate.end)
    there = (candidate.related[0].start, candidate.related[0].end) if candidate.related else here
    i, j = sentence_at(sentences, here[0]), sentence_at(sentences, there[0])
    one, other = (text[sentences[k].start : sentences[k].end] if sentences else text for k in (i, j))
    far = abs(i - j)
    read: dict[str, float] = {
        f"code={candidate.code}": 1.0,
        "alone": float(not candidate.related),
        "same sentence": float(bool(candidate.related) and far == 0),
        "adjacent": float(far == 1),
        "distance": log1p(far),
        "after": float(there[0] > here[0]),
        "document": float(document_at(story, here[0]) is not None),
        "numeral": float(_NUMERAL.search(text[here[0] : here[1]]) is not None),
        "sentence length": log1p(len(one.split())),
    }
    read |= _scopes(story, candidate, one, other, here, there)
    near = f"{one} {other}" if far else one
    read |= {f"near:{cue}": log1p(cue_count(cue, near)) for cue in _NEAR_CUES}
    low, high = min(here[1], there[1]), max(here[0], there[0])
    between = text[low : min(high, low + _MOST_BETWEEN)] if low < high else ""
    read |= {f"between:{cue}": log1p(cue_count(cue, between)) for cue in _BETWEEN_CUES}
    read |= _story(story)
    words, others = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    if candidate.related:
        read["shared words"] = len(words & others) / max(1, min(len(words), len(others)))
        read["shared name"] = float(bool(set(_NAME.findall(one)) & set(_NAME.findall(other))))
    return read


def _scopes(
    story: StoryDoc, candidate: Candidate, one: str, other: str, here: tuple[int, int], there: tuple[int, int]
) -> dict[str, float]:
    quoted = story.view(quoted_spans)
    read: dict[str, float] = {}
    said = (candidate.scope or candidate.evidence.get("scope"), candidate.evidence.get("scope2"))
    for end, sentence, span, stated in zip(_ENDS, (one, other), (here, there), said, strict=True):
        read |= {f"{end}:{scope.value}": 1.0 for scope in scope_cues(sentence)}
        read[f"{end}:in quotes"] = float(inside(quoted, *span))
        read[f"{end}:stated scope"] = float(stated is not None and str(stated) != Scope.ASSERTED.value)
    return read


def _story(story: StoryDoc) -> dict[str, float]:
    counts = story.view(cue_counts)
    n_words = max(300, len(story.text.split()))
    quoted = sum(end - start for start, end in story.view(quoted_spans))
    request = " ".join(filter(None, (story.prompt, story.genre, story.premise)))
    read = {f"story:{cue}": log1p(1000 * counts[cue] / n_words) for cue in _STORY_CUES}
    read |= {f"request:{cue}": float(cue_count(cue, request) > 0) for cue in ("magic", "machine")}
    read["story length"] = log1p(n_words)
    read["story in quotes"] = quoted / max(1, len(story.text))
    return read
