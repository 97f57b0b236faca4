"""C14: said and unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._denied import DENIALS, Denial
from detector.checks.commonsense._lacks import lacking_and_having
from detector.checks.commonsense._only import only_one
from detector.checks.commonsense._polarity import said_and_unsaid
from detector.checks.commonsense._prose import Prose, clashes_with, read_prose
from detector.checks.commonsense._scene_rules import may_clash, scene_clashes
from detector.checks.commonsense._tracked import beside
from detector.records import Category, Severity
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_TRACE = re.compile(
    r"\b(?:refused|would ?n['o’]?t|never|no|not|empty|deserted|silen\w*|sound\w*|hush|stillness|quiet|"
    r"nobody|none|neither|nor|only|sole|\w+less|without|bachelor|spinster|bald|teetotal\w*|vegetarian|vegan|allergic|illiterate|unlettered|abstainer|abstemious|orphan|celibate|unwed|\w+n['’]t)\b",
    re.IGNORECASE,
)
_UNTOLD = frozenset({Scope.QUESTION, Scope.IMAGINED})
_IF = re.compile(r"\b(?:if|unless|as if|as though|like an?)\b", re.IGNORECASE)


@lru_cache(maxsize=512)
def _with_key(pattern: str, key: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{key}", f"(?:{key})"), re.IGNORECASE)


class SaidAndUnsaid(Check):
    """The narrator says a thing and, with nothing in between that changes it, its opposite.

    Flags pages that "refused to catch fire" and are "the burning pages", "the eerie silence of the storm"
    that howls, a first-timer's "third visit to Lisbon", what is taken out of a fridge that is empty, the
    shot that killed where "not one shot was fired", the crowd in a deserted street, the shriek in perfect
    silence, "the dog" where "there had never been a dog"; what somebody had done who "had never" done it,
    also in other words (touched no meat, finished his ham); what belongs to one who has none (an only child's
    sister, the window of a pantry without one); what another did that "only" one did, or nobody; what
    "would not" burn, start, open and then does.

    Only these ways of contradicting, each with what undoes it; not in speech, question, condition or dream.
    Most contradictions are said in other words: those are a reader's to find.
    """

    code = "C14"
    name = "said and unsaid"
    category = Category.COMMONSENSE
    severity = Severity.WARNING

    def might_match(self, text: str) -> bool:
        """A word of denial, emptiness or silence is there."""
        return bool(_TRACE.search(text)) or may_clash(self.code, text)

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the later phrase, with the earlier as its related span."""
        if not self.might_match(story.text):
            return
        found = _by_pattern(story.view(read_prose))
        for find in (said_and_unsaid, lacking_and_having, only_one):
            found = beside(found, find(story))
        yield from beside(found, scene_clashes(story, self.code))


def _by_pattern(prose: Prose) -> Iterator[Candidate]:
    for denial in DENIALS:
        for found in denial.first.finditer(prose.text):
            candidate = _contradiction(prose, denial, found)
            if candidate is not None:
                yield candidate
                break


def _contradiction(prose: Prose, denial: Denial, first: re.Match[str]) -> Candidate | None:
    if not _told(prose, *first.span()):
        return None
    text = prose.text
    key = _key(prose, denial, first)
    second = _with_key(denial.second, key).search(
        text, first.end(), min(len(text), first.end() + denial.reach)
    )
    if second is None or not _told(prose, *second.span()):
        return None
    if _with_key(denial.undone, key).search(text[first.end() : second.start()]):
        return None
    return Candidate(
        "C14",
        *second.span(),
        denial.why.replace("{key}", second[0].split()[-1] if denial.words_before else key.replace("\\", "")),
        (clashes_with(text, *first.span()),),
        {"kind": denial.kind, "distance": second.start() - first.end()},
        scope="asserted",
        in_dialogue=False,
    )


def _key(prose: Prose, denial: Denial, first: re.Match[str]) -> str:
    """What must turn up again, as a pattern."""
    if denial.words_before:
        before = prose.text[max(0, first.start() - denial.words_before) : first.start()]
        return (
            "|".join(sorted({re.escape(word.lower()) for word in re.findall(r"[A-Za-z]{4,}", before)}))
            or "(?!)"
        )
    groups = first.groupdict()
    return re.escape(groups.get("key") or groups.get("key2") or "")


def _told(prose: Prose, start: int, end: int) -> bool:
    if prose.quoted(start, end) or prose.cues(start) & _UNTOLD:
        return False
    return not _IF.search(prose.text[max(prose.sentence(start).start, start - 60) : end])
