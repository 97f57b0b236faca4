"""What a GGUF model file is, read from its header before llama.cpp sees it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detector.errors import ModelError
from detector.generation.gguf_header import GgufHeader, read_header
from detector.generation.gguf_split import check_parts, part_number, parts_of
from detector.generation.gguf_tensors import check_data, n_params, quantization
from detector.generation.models_digest import Progress, sha256_of
from detector.records import ModelInfo
from detector.resources import resource


@dataclass(frozen=True)
class GgufDescription:
    """A model, from its header.

    Attributes:
        paths: Its files, in order; one, unless it is split. The first is what llama.cpp is given.
        name: ``general.name``, or the file's stem.
        architecture: llama.cpp's name of it, such as ``gpt-oss``.
        n_params: Elements of all tensors.
        quantization: Type that holds most of the parameters: F32, Q8_0, MXFP4 …
        n_ctx_train: Context length in tokens, where the file says.
        n_layers: Blocks, where the file says.
        n_experts: Experts a block; 0 where it has none.
        n_experts_used: Experts a token visits.
        chat_template: The Jinja template, or None.
        chat_template_sha256: Of its UTF-8 bytes.
        size: Bytes of all files.
        sha256: Of the file; of a split model, of its parts' hex digests, one a line. None where it was
            not asked for.
    """

    paths: tuple[Path, ...]
    name: str
    architecture: str
    n_params: int
    quantization: str
    n_ctx_train: int | None
    n_layers: int | None
    n_experts: int
    n_experts_used: int
    chat_template: str | None
    chat_template_sha256: str | None
    size: int
    sha256: str | None

    @property
    def path(self) -> Path:
        """The first file."""
        return self.paths[0]

    @property
    def n_parts(self) -> int:
        """How many files the model is split into."""
        return len(self.paths)


def describe(path: Path | str, *, digest: bool = True, progress: Progress | None = None) -> GgufDescription:
    """Read a model's header, within bounds, and its sha256.

    Args:
        path: The GGUF file; of a split model, any of its parts.
        digest: Whether to compute the sha256 (remembered after the first time).
        progress: Called with bytes hashed and bytes in all, of each file.

    Raises:
        ModelError: It is missing, a folder, empty, not GGUF, truncated, of another byte order or
            version, damaged, without weights, or a part of it is missing.
    """
    given = read_header(Path(path))
    paths = parts_of(given)
    headers = [given if part == given.path else read_header(part) for part in paths]
    check_parts(headers)
    for header in headers:
        check_data(header)
    first = headers[0]
    tensors = [tensor for header in headers for tensor in header.tensors]
    if not tensors:
        raise ModelError(
            f"{first.path}: the file holds no weights.", "Give a whole model, not its vocabulary."
        )
    architecture = _architecture(first)
    template = first.text("tokenizer.chat_template")
    return GgufDescription(
        paths=paths,
        name=first.text("general.name") or _stem(paths[0]),
        architecture=architecture,
        n_params=n_params(tensors),
        quantization=quantization(tensors, first.number("general.file_type")),
        n_ctx_train=first.number(f"{architecture}.context_length"),
        n_layers=first.number(f"{architecture}.block_count"),
        n_experts=first.number(f"{architecture}.expert_count") or 0,
        n_experts_used=first.number(f"{architecture}.expert_used_count") or 0,
        chat_template=template,
        chat_template_sha256=None if template is None else hashlib.sha256(template.encode()).hexdigest(),
        size=sum(header.size for header in headers),
        sha256=_digest(paths, progress) if digest else None,
    )


def require_chat(description: GgufDescription) -> None:
    """Refuse a model that cannot be asked for a story.

    Raises:
        ModelError: It has no chat template, and is not gpt-oss, whose format is built in.
    """
    if description.chat_template is None and description.architecture != "gpt-oss":
        raise ModelError(
            f"{description.path}: the model has no chat template, so it cannot be asked for a story.",
            "Use an instruction-tuned GGUF; base models have none.",
        )


def to_model_info(description: GgufDescription) -> ModelInfo:
    """The description as a run records it."""
    return ModelInfo(
        name=description.name,
        path=str(description.path),
        sha256=description.sha256,
        architecture=description.architecture,
        quantization=description.quantization,
        n_params=description.n_params,
        n_ctx_train=description.n_ctx_train,
        chat_template_sha256=description.chat_template_sha256,
    )


def shipped_model() -> Path:
    """The model that ships with storyfault.

    Raises:
        ResourceError: It is missing (a damaged installation).
    """
    return resource("models/storyfault-tiny/storyfault-tiny.gguf")


def find_models(folders: Iterable[Path | str]) -> list[Path]:
    """The GGUF models under folders, sorted; of a split model its first part only, projectors left out."""
    found = set()
    for folder in folders:
        for parent, _, names in os.walk(folder):
            found |= {Path(parent, name) for name in names if name.lower().endswith(".gguf")}
    return sorted(
        path
        for path in found
        if part_number(path) in (None, 1) and not path.name.lower().startswith("mmproj")
    )


def _architecture(header: GgufHeader) -> str:
    architecture = header.text("general.architecture")
    if not architecture:
        raise ModelError(
            f"{header.path}: the header names no architecture.",
            "Convert the model again with a current llama.cpp.",
        )
    return architecture


def _digest(paths: tuple[Path, ...], progress: Progress | None) -> str:
    digests = [sha256_of(path, progress) for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _stem(path: Path) -> str:
    number = part_number(path)
    return path.stem if number is None else path.stem[: -len("-00001-of-00001")]
