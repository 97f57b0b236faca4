"""Templates to text: choices, slots, and marks whose offsets survive into the finished story.

A template has three kinds of markup: ``[one|other]`` is a choice, ``{slot}`` a value (``{a:slot}`` with its
article, ``{slot:cap}`` with a capital), and ``<<name>>`` a value whose place in the story must be known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(a:|A:)?([A-Za-z_0-9]+)(:cap)?\}")
_MARK = re.compile(r"<<(\w+)(?::\w+)?>>")
_SENTENCE_START = re.compile(r"(?:^|[.!?][\"”]? )[\"“]?$")
_PLAIN_START = re.compile(r"(?:^|[.!?] )[\"“]?$")
_OPEN, _NAMED, _CLOSE = "\ue000", "\ue001", "\ue002"
_SPAN = re.compile(f"{_OPEN}(\\w+){_NAMED}|{_CLOSE}")


def choose(template: str, rng: Random) -> str:
    """Decide every ``[one|other]``, innermost first."""
    while True:
        match = _CHOICE.search(template)
        if match is None:
            return re.sub(r" +([.,!?]|$)", r"\1", re.sub(r"  +", " ", template))
        picked = rng.choice(match.group(1).split("|"))
        template = template[: match.start()] + picked + template[match.end() :]


def with_article(noun: str) -> str:
    """The noun phrase with ``a`` or ``an`` (ungrammatical for an hour and a union, which the data avoid)."""
    return ("an " if noun[:1].lower() in "aeiou" and not noun.startswith("one-") else "a ") + noun


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def mark(name: str, value: str) -> str:
    """The value, wrapped so that ``unmark`` gives its offsets under this name."""
    return f"{_OPEN}{name}{_NAMED}{value}{_CLOSE}"


def unmark(text: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Strip all marks.

    Returns:
        The plain text, and for each mark's name its (start, end) in it.
    """
    plain: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    length, cursor = 0, 0
    open_marks: list[tuple[str, int]] = []
    for match in _SPAN.finditer(text):
        plain.append(text[cursor : match.start()])
        length += match.start() - cursor
        cursor = match.end()
        if match.group(1):
            open_marks.append((match.group(1), length))
        else:
            name, start = open_marks.pop()
            spans[name] = (start, length)
    plain.append(text[cursor:])
    return "".join(plain), spans


def curly(text: str) -> str:
    """Straight quotes turned into curly ones, character for character."""
    text = re.sub(r"(^|[\s(—])\"", "\\1“", text)
    return text.replace('"', "”").replace("'", "’")


class Writer:
    """Fills the slots of one story's templates, and remembers who has been introduced.

    Args:
        slots: The story's values.
        rng: Decides the choices.
    """

    def __init__(self, slots: Mapping[str, str], rng: Random) -> None:
        self.slots = dict(slots)
        self.rng = rng
        self._friend_known = False
        self._object_known = False

    def introduced(self) -> None:
        """Treat everyone and everything as known: no introductions, no marks."""
        self._friend_known = self._object_known = True

    def choose(self, lines: tuple[str, ...]) -> str:
        """One of the paraphrases, its choices decided, its slots still open."""
        return choose(self.rng.choice(lines), self.rng)

    def fill(
        self, template: str, marks: Mapping[str, str] | None = None, prefix: str = "", inside: bool = False
    ) -> str:
        """Fill slots and marks of a template whose choices are decided.

        Args:
            template: The template.
            marks: Value of each ``<<name>>``.
            prefix: Put before the marks' names, so that two scenes do not share one.
            inside: The template begins inside a sentence, so that no capital is put.
        """

        def marked(match: re.Match[str]) -> str:
            name = match.group(1)
            value = (marks or {})[name.lower()]
            return mark(prefix + name.lower(), capital(value) if name[0].isupper() else value)

        before = "… " if inside else ""
        filled = _SLOT.sub(lambda match: self._slot(match, before + template[: match.start()]), template)
        return _MARK.sub(marked, filled)

    def _slot(self, match: re.Match[str], before: str) -> str:
        article, name, cap = match.groups()
        start = _SENTENCE_START.search(before) is not None
        lower = name if name in self.slots else name.lower()
        value = self.slots[lower]
        if name == "friend" and not self._friend_known:
            self._friend_known = True
            value = f"the {self.slots['friend_role']} {value}"
            return capital(value) if start else value
        if article:
            noun = with_article(value)
            value = noun[: -len(value)] + self._object(name, value)
        else:
            value = self._object(name, value)
        start = _PLAIN_START.search(before) is not None
        return capital(value) if cap or start or name[0].isupper() else value

    def _object(self, name: str, value: str) -> str:
        if name != "obj" or self._object_known:
            return value
        self._object_known = True
        return mark("object", value)
