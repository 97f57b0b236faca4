"""What the doctor says of a build, a machine and a model: memory as llama.cpp takes it, speed by its kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import EngineCrashed, ModelError
from detector.generation import doctor, doctor_speed
from detector.generation.child_faults import VARIABLE
from detector.generation.child_supervisor import EngineProcess
from detector.generation.config import EngineConfig
from detector.generation.doctor import examine
from detector.generation.doctor_memory import available_memory, bytes_a_token, memory_need
from detector.generation.doctor_speed import memory_bandwidth
from detector.generation.gguf_header import read_header
from detector.generation.protocol import EngineInfo
from tests.support.random_gguf import write_random_gpt_oss, write_random_llama
from tests.support.small_models import rain_model


@pytest.fixture(autouse=True)
def small_model_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "shipped_model", rain_model)


@pytest.mark.parametrize(("n_ctx", "n_parallel"), [(4096, 1), (1000, 3)])
@pytest.mark.parametrize("writer", [write_random_gpt_oss, write_random_llama])
def test_doctor_cache_is_what_llama_cpp_makes(
    writer: object, n_ctx: int, n_parallel: int, tmp_path: Path
) -> None:
    model = writer(tmp_path / "m.gguf", n_layers=3, n_ctx=2048)  # type: ignore[operator]
    log = tmp_path / "log"
    config = EngineConfig(n_ctx=n_ctx, n_parallel=n_parallel, n_threads=1)
    engine = EngineProcess(model, config, log=log)
    engine.start()
    engine.close()
    said = re.findall(r"llama_kv_cache: size = +([\d.]+) MiB", log.read_text(errors="replace"))
    need = memory_need([read_header(model)], n_ctx=n_ctx, n_parallel=n_parallel)
    assert need.kv / 2**20 == pytest.approx(sum(map(float, said)), abs=0.011)
    compute = re.findall(r"compute buffer size = +([\d.]+) MiB", log.read_text(errors="replace"))
    assert need.compute / 2**20 == pytest.approx(float(compute[0]), rel=0.5), "an estimate, of the right size"
    assert need.total == need.weights + need.kv + need.compute


def test_doctor_counts_the_weights_that_a_token_reads(tmp_path: Path) -> None:
    model = write_random_gpt_oss(tmp_path / "m.gguf", n_experts=8)
    header = read_header(model)
    sizes = {tensor.name: 4 * tensor.n_elements for tensor in header.tensors}
    experts = sum(size for name, size in sizes.items() if "_exps." in name)
    need = memory_need([header], n_ctx=64, n_parallel=1)
    assert need.weights == sum(sizes.values())
    assert bytes_a_token([header]) == need.weights - sizes["token_embd.weight"] - experts + experts // 4


def test_doctor_finds_build_machine_and_speed() -> None:
    found = examine(n_ctx=512, n_parallel=2)
    assert found.build.startswith("llama.cpp")
    assert found.extra_buffers == "work"
    assert found.model == str(rain_model())
    assert found.fits is True
    assert found.available is not None
    assert found.available > 10 * found.need.total
    assert found.speed is not None
    assert found.speed.kind.startswith("measured")
    assert found.speed.tokens_per_second > 1
    assert found.hardware["n_cpus"]


def test_doctor_without_a_trial_estimates_and_says_so() -> None:
    found = examine(probe=False)
    assert found.speed is not None
    assert (found.speed.kind, found.speed.bandwidth is None) == ("estimated", False)


def test_doctor_tells_when_the_extra_buffers_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "segv-on-first-decode-with-extra-bufts")
    found = examine()
    assert found.extra_buffers == "crash"
    assert any("AMX kernels crash here" in sentence for sentence in found.advice)
    assert found.speed is not None
    assert found.speed.kind.startswith("measured")


def test_doctor_survives_a_trial_that_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "segv-on-request:trial-4")
    found = examine()
    assert any(sentence.startswith("The trial failed:") for sentence in found.advice)
    assert found.speed is not None
    assert found.speed.kind == "estimated"


def test_doctor_says_when_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "segv-at-token:0")
    with pytest.raises(EngineCrashed, match="crashes at the shipped model too"):
        examine()


def test_doctor_says_what_would_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    info = EngineInfo(
        build="b",
        chat_format="harmony",
        n_ctx=256,
        n_parallel=1,
        n_threads=1,
        n_gpu_layers=0,
        use_extra_bufts=True,
    )
    monkeypatch.setattr(doctor, "_first_decode", lambda _log: info)
    monkeypatch.setattr(doctor_speed, "memory_bandwidth", lambda: 1e9)
    need = memory_need([read_header(rain_model())], n_ctx=2048, n_parallel=8)
    for available, said in (
        (need.weights // 2, "take a smaller model"),
        (need.weights + need.compute + need.kv // 10 * 5 + 1, "give --n-parallel 3"),
        (need.weights + need.compute + need.kv // 10 * 3 - 1, "give a smaller --n-ctx"),
    ):
        monkeypatch.setattr(doctor, "available_memory", lambda available=available: available)
        found = examine(n_ctx=2048, n_parallel=8)
        assert found.fits is False
        assert any(said in sentence for sentence in found.advice), found.advice
        assert found.speed is not None
        assert found.speed.kind == "estimated", "what does not fit is not tried"


def test_doctor_knows_the_memory_and_its_speed() -> None:
    available = available_memory()
    assert available is None or available > 2**28
    assert memory_bandwidth() > 1e8


def test_doctor_refuses_what_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model file"):
        examine(tmp_path / "none.gguf")
