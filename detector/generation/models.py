"""What a GGUF model file is, read from its header before llama.cpp sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detector.errors import ModelError
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
        sha256: Of the file; of a split model, of its parts' digests in order.
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
    sha256: str

    @property
    def path(self) -> Path:
        """The first file."""
        return self.paths[0]

    @property
    def n_parts(self) -> int:
        """How many files the model is split into."""
        return len(self.paths)


def describe(path: Path | str) -> GgufDescription:
    """Read a model's header, within bounds.

    Args:
        path: The GGUF file; of a split model, any of its parts.

    Raises:
        ModelError: It is missing, a folder, empty, not GGUF, truncated, of another byte order or
            version, damaged, or a part of it is missing.
    """
    raise NotImplementedError


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
    """The GGUF models under folders, sorted; of a split model its first part only."""
    raise NotImplementedError
