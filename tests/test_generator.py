from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector import generate
from detector.errors import InputError
from detector.generation.config import make_config
from tests.support.small_models import prompts, rain_model

CONFIG = make_config(n_threads=1, n_ctx=512, max_story_tokens=20, max_reasoning_tokens=10)


def test_generate_gives_a_run_with_tables(tmp_path: Path) -> None:
    run = generate(rain_model(), prompts(2), out=tmp_path / "run", config=CONFIG)
    assert list(run.stories.index) == ["p0-1", "p1-1"]
    assert repr(run) == "Run: No story was scanned."
    assert "weather" in set(run.stories["genre"])
    assert run._repr_html_()


def test_generate_reads_a_prompt_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("Write about rain.\n")
    run = generate(rain_model(), str(path), out=tmp_path / "run", config=CONFIG)
    assert run.info.dataset is not None
    assert (run.info.dataset.name, run.info.dataset.n_prompts) == ("mine", 1)
    assert list(run.stories["prompt"]) == ["Write about rain."]
    with pytest.raises(InputError, match="no such file"):
        generate(rain_model(), tmp_path / "none.jsonl", out=tmp_path / "other", config=CONFIG)
