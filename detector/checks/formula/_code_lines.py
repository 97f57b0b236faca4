"""Lines of program text: what tells them from prose."""

from __future__ import annotations

import re

from detector.checks.formula._vocabulary import words

_VALUE = (
    r"(?:[\w.]+\([^\n]*\)|\[[^\n]*\]|\{[^\n]*\}?|[\"'][^\n]*[\"']|lambda\b[^\n]*|new\s+\w+[^\n]*|-?\d[\w.]*"
    r"|True|False|None|null|true|false|\w+\[[^\n]*\])"
)
_TRAIL = r"\s*(?:(?:\#|//)[^\n]*)?$"
_TYPES = (
    "public|private|protected|static|const|let|var|int|float|double|char|void|bool|string|auto|unsigned|long"
)
_LOOPS = "for|while|if|elif|with|except"
#: Each alone makes a line code.
_KINDS = (
    # definitions, branches and loops
    r"(?:def|class|function|func|fn|sub|procedure)\s+[A-Za-z_]\w*\s*(?:\([^\n]*\)|:)[^\n]*[:{]?\s*$",
    r"(?:for|while|if|elif|switch|foreach|catch|with)\s*\([^\n]*\)\s*\{?\s*$",
    rf"(?:{_LOOPS})\s[^\n]*(?:==|!=|<=|>=|\brange\(|\bin\s+\w+|\(\)|[<>_])[^\n]*:\s*$",
    r"(?:else|try|finally|except)\s*[:{]\s*$",
    # declarations
    r"(?:import|from)\s+[a-z_][\w.]*(?:\s+(?:import|as)\s+[\w*, ]+)?;?\s*$",
    r"\#include\s*[<\"]|\#!/|\#define\s",
    rf"(?:{_TYPES})\s+[\w<>\[\]*]+[^\n]*(?:[;{{=]|\(\)|\):?)\s*[^\n]*$",
    r"return(?:\s+(?:[\w.]+\([^\n]*\)|[\w.\[\]]+(?:\s*[-+*/%]\s*[\w.()\[\]]+)*|-?\d+|true|false|null|None))?;?\s*$",
    # queries and pseudo-code in capitals
    r"(?:SELECT|INSERT\s+INTO|DELETE\s+FROM|CREATE\s+TABLE)\b[^\n]*(?:\bFROM\b|\bVALUES\b|\bWHERE\b|;|\()",
    r"(?:IF|WHILE|FOR|REPEAT|UNTIL|FUNCTION|PROCEDURE|SET|LET|PRINT|INPUT|RETURN|CALL)\s[^\n]*"
    r"(?:\bTHEN\b|\bDO\b|\bTO\b|[=<>()\"←]|:=)[^\n]*$",
    r"(?:END(?:\s?IF|\s?WHILE|\s?FOR|\s?FUNCTION)?|ELSE|BEGIN|WEND|ENDIF|ENDWHILE|DONE)\s*;?\s*$",
    # assignments and calls
    r"[\w.\[\]\"']+\s*(?:\+=|-=|\*=|/=|:=|==|<-|←)\s*[^\n]+$",
    rf"(?:[a-z_][\w.]+|[a-z]\[[^\]\n]*\])\s*=\s*{_VALUE}\s*;?{_TRAIL}",
    rf"[\w.]+\((?:[^\n()]|\([^\n()]*\))*\)\s*(?:;|\{{)?{_TRAIL}",
    r"(?:print|echo|printf|console\.log|System\.out\.println|puts|cout)\b\s*[(\"'<$][^\n]*$",
    # statement ends, tags and comments
    r"[^\n]*[;{}]\s*(?://[^\n]*)?$(?<=[;{}])",
    r"</?[a-z][\w-]*(?:\s+[\w-]+=\"[^\"\n]*\")*\s*/?>\s*$",
    r"(?://|/\*)\s?\S[^\n]*$",
)
STRONG = re.compile(r"^\s*(?:>>>\s|\d+\s*[:.|]?\s+)?(?:" + "|".join(_KINDS) + ")")
_LATEX = re.compile(r"\\[A-Za-z]{2}")
_COMMENT = re.compile(r"^\s*(?:#|--|//|\*|/\*)\s?\S")
_PROSE = re.compile(r"\b(?:[a-z]{2,}\s+){4,}[a-z]{2,}")
_LANGUAGES = words("languages")


def is_language(info: str) -> bool:
    """Whether the word after a fence names a programming language."""
    parts = info.lower().split()
    return bool(parts) and parts[0].strip("{}.") in _LANGUAGES


def is_code(line: str) -> bool:
    """Whether a line reads as program text and not as a sentence."""
    if len(line) > 200 or not line.strip() or _LATEX.search(line) or STRONG.match(line) is None:
        return False
    if line.rstrip().endswith(";") and not re.search(r"[=()\[\]{}<>+]|\w\.\w|^\s*\w+;", line):
        return False
    bare = re.sub(r"([\"'])(?:(?!\1).)*\1|(?:#|//).*$", "", line)
    return _PROSE.search(bare) is None


def is_comment(line: str) -> bool:
    """Whether a line could be a comment among code."""
    return _COMMENT.match(line) is not None
