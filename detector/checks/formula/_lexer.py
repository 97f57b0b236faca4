"""Text to tokens of mathematics. Linear time: one regular expression without nested repetition."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.checks.formula._vocabulary import FUNCTIONS, GREEK_NAMES, LATEX_COMMANDS

_PATTERN = re.compile(
    r"""
    (?P<url>(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+|\?\w+=[^\s]*)
  | (?P<cmd>\\(?:[A-Za-z]+|[,;:!>{}|\\%&$\#_\ ]))
  | (?P<num>[$£€]?\d+(?:,\d{3})*(?:\.\d+)?[%°]?|[$£€]?\.\d+|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞])
  | (?P<letters>[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’][A-Za-zÀ-ÖØ-öø-ɏ]+)*)
  | (?P<greekword>[Α-Ωα-ω]{4,})
  | (?P<sym>[Α-Ωα-ωϕϑϵϱ∞ℏℓℵ𝐀-𝟿ℝℕℤℚℂ°ℎ])
  | (?P<sup>[²³¹⁰⁴-⁹⁺⁻⁼⁽⁾ⁿⁱᵃ-ᶻˣʸ]+|[₀-₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣ]+|[′″‴]|(?<=[A-Za-z)])['’](?=\())
  | (?P<rule>[=\-−–—_~*+<>.]{4,}|={3,}|\*{3,}|-{3,}|_{2,}|~{2,}|<{2,}|>{2,}|\+{2,})
  | (?P<rel><=>|<->|<=|>=|==|!=|=>|->|:=|~=|[=≠≈≡≅≃≤≥≪≫∝∈∉⊂⊆→⇒⟹⟺⇔↔←∼≜∴<>])
  | (?P<big>[∑∏∫∬∮√∛∂∇∆¬∀∃∠])
  | (?P<op>\*\*|[+\-−–×·⋅∙÷/*^±∓∘⊗⊕∧∨∩∪!|])
  | (?P<open>[(\[{⟨⌈⌊])
  | (?P<close>[)\]}⟩⌉⌋])
  | (?P<under>[_&])
  | (?P<newline>\n)
  | (?P<space>[^\S\n]+)
  | (?P<dots>\.\.\.|…|⋯)
  | (?P<punct>[.,;:?"“”‘’'`—])
  | (?P<other>.)
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Token:
    """A token and its code points in the text.

    ``kind`` is one of: word, name, var, func, num, sym, cmd, sup, rel, op, big, open, close, under, space,
    newline, dots, punct, rule, other.
    """

    kind: str
    start: int
    end: int
    text: str


def lex(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``.

    Letters become ``var`` (one letter), ``func`` (sin, log …), ``name`` (two to four letters: ``mv``, ``KE``;
    whether a name is an English word is for the reader of the tokens to say) or ``word``.
    """
    tokens = []
    for match in _PATTERN.finditer(text, start, end):
        kind, part = match.lastgroup or "other", match[0]
        if kind == "letters":
            if len(part) == 1:
                kind = "var"
            elif part in FUNCTIONS:
                kind = "func"
            elif part.lower() in GREEK_NAMES:
                kind = "sym"
            else:
                kind = "name" if len(part) <= 4 and part.isalpha() else "word"
        elif kind == "cmd" and len(part) > 2 and part[1:] not in LATEX_COMMANDS:
            kind = "unknown"
        elif kind in {"url", "greekword"}:
            kind = "word"
        tokens.append(Token(kind, match.start(), match.end(), part))
    for i in range(1, len(tokens) - 1):
        if tokens[i].kind == "var" and tokens[i].text in "xX" and _times(tokens, i):
            tokens[i].kind = "op"
        elif tokens[i].text in {"*", "**"} and _spaced(tokens[i - 1]) != _spaced(tokens[i + 1]):
            tokens[i].kind = "punct"
    for edge in (tokens[:1], tokens[-1:]):
        if edge and edge[0].text in {"*", "**"}:
            edge[0].kind = "punct"
    return tokens


def _spaced(token: Token) -> bool:
    """Beside an asterisk: on one side only it is emphasis, not a product."""
    return token.kind in {"space", "newline", "punct"}


def _times(tokens: list[Token], i: int) -> bool:
    """The letter x between two numerals, as in ``3 x 10^8``."""
    left = i - 2 if tokens[i - 1].kind == "space" else i - 1
    right = i + 2 if tokens[i + 1].kind == "space" else i + 1
    return left >= 0 and right < len(tokens) and tokens[left].kind == tokens[right].kind == "num"
