"""Random-weight models of a true shape: memory and speed can be measured without the download.

What such a model writes is noise; how long a token takes, and what the model occupies, is as in the real one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.errors import UsageError, WriteError
from detector.generation.disk import make_folder, require_room
from detector.generation.models_digest import cache_folder
from detector.generation.shape_blocks import constant_bytes, random_bytes
from detector.generation.shape_spec import Shape, TensorPlan, add_hyperparameters, shape_named, tensor_plans
from detector.generation.shape_vocabulary import find_ranks, like_o200k, real_vocabulary, small_vocabulary
from detector.generation.vocabulary import O200K_HARMONY_SIZE, VocabularySpec, add_vocabulary

if TYPE_CHECKING:
    import numpy as np

Progress = Callable[[int, int], None]
"""Called with bytes written and bytes in all."""

_ALIGNMENT = 32
_HEADER_ROOM = 32 * 2**20  # more than a header with 201,088 tokens and 446,189 merges takes
_CACHE_VERSION = 1


def make_shape(
    name: str,
    out: Path,
    *,
    layers: int | None = None,
    seed: int = 1,
    vocabulary: Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a GGUF of a known shape with random weights, in constant memory.

    Args:
        name: ``gpt-oss-20b``, ``gpt-oss-120b`` or ``small``.
        out: The file to write; it must not exist.
        layers: Fewer or more layers than the shape has.
        seed: Of the weights: the same seed gives the same bytes.
        vocabulary: The rank file of o200k_base; else it is looked for (``shape_vocabulary.find_ranks``),
            and where there is none tokens are made up. ``small`` always has made-up tokens.
        progress: Called as data is written.

    Raises:
        UsageError: No such shape, or the file is there already.
        InputError: The vocabulary file is not o200k_base's.
        WriteError: The disk has too little room, or the file cannot be written.
    """
    import gguf
    import numpy as np

    shape = shape_named(name, layers)
    if out.exists():
        raise UsageError(f"{out}: this file exists already.", "Choose another --out, or remove it.")
    plans = list(tensor_plans(shape))
    total = sum(_padded(plan.n_bytes) for plan in plans)
    make_folder(out.parent, "--out")
    require_room(out.parent, total + _HEADER_ROOM, "this model")
    spec = _vocabulary(shape, vocabulary)
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        with _closing(gguf.GGUFWriter(str(partial), "gpt-oss")) as writer:
            add_hyperparameters(writer, shape)
            add_vocabulary(writer, spec)
            for plan in plans:
                _announce(writer, plan)
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_ti_data_to_file()
            _write_data(writer, plans, np.random.Generator(np.random.SFC64(seed)), total, progress)
        os.replace(partial, out)
    except OSError as error:
        raise WriteError(
            f"{out}: could not be written: {error.strerror}.", "Make room, or choose another --out."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return out


def small_shape(seed: int = 1, progress: Progress | None = None) -> Path:
    """The ``small`` shape, made once and kept in the user's cache folder.

    Raises:
        WriteError: There is too little room, or it cannot be written.
    """
    path = cache_folder() / "shapes" / f"small-v{_CACHE_VERSION}-seed{seed}.gguf"
    return path if path.is_file() else make_shape("small", path, seed=seed, progress=progress)


def _vocabulary(shape: Shape, ranks: Path | None) -> VocabularySpec:
    if shape.n_vocab != O200K_HARMONY_SIZE:
        return small_vocabulary(shape.n_vocab)
    ranks = ranks or find_ranks()
    return like_o200k() if ranks is None else real_vocabulary(ranks)


def _announce(writer: Any, plan: TensorPlan) -> None:
    import gguf
    import numpy as np

    kind = gguf.GGMLQuantizationType[plan.kind]
    rows = plan.shape[::-1]
    if plan.kind == "F32":
        writer.add_tensor_info(plan.name, rows, np.dtype(np.float32), plan.n_bytes)
    else:
        in_bytes = gguf.quant_shape_to_byte_shape(rows, kind)
        writer.add_tensor_info(plan.name, in_bytes, np.dtype(np.uint8), plan.n_bytes, raw_dtype=kind)


def _write_data(
    writer: Any, plans: list[TensorPlan], rng: np.random.Generator, total: int, progress: Progress | None
) -> None:
    (file,) = writer.fout
    file.write(bytes(-file.tell() % _ALIGNMENT))
    done = 0
    for plan in plans:
        if plan.std is None:
            chunks = constant_bytes(plan.n_weights, 1.0)
        else:
            chunks = random_bytes(plan.kind, plan.n_weights, plan.std, rng)
        for chunk in chunks:
            file.write(chunk)
            done += len(chunk)
            if progress is not None:
                progress(done, total)
        padding = _padded(plan.n_bytes) - plan.n_bytes
        file.write(bytes(padding))
        done += padding


def _padded(n_bytes: int) -> int:
    return -(-n_bytes // _ALIGNMENT) * _ALIGNMENT


@contextlib.contextmanager
def _closing(writer: Any) -> Any:
    try:
        yield writer
    finally:
        writer.close()
