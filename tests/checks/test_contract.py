"""What every check promises, over its cases, every other check's cases, and hostile text."""

from __future__ import annotations

import time
import unicodedata
from functools import cache

import pytest
from spacy.tokens import Doc

from detector.checks.base import Candidate, Check
from detector.checks.registry import all_checks
from detector.records import Category
from detector.text.pipeline import default_parse
from detector.text.story import StoryDoc
from tests.support.cases import Case, load_cases

CHECKS = {check.code: check for check in all_checks()}
CASES = [case for code in CHECKS for case in load_cases(code)]
BY_CODE = sorted(CHECKS)
SECONDS_PER_CASE = 1.0
SECONDS_PER_MEGABYTE = 4.0


def _unicode_sample() -> str:
    seen: dict[str, list[str]] = {}
    for point in range(0x20000):
        character = chr(point)
        samples = seen.setdefault(unicodedata.category(character), [])
        if len(samples) < 12:
            samples.append(character)
    return " ".join("a" + "".join(samples) + "b" for samples in seen.values())


HOSTILE = {
    "empty": "",
    "white": " \n\t\r\n \u00a0\u2003 ",
    "one_letter": "a",
    "five_megabytes_without_a_space": "x" * 5_000_000,
    "digits": "1234567890" * 10_000,
    "power_tower": "She wrote 9**9**9 = 9^9^9^9 and \\(9^{9^{9^9}}\\).",
    "braces": "$" + "{" * 10_000 + "}" * 10_000 + "$",
    "parentheses": "(" * 10_000 + "1 + 1" + ")" * 10_000,
    "open_quotes": "“" * 5_000 + " four words: “" * 2_000,
    "straight_quotes": '"a ' * 10_000,
    "dollars": "$" * 10_000,
    "backslashes": "\\frac{" * 5_000,
    "lone_surrogates": "On \ud800 Tuesday \udfff, three \udc00 words: “a”.",
    "right_to_left": "\u202eOn February 30, 2 + 2 = 5\u202c ‏שלוש מילים: “two words”",
    "nul": "On\x00 February\x00 30\x00, 3 + 4 = 8\x00",
    "combining": "e" + "\u0301" * 20_000,
    "unicode": _unicode_sample(),
    "newlines": "\n" * 10_000,
    "one_word_a_line": "one\n" * 10_000,
    "number_words": "two hundred and twenty-one thousand " * 3_000,
    "numbers": "3 apples and " * 4_000,
    "months": "Tuesday, 3 March 2021 " * 3_000,
    "sums": "1 + 1 = 2 + " * 4_000,
    "commas": "The four of them: " + "Ann, " * 5_000 + "and Ben.",
    "hyphens": "-" * 20_000,
    "stars": "*" * 20_000,
    "asterisk_pairs": "*a*" * 5_000,
    "not_a_number": "²³¹½٣４Ⅷ on ４ March ٢٠٢١, ½ plus ½ is ²",
}


class Stopwatch:
    """Parses for a story and remembers how long that took, which is not the check's doing."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def parse(self, text: str) -> Doc:
        start = time.process_time()
        doc = default_parse(text)
        self.seconds += time.process_time() - start
        return doc


@cache
def story_of(text: str) -> StoryDoc:
    return StoryDoc(text)


def candidates(check: Check, story: StoryDoc) -> list[Candidate]:
    found = sorted(check.propose(story), key=lambda c: (c.start, c.end, c.explanation))
    for candidate in found:
        assert candidate.code == check.code
        assert 0 <= candidate.start < candidate.end <= len(story.text)
        assert candidate.explanation.strip()
        for related in candidate.related:
            assert story.text[related.start : related.end] == related.text
            assert related.role
    return found


def _story(case: Case) -> StoryDoc:
    return StoryDoc(case.text, **dict(case.context)) if case.context else story_of(case.text)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", BY_CODE)
def test_contract_check_describes_itself(code: str) -> None:
    check = CHECKS[code]
    assert (check.__doc__ or "").strip().count("\n") >= 2, "the docstring is the check's page"
    assert check.name
    assert (check.category is Category.FORMULA) == code.startswith("F")


@pytest.mark.parametrize("code", BY_CODE)
def test_contract_check_has_cases(code: str) -> None:
    kinds = [case.kind for case in load_cases(code)]
    assert kinds.count("flag") >= 10, f"tests/cases/{code}.yml: at least 10 flag cases"
    assert kinds.count("clean") >= 20, f"tests/cases/{code}.yml: at least 20 clean cases"


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "flag"], ids=lambda c: c.id)
def test_contract_flag_case_is_found(case: Case) -> None:
    found = candidates(CHECKS[case.code], _story(case))
    spans = [(c.start, c.end) for c in found]
    assert case.span in spans, f"{case.text!r}: found {[case.text[a:b] for a, b in spans]}"
    if case.related:
        ends = [(r.start, r.end) for c in found if (c.start, c.end) == case.span for r in c.related]
        assert case.related in ends, f"related: found {[case.text[a:b] for a, b in ends]}"


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "clean"], ids=lambda c: c.id)
def test_contract_clean_case_is_silent(case: Case) -> None:
    found = [c for c in candidates(CHECKS[case.code], _story(case)) if c.evidence.get("sure", True)]
    assert not found, f"{case.text!r}: {[(case.text[c.start : c.end], c.explanation) for c in found]}"


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "belongs"], ids=lambda c: c.id)
def test_contract_belonging_case_is_proposed(case: Case) -> None:
    assert candidates(CHECKS[case.code], _story(case)), f"{case.text!r}: nothing is proposed"


@pytest.mark.parametrize("code", BY_CODE)
def test_contract_check_keeps_its_promises_on_every_case(code: str) -> None:
    check = CHECKS[code]
    for case in CASES:
        story = _story(case)
        first = candidates(check, story)
        assert first == candidates(check, story), f"{case.id}: two runs differ"
        assert check.might_match(case.text) or not first, f"{case.id}: might_match denied what propose found"


@pytest.mark.parametrize("code", BY_CODE)
def test_contract_check_gives_the_same_on_a_fresh_story(code: str) -> None:
    for case in load_cases(code)[:12]:
        again = StoryDoc(case.text, **dict(case.context))  # type: ignore[arg-type]
        assert candidates(CHECKS[code], again) == candidates(CHECKS[code], _story(case)), case.id


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("code", BY_CODE)
def test_contract_hostile_text_is_survived_in_time(code: str, name: str) -> None:
    parser = Stopwatch()
    check, story = CHECKS[code], StoryDoc(HOSTILE[name], parse=parser.parse)
    start = time.process_time()
    found = candidates(check, story)
    spent = time.process_time() - start - parser.seconds
    assert spent < SECONDS_PER_CASE + SECONDS_PER_MEGABYTE * len(story.text) / 1e6
    assert check.might_match(story.text) or not found


def test_contract_every_cases_file_has_its_check() -> None:
    from tests.support.cases import FOLDER

    orphans = {path.stem for path in FOLDER.glob("*.yml")} - set(CHECKS)
    assert not orphans, f"cases without a check: {sorted(orphans)}"
