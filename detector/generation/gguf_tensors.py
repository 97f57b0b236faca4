"""The tensors of a GGUF model: how many parameters, in which type, and whether the file holds them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from detector.errors import ModelError
from detector.generation.gguf_header import GgufHeader, TensorInfo

_WRITTEN_IN_TYPE = 0.1
"""Share of parameters in a file type's own type from which the file type names the quantization."""


def check_data(header: GgufHeader) -> None:
    """Check every tensor's place against the file's end.

    Raises:
        ModelError: The file is truncated, or a tensor's type, shape or offset cannot be.
    """
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    sizes = {int(kind): GGML_QUANT_SIZES[kind] for kind in GGMLQuantizationType}
    end = header.data_start
    for tensor in header.tensors:
        if tensor.type not in sizes:
            raise ModelError(
                f"{header.path}: the tensor {tensor.name!r} has the unknown type {tensor.type}.",
                "Update storyfault and its gguf package, or use another quantization.",
            )
        block, width = sizes[tensor.type]
        if tensor.shape[0] % block:
            raise ModelError(
                f"{header.path}: the model's header is damaged: rows of {tensor.name!r} are "
                f"{tensor.shape[0]} long, not a multiple of {block}.",
                "Download or convert the model again.",
            )
        end = max(end, header.data_start + tensor.offset + tensor.n_elements // block * width)
    if end > header.size:
        raise ModelError(
            f"{header.path}: the model file is truncated: it holds {header.size:,} bytes of {end:,}.",
            "Download it again.",
        )


def n_params(tensors: Sequence[TensorInfo]) -> int:
    """How many parameters the tensors hold."""
    return sum(tensor.n_elements for tensor in tensors)


def quantization(tensors: Sequence[TensorInfo], file_type: int | None) -> str:
    """Name the quantization: the file type's where the tensors bear it out, else the commonest tensor type.

    Args:
        tensors: Of all parts.
        file_type: ``general.file_type``; some writers leave it at F32 or out.
    """
    from gguf import GGMLQuantizationType, LlamaFileType

    counts: Counter[str] = Counter()
    for tensor in tensors:
        counts[GGMLQuantizationType(tensor.type).name] += tensor.n_elements
    total = sum(counts.values())
    if not total:
        return "none"
    if file_type in {int(kind) for kind in LlamaFileType}:
        name = LlamaFileType(file_type).name
        name = name.removeprefix("MOSTLY_").removeprefix("ALL_").removesuffix("_MOE")
        own = max((kind for kind in counts if name.startswith(kind)), key=len, default=None)
        if own is not None and counts[own] >= _WRITTEN_IN_TYPE * total and own not in ("F32", "F16", "BF16"):
            return name
    return counts.most_common(1)[0][0]
