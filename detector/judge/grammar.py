"""The form of a judge's answers: a grammar of our own, its JSON schema for servers, and its longest answer.

llama.cpp's converter from JSON schemas lets control characters and marker texts into strings, and some of its
ports ignore integer bounds. Here a string is printable ASCII without ``"``, ``\\`` and ``<``, after which a
few wider characters may follow: all of a story that is shown to a judge can be quoted so, nothing needs an
escape, nothing can become a marker, and every length is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detector.judge.instructions import CODES

EXCUSES = ("none", "dream", "metaphor", "magic", "repair", "other", "narrator", "allowed", "nothing")
"""What a doubter may answer; ``none`` leaves the claim standing."""

_ASCII = r"[ !#-;=-\[\]-~]"
_WIDE = r"[\u00A0-\uD7FF\uE000-\uFFFD]"
_WIDE_MOST, _TAIL_MOST, _BYTES = 6, 16, 3
_MARGIN = 24  # tokens: the end of the message, and whatever a format puts around it


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an answer may be.

    Attributes:
        findings: Claims of one answer.
        quote: ASCII characters of a quote before its wider ones.
        why: ASCII characters of an explanation.
    """

    findings: int = 5
    quote: int = 90
    why: int = 110

    @property
    def list_tokens(self) -> int:
        """Tokens that every answer of ``list_grammar`` fits in, were each character a token by itself."""
        frame = len('{"first":99999,"quote1":,"second":99999,"quote2":,"code":"C01","why":},')
        one = frame + 2 * _string_tokens(self.quote) + _string_tokens(self.why)
        return len('{"findings":[]}') + self.findings * one + _MARGIN

    @property
    def refute_tokens(self) -> int:
        """As ``list_tokens``, of ``refute_grammar``."""
        return len('{"excuse":"metaphor","why":,"probability":100}') + _string_tokens(self.why) + _MARGIN


def limits_for(n_ctx: int) -> Limits:
    """The widest limits whose longest answer takes at most a third of a context."""
    for findings, quote, why in ((6, 100, 120), (5, 90, 110), (4, 80, 90), (3, 70, 70), (2, 60, 60)):
        limits = Limits(findings, quote, why)
        if 3 * limits.list_tokens <= n_ctx:
            return limits
    return Limits(1, 50, 50)


def list_grammar(limits: Limits) -> str:
    """GBNF of the first answer: claims, each with two numbers, two quotes, a code and an explanation."""
    codes = " | ".join(_literal(f'"{code}"') for code in CODES)
    more = f'("," finding){{0,{limits.findings - 1}}}' if limits.findings > 1 else ""
    return "\n".join(
        (
            f'root ::= "{{\\"findings\\":[" (finding {more})? "]}}"',
            'finding ::= "{\\"first\\":" number ",\\"quote1\\":" quote ",\\"second\\":" number '
            '",\\"quote2\\":" quote ",\\"code\\":" code ",\\"why\\":" why "}"',
            "number ::= [1-9] [0-9]{0,4}",
            f"code ::= {codes}",
            f"quote ::= {_string(limits.quote)}",
            f"why ::= {_string(limits.why)}",
            f"ascii ::= {_ASCII}",
            f"wide ::= {_WIDE}",
            "",
        )
    )


def refute_grammar(limits: Limits) -> str:
    """GBNF of the second answer: an excuse, why, and how probable the error is in percent."""
    excuses = " | ".join(_literal(f'"{excuse}"') for excuse in EXCUSES)
    return "\n".join(
        (
            'root ::= "{\\"excuse\\":" excuse ",\\"why\\":" why ",\\"probability\\":" percent "}"',
            f"excuse ::= {excuses}",
            'percent ::= "100" | [1-9] [0-9]? | "0"',
            f"why ::= {_string(limits.why)}",
            f"ascii ::= {_ASCII}",
            f"wide ::= {_WIDE}",
            "",
        )
    )


def list_schema(limits: Limits) -> dict[str, Any]:
    """The first answer as a JSON schema, for servers that take no GBNF."""
    quote = {"type": "string", "maxLength": limits.quote + _WIDE_MOST + _TAIL_MOST}
    number = {"type": "integer", "minimum": 1, "maximum": 99999}
    why = {"type": "string", "maxLength": limits.why + _WIDE_MOST + _TAIL_MOST}
    code = {"type": "string", "enum": list(CODES)}
    finding = _object(first=number, quote1=quote, second=number, quote2=quote, code=code, why=why)
    return _object(findings={"type": "array", "items": finding, "maxItems": limits.findings})


def refute_schema(limits: Limits) -> dict[str, Any]:
    """The second answer as a JSON schema."""
    return _object(
        excuse={"type": "string", "enum": list(EXCUSES)},
        why={"type": "string", "maxLength": limits.why + _WIDE_MOST + _TAIL_MOST},
        probability={"type": "integer", "minimum": 0, "maximum": 100},
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _string(most: int) -> str:
    return f'"\\"" ascii{{0,{most}}} (wide{{1,{_WIDE_MOST}}} ascii{{0,{_TAIL_MOST}}})? "\\""'


def _string_tokens(most: int) -> int:
    return 2 + most + _WIDE_MOST * _BYTES + _TAIL_MOST


def _literal(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
