"""Quotations whose words the narrator counts, and counts wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with
from detector.text.cued import Cued
from detector.text.numbers import HYPHEN, value_of

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[1-9]|1[0-2]"
_COUNT = rf"(?P<count>(?i:{_SMALL})|[Aa] single)"
_KIND = r"(?:(?!of\b|and\b|or\b|in\b)[a-z][\w’'-]*,? ){0,3}?"
_MENTION = rf"(?P<what>{_COUNT} {_KIND}(?P<unit>words?|letters?))\b"
_PAPER = r"(?:message|note|text|reply|answer|sentence|email|telegram|response|question|command|order|warning)"
_HYPHENED = rf"(?P<what>(?P<count>(?i:{_SMALL})){HYPHEN}(?P<unit>word|letter) (?:[a-z]+ )?{_PAPER})\b"
_HYPHENED_UNIT = Cued(rf"{HYPHEN}(?:word|letter)\b")
QUOTE = (
    r"(?:“(?P<q1>[^“”\n]{1,140})”|\"(?P<q2>[^“”\"\n]{1,140})\"|"
    r"(?P<stars>\*{1,3})[“\"‘']?(?P<q3>[^*“”\"‘\n]{1,140})[”\"’']?"
    r"(?P=stars)|‘(?P<q4>[^‘“”\"\n]{1,140})’(?!\w)|(?P<q6>[A-Z](?:[-–]| ?, ?| |"
    r"\. ?)(?:[A-Z](?:[-–]| ?, ?| |\. ?)){0,14}"
    r"[A-Z])(?=[.;!?]|\s*(?:\n|$))|(?P<q7>[A-Z][A-Z’']{1,14}(?: [A-Z’']{1,15}){0,8})(?=[.;!?,]|\s*(?:\n|$))|"
    r"(?P<q5>[A-Z][\w’' ]{1,60}[.!?])(?=\s*(?:\n|$)))"
)
GROUPS = ("q1", "q2", "q3", "q4", "q5", "q6", "q7")
_SKIP = r"(?P<skip>[^.!?:;“”\"\n—–]{0,60})"
_FORWARD = (
    Cued(rf"\b{_MENTION}{_SKIP}(?::|\s?[—–])\s*{QUOTE}"),
    Cued(rf"\b{_HYPHENED}{_SKIP}(?::|\s?[—–]|,)\s*{QUOTE}"),
    Cued(
        rf"(?:(?<=[.!?…”\"*] )|(?<=\n)|^)(?i:(?:(?:Just|Only) )?{_MENTION})[.!]\s+{QUOTE}",
    ),
    Cued(
        rf"\b(?:read|reads|said|says|ran|contained|replied|answered),? (?:in (?:all )?)?(?:(?:its|"
        rf"his|her|just|only|exactly|full) )?"
        rf"{_MENTION},? (?:reading )?{QUOTE}"
    ),
    Cued(
        rf"\b(?P<what>(?P<count>(?i:{_SMALL})){HYPHEN}(?P<unit>word|letter) (?:word|name|password|"
        rf"motto|slogan|inscription|"
        rf"epitaph|title))\b{_SKIP}(?: (?:was|is|read|were)|:|,) {QUOTE}"
    ),
    Cued(rf"\b{_MENTION}, {QUOTE}(?=[.;!]|\s*(?:\n|$))"),
    Cued(
        rf"\b(?:said|spoke|whispered|uttered|sent|read|wrote|hissed|muttered) {_MENTION} that "
        rf"[^.!?:;“”\"\n]{{1,60}}[.:]\s+{QUOTE}"
    ),
)
_BACKWARD = Cued(
    rf"{QUOTE}(?P<join>\s*[—–]?\s*|,? (?:it|he|she|the [a-z]+|[A-Z][a-z]+) (?:read|said|wrote|"
    rf"ran)\. )(?:Just |Only |Those |These |The |That was all[,.:;—] |It was only |"
    rf"just |only )?"
    rf"(?P<what>(?P<count>(?i:{_SMALL})|A single) {_KIND}(?P<unit>words?|letters?))"
    r"(?=[.,;!:—–]|\s+(?:that|which|from|in all|only|had|were|was|hung|echoed|hit|changed|on|and)\b)"
)
_INEXACT = re.compile(
    r"\b(?:about|almost|nearly|more|other|another|last|first|next|few|or|than|final|some|the|these|those|"
    r"of|every|"
    r"each|opening|in|with|my|his|her|their|your|our|any|twenty|thirty|forty|fifty)[\s-]+$",
    re.IGNORECASE,
)
_MADE_OF = Cued(
    r"\b(?:sentence|message|telegram|note|reply|text|line|answer|postcard|sign|inscription|"
    r"speech) of (?:just |only |exactly )?$"
)
_DASH = re.compile(r"[—–…]|\.\.+|--+")
_WORD = re.compile(r"[^\W_]")
_SENTENCE_END = re.compile(r"[.!?…:;]+\s+")
_ONLY = Cued(r"\b(?:only|just|exactly|precisely|contained|consisted of)\s+$", re.IGNORECASE)
_OTHER = Cued(
    r"\b(?:language|Latin|Greek|French|tongue|translat\w+|meaning|syllables?|ancient|foreign)\b",
    re.IGNORECASE,
)


def word_counts(quote: str) -> set[int]:
    """Every count of words a reader could defend: hyphened words as one or as more, a contraction as one.

    >>> sorted(word_counts("I’ll be there, half-asleep"))
    [4, 5]
    """
    pieces = [piece for piece in _DASH.sub(" ", quote).split() if _WORD.search(piece)]
    least = len(pieces)
    hyphens = sum(len(re.findall(rf"(?<=\w){HYPHEN}(?=\w)", piece)) for piece in pieces)
    slashes = sum(piece.count("/") for piece in pieces)
    return set(range(least, least + hyphens + slashes + 1))


def letter_counts(quote: str) -> set[int]:
    """The letters of a quotation that is one word, spelled or not; empty where it is more than one word."""
    letters = [c for c in quote if c.isalpha()]
    spelled = re.fullmatch(r"\W*(?:[A-Za-z][\W_]+){1,20}[A-Za-z]\W*", quote)
    return {len(letters)} if spelled or len(quote.split()) == 1 else set()


def _admitted(quote: str, unit: str, whole: bool) -> set[int]:
    """Counts of the quotation and, unless it is surely meant as a whole, of its opening or closing
    sentences.
    """
    count = letter_counts if unit.startswith("letter") else word_counts
    admitted = set(count(quote))
    if not admitted or whole:
        return admitted
    for cut in _SENTENCE_END.finditer(quote):
        admitted |= count(quote[cut.end() :]) | count(quote[: cut.start()])
    for comma in re.finditer(r",\s+", quote):
        if comma.end() < 16 or len(quote) - comma.end() < 16:
            admitted |= count(quote[comma.end() :]) | count(quote[: comma.start()])
    return admitted


def miscounted_quotes(prose: Prose) -> Iterator[Candidate]:
    """``Just five words: “He is not here.”``"""
    seen: set[int] = set()
    for pattern in (*_FORWARD, _BACKWARD):
        forward = pattern is not _BACKWARD
        for found in pattern.finditer(prose.text):
            if found.start("what") in seen:
                continue
            candidate = _judge(prose, found, forward)
            if candidate is not None:
                seen.add(found.start("what"))
                yield candidate


def _judge(prose: Prose, found: re.Match[str], forward: bool) -> Candidate | None:
    text = prose.text
    start, end = found.span("what")
    lead = text[max(0, start - 24) : start]
    single = found["count"].lower() == "a single"
    count = 1 if single else value_of(found["count"])
    group = next(g for g in GROUPS if found[g])
    quote = found[group].strip(" _*")
    if (
        count is None
        or not quote
        or ((count == 1) == found["unit"].endswith("s") and not _HYPHENED_UNIT.search(found["what"]))
    ):
        return None
    hyphened = bool(_HYPHENED_UNIT.search(found["what"]))
    if (
        forward
        and _INEXACT.search(lead)
        and not _MADE_OF.search(lead)
        and not (hyphened and lead.lower().endswith("the "))
    ):
        return None
    if _OTHER.search(text[max(0, found.start() - 60) : found.end() + 40]) or (
        not quote.isascii() and _foreign(quote)
    ):
        return None
    if not _stands_alone(text, found, forward):
        return None
    admitted = _admitted(quote, found["unit"], group == "q6" or (forward and bool(_ONLY.search(lead))))
    if not admitted or int(count) in admitted:
        return None
    actual = word_counts(quote) if found["unit"].startswith("word") else letter_counts(quote)
    unit = found["unit"].rstrip("s") + "s" * (min(actual) != 1)
    return Candidate(
        "C07",
        start,
        end,
        f"The quotation has {min(actual)} {unit}, not {int(count)}.",
        (clashes_with(text, *found.span(group)),),
        {"kind": "counted_quotation", "stated": int(count), "counted": sorted(actual)},
        scope="asserted",
        in_dialogue=prose.quoted(start, end),
    )


def _foreign(quote: str) -> bool:
    return any(ord(c) > 127 and c.isalpha() for c in quote)


def _stands_alone(text: str, found: re.Match[str], forward: bool) -> bool:
    """The count speaks of this quotation alone: none before it or right after it could be meant instead."""
    group = next(g for g in GROUPS if found[g])
    quote = found[group].rstrip()
    tagged = quote.endswith(",")
    if not _WORD.search(quote) or quote.endswith(("…", "...", "—", "–", "-")):
        return False
    if not forward:
        line_start = text.rfind("\n", 0, found.start()) + 1
        opens_line = not text[line_start : found.start()].strip(" *_")
        return (not tagged or found["join"].strip().endswith(".")) and (
            opens_line or not re.search(r"[“”\"]", text[max(line_start, found.start() - 300) : found.start()])
        )
    if re.match(r"[.!]\s", text[found.end("what") :]) and re.search(
        r"[”\"*]", text[max(0, found.start() - 200) : found.start()]
    ):
        return False
    line_end = text.find("\n", found.end())
    rest = text[found.end() : found.end() + 160 if line_end < 0 else min(line_end, found.end() + 160)]
    if tagged:
        return not re.search(r"[“\"]", rest)
    return not re.match(r"\s*(?:,|;|and|or|then|followed|&|[“\"*])", rest)
