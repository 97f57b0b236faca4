"""The grammar's templates as patterns that read its sentences back.

A template is cut into sentences, and each becomes one regular expression: a choice an alternation, a slot a
short bounded group. A sentence of a story is tried only against the patterns whose rarest word it has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detector.synthesis.grammar_data import Grammar, lines_of, load_grammar

_TOKEN = re.compile(
    r"\{(a:|A:)?([A-Za-z_0-9]+)(:cap)?\}|<<(\w+)(?::\w+)?>>|([\[|\]])|(\s+)|([^\[\]|{}<>\s]+)"
)
# Characters; the longest of the grammar's sentences has about half.
_LONGEST = 400
_NAME = r"[A-Z][\w'-]{0,24}"
_PHRASE = r"[\w'-]+(?: [\w'-]+){0,5}?"
_SLOTS = {
    "hero": _NAME,
    "friend": rf"(?:(?:[Tt]he )?[\w'-]+(?: [\w'-]+){{0,3}}? )?{_NAME}",
    "he": "[Hh]e|[Ss]he",
    "him": "him|her",
    "his": "[Hh]is|[Hh]er",
    "himself": "himself|herself",
    "n_hours": r"[\w-]{2,12} hours?",
    "n_years": r"[\w-]{2,12} years?",
}
_MARK = r"[^.!?\"]{1,40}?"
_FORMULA = r".{1,120}?"
MATHS = re.compile(r"[$\\^=→≈≤≥²³½√∑∫∇·×÷*+<>₀₁₂πλΔ]|\d")
"""What the grammar's prose never has, and each of its formulas does."""
_TWO_WORDS = re.compile(r"[^\W\d_]{3,},? [^\W\d_]{3,}")
# A small letter after a quotation goes on with the sentence, unless a formula starts there.
_GOES_ON = re.compile(r"[a-z]{2,}\b(?!\(| [=<])")
_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True)
class Source:
    """Where a template comes from.

    Attributes:
        kind: beat, opening, ending, air, talk, object, mood, carrier, belonging, or a kind of fact.
        name: The plot, the genre, or the device.
        role: For a kind of fact: setup, clean or broken; for a beat its number.
        size: Sentences in the template.
    """

    kind: str
    name: str
    role: str
    size: int


@dataclass(frozen=True)
class Pattern:
    """One sentence of a template; ``groups`` names the slot of each group of ``regex``."""

    source: Source
    template: int
    index: int
    regex: re.Pattern[str]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A sentence read by a pattern: what stands in its slots, and where.

    Attributes:
        pattern: What matched.
        values: (slot, text, start, end) in order, offsets into the story.
    """

    pattern: Pattern
    values: tuple[tuple[str, str, int, int], ...]

    def value(self, slot: str) -> str | None:
        """The first text of a slot."""
        return next((text for name, text, _, _ in self.values if name == slot), None)

    def place(self, slot: str) -> tuple[int, int] | None:
        """Where the first text of a slot stands."""
        return next(((start, end) for name, _, start, end in self.values if name == slot), None)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends; one goes on after a quotation if a small letter follows."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in re.finditer(r"[.!?][\"”]?(?=\s)|\n\n", text):
        end = match.end() if match.group() != "\n\n" else match.start()
        after = text[end : end + 40].lstrip()
        if match.group()[-1] in '"”' and _GOES_ON.match(after):
            continue
        if text[start:end].strip():
            found.append((start + len(text[start:end]) - len(text[start:end].lstrip()), end))
        start = end
    if text[start:].strip():
        found.append((start + len(text[start:]) - len(text[start:].lstrip()), len(text.rstrip())))
    return found


def _cut(template: str) -> list[str]:
    """A template's sentences, cut as ``sentences_of`` cuts the text that it gives."""
    pieces: list[str] = []
    start = depth = 0
    for match in re.finditer(r"[\[\]]|[.!?](\]?)(\"?)(?=\s)", template):
        if match.group() == "[":
            depth += 1
        elif match.group() == "]":
            depth -= 1
        elif depth == 0 or (depth == 1 and match.group(1)):
            depth -= bool(match.group(1))
            after = template[match.end() :].lstrip()
            pronoun = re.match(r"\{f?(he|his|him)\}", after)
            if match.group(2) and (after[:1].islower() or pronoun):
                continue
            pieces.append(template[start : match.end()].strip())
            start = match.end()
    pieces.append(template[start:].strip())
    return [piece for piece in pieces if piece]


def _compile(template: str, formula: bool) -> tuple[re.Pattern[str], tuple[str, ...]]:
    out: list[str] = []
    groups: list[str] = []
    optional = bool(re.search(r"\|\]|\[\||\|\|", template))
    for match in _TOKEN.finditer(template):
        article, slot, _, mark, bracket, space, word = match.groups()
        if bracket:
            out.append({"[": "(?:", "|": "|", "]": ")"}[bracket])
        elif space:
            out.append(r"\s*" if optional else r"\s+")
        elif word:
            out.append("".join(f"(?i:{re.escape(word[0])})" + re.escape(word[1:])))
        else:
            name = (mark or slot).lower()
            base = name if name in _SLOTS else name.removeprefix("f")
            body = _FORMULA if mark and formula else _MARK if mark else _SLOTS.get(base, _PHRASE)
            groups.append(name)
            out.append((r"(?:[Aa]n? )?" if article else "") + f"({body})")
    return re.compile("".join(out)), tuple(groups)


def _templates(grammar: Grammar) -> Iterator[tuple[str, str, str, str]]:
    """(kind, name, role, template) of all there are."""
    for genre in grammar.genres.values():
        for key, lines in genre.lines.items():
            for line in lines:
                yield {"openings": "opening", "air": "air"}.get(key, "ending"), genre.id, "", line
    plots = [*grammar.plots, *(plot for genre in grammar.genres.values() for plot in genre.plots)]
    for plot in plots:
        for number, lines in enumerate(plot.beats, 1):
            for line in lines:
                yield "beat", plot.id, str(number), line
        for line in plot.maths:
            yield "belonging", plot.id, "", line
    for key, lines in grammar.talk.items():
        for line in lines:
            yield key, "", "", line
    for kind, data in grammar.scenes.items():
        for name, blocks in data.items() if kind == "device" else (("", data),):
            for role, block in blocks.items():
                for line in lines_of(block):
                    yield kind, name, role, line
    for key, kind in (("carriers", "carrier"), ("belonging", "belonging")):
        for line in grammar.formula_lines[key]:
            yield kind, "", "", line


def _has_formula(pattern: Pattern, match: re.Match[str]) -> bool:
    """What stands where a formula should is one: it has a sign, and no two words side by side."""
    if "formula" not in pattern.groups:
        return True
    text = match.group(pattern.groups.index("formula") + 1)
    return bool(MATHS.search(text)) and not _TWO_WORDS.search(text)


class Book:
    """All patterns, found by their rarest word."""

    def __init__(self, grammar: Grammar) -> None:
        rows: list[tuple[Pattern, set[str]]] = []
        for number, (kind, name, role, template) in enumerate(_templates(grammar)):
            pieces = _cut(template)
            for index, piece in enumerate(pieces):
                regex, groups = _compile(piece, kind in ("carrier", "belonging"))
                fixed = re.sub(r"\[[^\]]*\]|\{[^}]*\}|<<[^>]*>>", " . ", piece).lower()
                source = Source(kind, name, role, len(pieces))
                rows.append((Pattern(source, number, index, regex, groups), set(_WORD.findall(fixed))))
        counts = Counter(word for _, words in rows for word in words)
        self._by_word: defaultdict[str, list[Pattern]] = defaultdict(list)
        for pattern, words in rows:
            rarest = min(words, key=lambda word: (counts[word], word), default="")
            self._by_word[rarest].append(pattern)

    def read(self, text: str, start: int, end: int) -> list[Reading]:
        """All readings of the sentence at a place of a text with straight quotes; none of a very long one."""
        if end - start > _LONGEST:
            return []
        words = dict.fromkeys(["", *_WORD.findall(text[start:end].lower())])
        found = []
        for word in words:
            for pattern in self._by_word.get(word, ()):
                match = pattern.regex.fullmatch(text, start, end)
                if match is None or not _has_formula(pattern, match):
                    continue
                values = tuple(
                    (name, match.group(at), match.start(at), match.end(at))
                    for at, name in enumerate(pattern.groups, 1)
                    if match.group(at) is not None
                )
                found.append(Reading(pattern, values))
        return found


@cache
def load_book() -> Book:
    """The patterns of the shipped grammar (once)."""
    return Book(load_grammar())
