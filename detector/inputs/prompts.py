"""Prompts: what to ask for stories, from JSONL or one a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from detector import __version__
from detector.errors import InputError
from detector.inputs.jsonl import read_rows
from detector.inputs.opening import MAX_BYTES, decode, opened
from detector.inputs.options import Reading
from detector.records import Dataset, Prompt
from detector.resources import data_root, resource

SHIPPED = "corpora/prompts/prompts.jsonl"
DEMO = "corpora/prompts/demo.jsonl"


def read_prompts(
    path: str | Path | None = None,
    *,
    skip_bad: bool = False,
    on_bad: Callable[[InputError], None] | None = None,
) -> list[Prompt]:
    """The prompts of a file, in its order.

    Args:
        path: ``.jsonl`` (fields ``id`` and ``prompt``, optional ``genre``, ``premise``, ``expects_formula``;
            others are ignored) or ``.txt`` (one prompt a line), also as ``.gz``. None is the shipped set.
        skip_bad: Pass over rows that cannot be used.
        on_bad: Gets each error that was skipped.

    Raises:
        InputError: The file or a row of it cannot be used, or no prompt is left.
    """
    file = Path(path) if path is not None else resource(SHIPPED)
    name = str(file)
    if file.is_dir():
        raise InputError(name, "it is a folder.", "Name a .jsonl or .txt file of prompts.")
    reading = Reading(skip_bad=skip_bad, on_bad=on_bad)
    prompts: list[Prompt] = []
    with opened(file) as (bytes_in, _):
        rows = _text_rows if ".txt" in file.suffixes else _json_rows
        for number, prompt in rows(bytes_in, name, reading):
            if reading.is_new(prompt.id):
                prompts.append(prompt)
                continue
            problem = f"the prompt id {prompt.id!r} was used before."
            reading.bad(InputError(name, problem, "Give each prompt an id of its own.", line=number))
    if not prompts:
        raise InputError(name, "there is no prompt in it.", 'Write one {"id": …, "prompt": …} a line.')
    return prompts


def _json_rows(file: BinaryIO, name: str, reading: Reading) -> Iterator[tuple[int, Prompt]]:
    for number, row in read_rows(file, name, reading):
        try:
            yield number, _prompt(row, name, number)
        except InputError as error:
            reading.bad(error)


def _prompt(row: dict[str, Any], name: str, number: int) -> Prompt:
    known = {field: row[field] for field in Prompt.model_fields if row.get(field) is not None}
    if isinstance(known.get("id"), int) and not isinstance(known["id"], bool):
        known["id"] = str(known["id"])
    try:
        prompt = Prompt.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        missing = first["type"] == "missing"
        problem = f"the row has no {field!r}." if missing else f"the field {field!r}: {first['msg'].lower()}."
        raise InputError(
            name, problem, 'A prompt needs "id" and "prompt"; --skip-bad passes over bad rows.', line=number
        ) from None
    if not prompt.prompt.strip() or not prompt.id:
        what = "prompt" if prompt.id else "id"
        raise InputError(
            name, f"the {what} is empty.", "Fill it in; --skip-bad passes over bad rows.", line=number
        )
    return prompt


def _text_rows(file: BinaryIO, name: str, reading: Reading) -> Iterator[tuple[int, Prompt]]:
    offset = number = 0
    while raw := file.readline(MAX_BYTES):
        number += 1
        try:
            text = decode(raw, name, offset, number).removeprefix("\ufeff").strip()
            if text:
                yield number, Prompt(id=f"{Path(name).stem}-{number}", prompt=text)
        except InputError as error:
            reading.bad(error)
        offset += len(raw)


def prompts_sha256(prompts: Iterable[Prompt]) -> str:
    """A hash of the prompts themselves: the same prompts have it whatever file they are in."""
    digest = hashlib.sha256()
    for prompt in prompts:
        digest.update(prompt.model_dump_json().encode("utf-8") + b"\n")
    return digest.hexdigest()


def describe_prompts(prompts: Sequence[Prompt], path: str | Path | None = None) -> Dataset:
    """What a run records of its prompts; the shipped sets have storyfault's version."""
    name = Path(path).name.split(".")[0] if path is not None else "storyfault-prompts"
    shipped = path is None or Path(path).parent == (data_root() / SHIPPED).parent
    version = __version__ if shipped else None
    return Dataset(name=name, version=version, sha256=prompts_sha256(prompts), n_prompts=len(prompts))
