"""The shipped model's failure levels: small files that make whole models, named like files."""

import hashlib
import json
from pathlib import Path

import pytest

from detector.errors import ModelError, ResourceError
from detector.generation import levels
from detector.generation.gguf_header import read_header
from detector.generation.levels import level_bytes, named_model, shipped_level
from detector.generation.models import describe, shipped_model
from detector.generation.runner_source import as_source
from detector.resources import resource
from detector.sweep.grid import read_grid

RECORD = json.loads(resource("models/storyfault-tiny/levels.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(levels, "cache_folder", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("level", ["none", "some", "many"])
def test_a_level_is_the_recorded_file(level: str, cache: Path) -> None:
    small = resource(f"models/storyfault-tiny/{RECORD[level]['file']}")
    assert hashlib.sha256(small.read_bytes()).hexdigest() == RECORD[level]["sha256"]
    assert small.stat().st_size == RECORD[level]["bytes"] < 700_000
    path = shipped_level(f"storyfault-{level}")
    assert cache in path.parents
    assert hashlib.sha256(path.read_bytes()).hexdigest() == RECORD[level]["whole_sha256"]
    found, base = describe(path), describe(shipped_model())
    assert (found.name, found.architecture, found.n_params) == (
        f"storyfault-{level}",
        "gpt-oss",
        base.n_params,
    )
    assert found.chat_template == base.chat_template


def test_a_level_changes_no_expert_and_no_embedding() -> None:
    for level in ("none", "some", "many"):
        names = {
            t.name for t in read_header(resource(f"models/storyfault-tiny/storyfault-{level}.delta")).tensors
        }
        assert "blk.3.attn_q.weight" in names
        assert not [name for name in names if name.endswith("_exps.weight")]
        assert not names & {"token_embd.weight", "output.weight"}


def test_a_level_is_put_together_once_and_again_where_it_was_damaged() -> None:
    path = shipped_level("storyfault-none")
    before = path.stat().st_mtime_ns
    assert shipped_level("storyfault-none").stat().st_mtime_ns == before
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    digest = hashlib.sha256(shipped_level("storyfault-none").read_bytes()).hexdigest()
    assert digest == RECORD["none"]["whole_sha256"]


def test_a_damaged_delta_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.delta"
    whole = bytearray(resource("models/storyfault-tiny/storyfault-none.delta").read_bytes())
    whole[-1] ^= 1
    bad.write_bytes(whole)
    monkeypatch.setattr(levels, "resource", lambda name: bad if name.endswith("delta") else resource(name))
    with pytest.raises(ResourceError):
        shipped_level("storyfault-none")
    whole[whole.index(b"blk.0.attn_q.weight") + 4] = ord("9")
    bad.write_bytes(whole)
    with pytest.raises(ModelError, match="is not a tensor"):
        level_bytes(shipped_model(), bad)


def test_names_are_models_unless_a_file_has_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert named_model(Path("storyfault-tiny")) == shipped_model()
    assert named_model(Path("storyfault-many")).name.startswith("storyfault-many-")
    assert named_model(Path("other.gguf")) == Path("other.gguf")
    monkeypatch.chdir(tmp_path)
    Path("storyfault-many").write_bytes(b"")
    assert named_model(Path("storyfault-many")) == Path("storyfault-many")


def test_a_run_is_asked_for_by_name() -> None:
    info = as_source("storyfault-some").model_info()
    assert (info.name, info.sha256) == ("storyfault-some", RECORD["some"]["whole_sha256"])


def test_a_sweep_goes_over_the_levels(tmp_path: Path) -> None:
    grid = tmp_path / "grid.yml"
    grid.write_text("models: [storyfault-none, storyfault-some, storyfault-many]\nn: 2\n")
    cells = read_grid(grid).cells
    assert [cell.model.name.split("-")[1].split(".")[0] for cell in cells] == ["none", "some", "many"]
