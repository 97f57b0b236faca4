"""A row of a JSONL, CSV or Parquet file made into a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detector.errors import InputError
from detector.inputs.options import FieldNames, Reading
from detector.inputs.story import StoryInput

_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0", ""})


def row_to_story(row: Mapping[str, Any], source: str, number: int, reading: Reading) -> StoryInput | None:
    """The story a row holds, or None where it was bad and bad rows are skipped.

    Args:
        row: Field names and values.
        source: The file, as the user named it.
        number: Its line or row, 1-based.
        reading: Field names, and what to do with a bad row.

    Raises:
        InputError: The row has no text, a bad id, or the id of an earlier row.
    """
    try:
        story = _story(row, source, number, reading.fields)
    except InputError as error:
        reading.bad(error)
        return None
    if not reading.is_new(story.id):
        reading.bad(
            InputError(
                source,
                f"the id {story.id!r} was used before.",
                "Give each story its own id, name another field with --id-field, or use --skip-bad.",
                line=number,
            )
        )
        return None
    return story


def _story(row: Mapping[str, Any], source: str, number: int, names: FieldNames) -> StoryInput:
    text = row.get(names.text)
    if text is None and names.text in row:
        raise InputError(
            source,
            f"no text: the field {names.text!r} is null.",
            "Fill it in, or pass the row over with --skip-bad.",
            line=number,
        )
    if text is None:
        raise InputError(
            source,
            f"no text: the row has no field {names.text!r} ({_listed(row)}).",
            "Name the field that holds the story with --text-field.",
            line=number,
        )
    if not isinstance(text, str):
        raise InputError(
            source,
            f"the field {names.text!r} holds {_kind(text)}, not text.",
            "Name the field that holds the story with --text-field.",
            line=number,
        )
    known = set(vars(names).values())
    return StoryInput(
        id=_id(row.get(names.id), source, number, names.id),
        text=text,
        prompt=_text_or_none(row.get(names.prompt)),
        genre=_text_or_none(row.get(names.genre)),
        premise=_text_or_none(row.get(names.premise)),
        expects_formula=_truth(row.get(names.expects_formula), source, number, names.expects_formula),
        model=_text_or_none(row.get(names.model)),
        source=source,
        row=number,
        sample_id=_text_or_none(row.get(names.sample_id)),
        metadata={name: value for name, value in row.items() if name not in known},
    )


def _id(value: object, source: str, number: int, name: str) -> str:
    if value is None or value == "":
        return f"{source}:{number}"
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InputError(
        source,
        f"the field {name!r} holds {_kind(value)}, which is no id.",
        "Name the field that holds the id with --id-field.",
        line=number,
    )


def _text_or_none(value: object) -> str | None:
    """A text or number as text; anything else (a list of messages …) is not what we know under that name."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return None


def _truth(value: object, source: str, number: int, name: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise InputError(
        source, f"the field {name!r} holds {word[:40]!r}.", "Make it true or false.", line=number
    )


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), f"a {type(value).__name__}")


def _listed(row: Mapping[str, Any]) -> str:
    names = [str(name)[:40] for name in row]
    if not names:
        return "it is empty"
    return "it has " + ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
