"""A bounded reader of GGUF headers: a damaged file gives an error, never a crash or a huge allocation.

Source of the layout: the GGUF specification in ggml's ``docs/gguf.md``.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detector.errors import ModelError

MAX_KEYS, MAX_TENSORS = 65_536, 262_144
MAX_KEY_BYTES, MAX_STRING_BYTES, MAX_NAME_BYTES = 65_535, 16 * 2**20, 63
MAX_DIMENSIONS = 4
KEPT_ARRAY = 1024
"""Longer arrays (tokens, merges) are walked over and not kept."""

Scalar = int | float | bool | str
Value = Scalar | list[Scalar]

_FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_GET_AGAIN = "Download or convert the model again."


@dataclass(frozen=True)
class TensorInfo:
    """One tensor as the header describes it; ``offset`` counts from the start of the tensor data."""

    name: str
    shape: tuple[int, ...]
    type: int
    offset: int

    @property
    def n_elements(self) -> int:
        """The product of the shape."""
        product = 1
        for size in self.shape:
            product *= size
        return product


@dataclass(frozen=True)
class GgufHeader:
    """A file's metadata (arrays over ``KEPT_ARRAY`` long left out) and its tensors.

    Attributes:
        array_lengths: Length of every array, kept or not.
        data_start: Byte at which tensor data begins.
        size: Bytes of the file.
    """

    path: Path
    version: int
    metadata: Mapping[str, Value]
    array_lengths: Mapping[str, int]
    tensors: tuple[TensorInfo, ...]
    data_start: int
    size: int

    def text(self, key: str) -> str | None:
        """A string of the metadata, or None where it is missing or of another type."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """An integer of the metadata; of an array (one value a layer) the largest."""
        value = self.metadata.get(key)
        if isinstance(value, list):
            value = max((v for v in value if isinstance(v, int)), default=None)
        return int(value) if isinstance(value, int) else None


def read_header(path: Path) -> GgufHeader:
    """Read and check a header; tensor data is not touched, but must lie inside the file.

    Raises:
        ModelError: The file is missing, a folder, empty, not GGUF, truncated, of another version or
            byte order, or damaged.
    """
    try:
        if path.is_dir():
            raise ModelError(f"{path}: this is a folder, not a model file.", "Name a .gguf file in it.")
        with path.open("rb") as file:
            size = path.stat().st_size
            if size == 0:
                raise ModelError(f"{path}: the model file is empty.", _GET_AGAIN)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _Reader(path, data).header()
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no such model file.", "Check the path.") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: the model file cannot be read ({error}).", "Check the file.") from error


class _Reader:
    """Walks a mapped file; every step is checked against its end."""

    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self._path, self._data, self._size, self._at = path, data, len(data), 0

    def header(self) -> GgufHeader:
        version = self._version()
        n_tensors, n_keys = self._scalar("Q"), self._scalar("Q")
        self._require(n_keys <= MAX_KEYS, f"it claims {n_keys} metadata keys")
        self._require(n_tensors <= MAX_TENSORS, f"it claims {n_tensors} tensors")
        metadata: dict[str, Value] = {}
        lengths: dict[str, int] = {}
        for _ in range(n_keys):
            key = self._string(MAX_KEY_BYTES, "a metadata key")
            self._require(key not in metadata and key not in lengths, f"the key {key!r} stands twice")
            value, length = self._value(self._scalar("I"), key)
            if length is not None:
                lengths[key] = length
            if value is not None:
                metadata[key] = value
        tensors = tuple(self._tensor() for _ in range(n_tensors))
        names = {tensor.name for tensor in tensors}
        self._require(len(names) == len(tensors), "two tensors have one name")
        alignment = metadata.get("general.alignment", 32)
        good = isinstance(alignment, int) and 0 < alignment <= 2**20 and alignment & (alignment - 1) == 0
        self._require(good, f"its alignment is {alignment!r}")
        assert isinstance(alignment, int)
        start = -(-self._at // alignment) * alignment
        return GgufHeader(self._path, version, metadata, lengths, tensors, start, self._size)

    def _version(self) -> int:
        if self._data[:4] != b"GGUF":
            raise ModelError(
                f"{self._path}: this is not a GGUF file (it begins with {self._data[:4]!r}).",
                "Give a model in llama.cpp's GGUF format.",
            )
        self._at = 4
        version = int(self._scalar("I"))
        if version and version & 0xFFFF == 0:
            raise ModelError(
                f"{self._path}: the model is in big-endian byte order.", "Use a little-endian GGUF."
            )
        if version not in (2, 3):
            raise ModelError(
                f"{self._path}: GGUF version {version} is not supported (2 and 3 are).",
                "Convert the model with a current llama.cpp.",
            )
        return version

    def _value(self, kind: int, key: str) -> tuple[Value | None, int | None]:
        """A value and, of an array, its length; the value is None where it is walked over only."""
        if kind == _STRING:
            return self._string(MAX_STRING_BYTES, key), None
        if kind != _ARRAY:
            self._require(kind in _FORMATS, f"{key!r} has the unknown type {kind}")
            return self._scalar(_FORMATS[kind]), None
        kind, length = self._scalar("I"), self._scalar("Q")
        if kind == _STRING:
            self._require(length * 8 <= self._size - self._at, f"{key!r} claims {length} strings")
            if length <= KEPT_ARRAY:
                return [self._string(MAX_STRING_BYTES, key) for _ in range(length)], length
            for _ in range(length):
                self._skip(self._scalar("Q"), key)
            return None, length
        self._require(kind in _FORMATS, f"{key!r} is an array of the unknown type {kind}")
        width = struct.calcsize("<" + _FORMATS[kind])
        self._require(length * width <= self._size - self._at, f"{key!r} claims {length} values")
        if length <= KEPT_ARRAY:
            return [self._scalar(_FORMATS[kind]) for _ in range(length)], length
        self._skip(length * width, key)
        return None, length

    def _tensor(self) -> TensorInfo:
        name = self._string(MAX_NAME_BYTES, "a tensor's name")
        n_dimensions = self._scalar("I")
        self._require(
            1 <= n_dimensions <= MAX_DIMENSIONS, f"the tensor {name!r} has {n_dimensions} dimensions"
        )
        shape = tuple(int(self._scalar("Q")) for _ in range(n_dimensions))
        kind, offset = self._scalar("I"), self._scalar("Q")
        tensor = TensorInfo(name, shape, kind, offset)
        self._require(0 < tensor.n_elements < 2**48, f"the tensor {name!r} has the shape {shape}")
        return tensor

    def _scalar(self, code: str) -> int:
        width = struct.calcsize("<" + code)
        self._need(width)
        (value,) = struct.unpack_from("<" + code, self._data, self._at)
        self._at += width
        return value  # type: ignore[no-any-return]

    def _string(self, limit: int, what: str) -> str:
        length = self._scalar("Q")
        self._require(length <= limit, f"{what} claims {length} bytes")
        self._need(length)
        raw = self._data[self._at : self._at + length]
        self._at += length
        return raw.decode("utf-8", "replace")

    def _skip(self, n_bytes: int, what: str) -> None:
        self._require(n_bytes <= self._size, f"{what} claims {n_bytes} bytes")
        self._need(n_bytes)
        self._at += n_bytes

    def _need(self, n_bytes: int) -> None:
        if n_bytes > self._size - self._at:
            raise ModelError(f"{self._path}: the model file is truncated inside its header.", _GET_AGAIN)

    def _require(self, good: bool, problem: str) -> None:
        if not good:
            raise ModelError(f"{self._path}: the model's header is damaged: {problem}.", _GET_AGAIN)
