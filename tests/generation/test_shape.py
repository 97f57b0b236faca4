"""Random-weight models of gpt-oss's shape: their headers, their bytes, and that llama.cpp runs them."""

from __future__ import annotations

import hashlib
import itertools
import shutil
from pathlib import Path

import gguf
import numpy as np
import pytest

from detector.errors import InputError, UsageError, WriteError
from detector.generation import disk, shape_spec
from detector.generation.models import describe
from detector.generation.shape import make_shape, small_shape
from detector.generation.shape_blocks import n_bytes, random_bytes
from detector.generation.shape_spec import SHAPES, Shape, data_bytes, tensor_plans
from detector.generation.shape_vocabulary import like_o200k, real_vocabulary, small_vocabulary
from detector.generation.vocabulary import HARMONY_IDS

MINI = Shape("mini", 2, 64, 4, 2, 32, 4, 2, 16, 600, n_ctx=4096)


@pytest.fixture
def mini(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shape_spec.SHAPES, "mini", MINI)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "tensors", "gib"),
    # What llama.cpp says when it loads ggml-org's files.
    [("gpt-oss-20b", {"F32": 289, "Q8_0": 98, "MXFP4": 72}, 11.27), ("gpt-oss-120b", {}, 59.02)],
)
def test_shape_has_the_real_files_tensors_and_size(name: str, tensors: dict[str, int], gib: float) -> None:
    kinds = [plan.kind for plan in tensor_plans(SHAPES[name])]
    assert tensors.items() <= {kind: kinds.count(kind) for kind in kinds}.items()
    assert len(kinds) == {"gpt-oss-20b": 459, "gpt-oss-120b": 687}[name]
    assert data_bytes(SHAPES[name]) / 2**30 == pytest.approx(gib, abs=0.005)


def test_shape_writes_a_file_whose_header_says_so(mini: None, tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    path = make_shape("mini", tmp_path / "new" / "mini.gguf", progress=lambda *at: said.append(at))
    model = describe(path)
    assert (model.architecture, model.quantization, model.n_layers) == ("gpt-oss", "MXFP4", 2)
    assert (model.n_experts, model.n_experts_used, model.n_ctx_train) == (4, 2, 4096)
    assert said[-1][0] == pytest.approx(said[-1][1], abs=32)
    reader = gguf.GGUFReader(path)
    assert {tensor.name for tensor in reader.tensors} == {plan.name for plan in tensor_plans(MINI)}
    assert list((tmp_path / "new").glob("*")) == [path], "nothing else is left behind"


@pytest.mark.parametrize("kind", ["F32", "Q8_0", "MXFP4"])
def test_shape_blocks_decode_to_the_asked_deviation(kind: str) -> None:
    rng = np.random.Generator(np.random.SFC64(3))
    data = b"".join(random_bytes(kind, 64_000, 0.02, rng))  # type: ignore[arg-type]
    assert len(data) == n_bytes(kind, 64_000)  # type: ignore[arg-type]
    raw = np.frombuffer(data, np.uint8)
    values = gguf.dequantize(raw.view(np.float32) if kind == "F32" else raw, gguf.GGMLQuantizationType[kind])
    assert np.isfinite(values).all()
    assert abs(values.mean()) < 0.001
    assert 0.02 / 2**0.5 < values.std() < 0.02 * 2**0.5


def test_shape_is_the_same_for_the_same_seed_only(mini: None, tmp_path: Path) -> None:
    one, same, other = (
        make_shape("mini", tmp_path / f"{i}.gguf", seed=seed) for i, seed in enumerate((1, 1, 2))
    )
    assert digest(one) == digest(same) != digest(other)


def test_shape_layers_can_be_fewer(mini: None, tmp_path: Path) -> None:
    model = describe(make_shape("mini", tmp_path / "one.gguf", layers=1))
    assert model.n_layers == 1
    assert "1 of its layers" in model.name


def test_shape_vocabularies_reach_their_tokens_by_merges() -> None:
    for spec in (like_o200k(), small_vocabulary(32_768)):
        assert len(set(spec.tokens)) == len(spec.tokens) == len(spec.types)
        tokens = set(spec.tokens)
        made = ["".join(merge.split(" ")) for merge in spec.merges]
        assert tokens.issuperset(made)
        assert tokens.issuperset(itertools.chain.from_iterable(merge.split(" ") for merge in spec.merges))
    spec = like_o200k()
    assert [spec.tokens[number] for number in HARMONY_IDS.values()] == list(HARMONY_IDS)
    assert len(spec.tokens) == 201_088


def test_shape_real_vocabulary_has_the_real_merges(o200k_ranks: Path) -> None:
    spec = real_vocabulary(o200k_ranks)
    assert (len(spec.tokens), len(spec.merges)) == (201_088, 446_189)


def test_shape_refuses_a_vocabulary_that_is_another(tmp_path: Path) -> None:
    (tmp_path / "few.tiktoken").write_text("YQ== 0\n")
    with pytest.raises(InputError, match="holds 1 ranks"):
        make_shape("gpt-oss-20b", tmp_path / "x.gguf", layers=1, vocabulary=tmp_path / "few.tiktoken")


def test_shape_checks_the_disk_before_it_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=10**9)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(WriteError, match=r"needs 12\.1 GB, and the disk has 1\.0 GB"):
        make_shape("gpt-oss-20b", tmp_path / "x.gguf")
    assert not list(tmp_path.iterdir())


def test_shape_refuses_what_is_no_shape_or_is_there(mini: None, tmp_path: Path) -> None:
    for name, layers in (("gpt-5", None), ("mini", 0)):
        with pytest.raises(UsageError):
            make_shape(name, tmp_path / "x.gguf", layers=layers)
    (tmp_path / "there.gguf").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        make_shape("mini", tmp_path / "there.gguf")
    assert (tmp_path / "there.gguf").read_text() == "mine"


def test_shape_small_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setitem(shape_spec.SHAPES, "small", MINI)
    path = small_shape()
    made = path.stat().st_mtime_ns
    assert small_shape() == path
    assert path.stat().st_mtime_ns == made
    assert small_shape(2) != path


def test_shape_loads_and_generates(mini: None, tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    from detector.generation.config import make_config
    from detector.generation.runner import generate
    from tests.support.small_models import prompts

    model = make_shape("mini", tmp_path / "mini.gguf")
    config = make_config(n_threads=1, n_ctx=512, max_story_tokens=8, max_reasoning_tokens=0)
    (story,) = generate(model, prompts(1), out=tmp_path / "run", config=config).stories()
    assert story.error is None
    assert 1 <= story.model_usage.output_tokens <= 8


@pytest.mark.slow
def test_shape_of_the_20b_loads_and_generates(tmp_path: Path) -> None:
    """One layer of the real width with the whole vocabulary: 1.7 GB."""
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    from detector.generation.config import make_config
    from detector.generation.runner import generate
    from tests.support.small_models import prompts

    model = make_shape("gpt-oss-20b", tmp_path / "one.gguf", layers=1)
    config = make_config(n_ctx=512, max_story_tokens=8, max_reasoning_tokens=4)
    (story,) = generate(model, prompts(1), out=tmp_path / "run", config=config).stories()
    assert story.error is None
    assert story.model_usage.output_tokens >= 8
