"""A text or Markdown file: one story."""

from __future__ import annotations

from typing import Any, BinaryIO

from detector.errors import InputError
from detector.inputs.opening import MAX_BYTES, decode
from detector.inputs.options import Reading
from detector.inputs.story import StoryInput

MAX_FRONT_MATTER = 64 * 1024


def read_text(file: BinaryIO, source: str, reading: Reading, *, markdown: bool = False) -> StoryInput | None:
    """The story a file holds; its id is the file's name as the user gave it.

    Args:
        file: The unpacked bytes.
        source: The file, as the user named it.
        reading: What to do with a bad file.
        markdown: Leave out YAML front matter; what it says of the prompt, genre and model is kept.

    Raises:
        InputError: The file is not UTF-8, binary, or too long.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise InputError(source, f"it is longer than {MAX_BYTES // 2**20} MB.", "Split it into stories.")
    text = decode(raw, source).removeprefix("\ufeff")
    known: dict[str, Any] = {}
    lines = 0
    if markdown:
        head, body = split_front_matter(text)
        known, lines, text = _front_matter(head), head.count("\n"), body
    if not reading.is_new(source):
        reading.bad(InputError(source, "it is named twice.", "Name each file once."))
        return None
    return StoryInput(
        id=source,
        text=text,
        source=source,
        line_offset=lines,
        prompt=_string(known.get("prompt")),
        genre=_string(known.get("genre")),
        premise=_string(known.get("premise")),
        model=_string(known.get("model")),
        expects_formula=known.get("expects_formula") is True,
        sample_id=_string(known.get("sample_id")),
        metadata=known,
    )


def split_front_matter(text: str) -> tuple[str, str]:
    """A Markdown text as its front matter, fences included, and the rest; the two joined are the text."""
    if not text.startswith(("---\n", "---\r\n")):
        return "", text
    at = text.find("\n") + 1
    while 0 < at <= MAX_FRONT_MATTER:
        end = text.find("\n", at) + 1
        line = text[at : end or None].strip()
        if line in {"---", "..."}:
            return (text[:end], text[end:]) if end else (text, "")
        if not end or (
            line and ":" not in line and not line.startswith(("-", "#")) and text[at] not in " \t"
        ):
            return "", text
        at = end
    return "", text


def _front_matter(head: str) -> dict[str, Any]:
    if not head:
        return {}
    import yaml

    try:
        known = yaml.safe_load(head.strip().strip("-.").strip())
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
