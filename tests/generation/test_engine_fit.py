"""What a run asks for is shrunk to the memory there is, and said so."""

from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import ModelError
from detector.generation.child_supervisor import EngineProcess
from detector.generation.config import EngineConfig
from detector.generation.doctor_memory import memory_need
from detector.generation.engine_fit import choose_parallel, fit
from detector.generation.gguf_header import read_header
from detector.generation.models import describe
from tests.generation.test_child import requests
from tests.support.engines import engine_for
from tests.support.small_models import rain_model

KEPT_FREE = 2**28


def need(n_ctx: int, n_parallel: int) -> int:
    return memory_need([read_header(rain_model())], n_ctx=n_ctx, n_parallel=n_parallel).total


@pytest.mark.parametrize(
    ("room", "n_parallel", "n_ctx", "said"),
    [
        (need(4096, 8), 8, 4096, None),
        (need(4096, 8) - 1, 7, 4096, "7 at a time"),
        (need(4096, 1), 1, 4096, "1 at a time"),
        (need(4096, 1) - 1, 1, 2048, "a context of 2,048 tokens"),
        (need(1024, 1), 1, 1024, "a context of 1,024 tokens"),
    ],
)
def test_fit_takes_fewer_stories_and_then_shorter_ones(
    room: int, n_parallel: int, n_ctx: int, said: str | None
) -> None:
    asked = EngineConfig(n_parallel=8, n_ctx=4096, n_gpu_layers=0)
    config, sentence = fit(describe(rain_model(), digest=False), asked, room + KEPT_FREE)
    assert (config.n_parallel, config.n_ctx) == (n_parallel, n_ctx)
    assert (sentence is None) if said is None else (said in str(sentence))


def test_fit_refuses_a_model_whose_weights_do_not_fit() -> None:
    with pytest.raises(ModelError, match="of memory are free"):
        fit(describe(rain_model(), digest=False), EngineConfig(n_gpu_layers=0), 2**20)


def test_fit_leaves_a_gpu_to_llama_cpp() -> None:
    asked = EngineConfig(n_gpu_layers=7, n_parallel=8)
    assert fit(describe(rain_model(), digest=False), asked, 1) == (asked, None)


def test_chosen_number_is_one_that_was_tried() -> None:
    with engine_for(rain_model(), n_parallel="auto") as engine:
        choose_parallel(engine, describe(rain_model(), digest=False))
        assert engine.config.n_parallel in (1, 2, 4, 8, 16, 32)
        assert engine.native.n_sequences == engine.config.stories_at_a_time + 2


def test_child_chooses_the_number_of_stories_at_a_time(tmp_path: Path) -> None:
    config = EngineConfig(n_threads=1, n_ctx=1024, n_parallel="auto")
    engine = EngineProcess(rain_model(), config, log=tmp_path / "engine.log")
    try:
        assert engine.start().n_parallel in (1, 2, 4, 8, 16, 32)
        assert engine.info.batch_invariant is True
        assert len(list(engine.write(requests(5)))) == 5
    finally:
        engine.close()
