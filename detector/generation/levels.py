"""The shipped model at other failure levels: a small file of changed tensors, put into the shipped file."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from detector.errors import ModelError, ResourceError
from detector.generation.gguf_header import GgufHeader, TensorInfo, read_header
from detector.generation.models import shipped_model
from detector.generation.models_digest import cache_folder
from detector.resources import resource

LEVELS = ("none", "some", "many")
"""How often the stories are broken; ``storyfault-LEVEL`` is the model's name."""

_BASE = "storyfault-tiny"

_FOLDER = "models/storyfault-tiny"


def shipped_level(name: str) -> Path:
    """A model that ships, by its name; put together once in the user's cache folder where it is a level.

    Args:
        name: ``storyfault-tiny``, or ``storyfault-`` and one of ``LEVELS``.

    Raises:
        ResourceError: A file is missing.
        ModelError: A file is damaged, or the cache folder cannot be written.
    """
    base = shipped_model()
    if name == _BASE:
        return base
    record = json.loads(resource(f"{_FOLDER}/levels.json").read_text(encoding="utf-8"))[
        name.rpartition("-")[2]
    ]
    digest = str(record["whole_sha256"])
    path = cache_folder() / "shipped" / f"{name}-{digest[:12]}.gguf"
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
        return path
    whole = level_bytes(base, resource(f"{_FOLDER}/{record['file']}"))
    if hashlib.sha256(whole).hexdigest() != digest:
        raise ResourceError(base)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(whole)
        partial.replace(path)
    except OSError as error:
        raise ModelError(
            f"{path}: the model cannot be written ({error.strerror}).",
            "Set XDG_CACHE_HOME to another folder.",
        ) from error
    return path


def named_model(model: Path) -> Path:
    """The file that is meant: a shipped model by its name alone, unless a file of that name is there."""
    names = (_BASE, *(f"storyfault-{level}" for level in LEVELS))
    return shipped_level(str(model)) if str(model) in names and not model.exists() else model


def level_bytes(base: Path, delta: Path) -> bytes:
    """The base file with the tensors of the other in place of its own, and the other's name.

    Raises:
        ModelError: The two do not fit together.
    """
    into, changed = read_header(base), read_header(delta)
    data, source = bytearray(base.read_bytes()), delta.read_bytes()
    places = {tensor.name: tensor for tensor in into.tensors}
    for tensor in changed.tensors:
        place = places.get(tensor.name)
        if place is None or (place.shape, place.type) != (tensor.shape, tensor.type):
            raise ModelError(f"{delta}: {tensor.name!r} is not a tensor of {base.name}.", "Install it again.")
        size = _size(tensor)
        start, end = into.data_start + place.offset, changed.data_start + tensor.offset
        data[start : start + size] = source[end : end + size]
    _rename(data, into, changed.text("general.name") or "")
    return bytes(data)


def _size(tensor: TensorInfo) -> int:
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    block, width = GGML_QUANT_SIZES[GGMLQuantizationType(tensor.type)]
    return int(tensor.n_elements // block * width)


def _rename(data: bytearray, header: GgufHeader, name: str) -> None:
    """Names are of one length, so that nothing in the file moves."""
    old, new = (header.text("general.name") or "").encode(), name.encode()
    at = data.find(old, 0, header.data_start)
    if not old or len(old) != len(new) or at < 0:
        raise ModelError(f"{header.path}: its name cannot become {name!r}.", "Install it again.")
    data[at : at + len(new)] = new
