"""The tiny model in llama.cpp: it loads, it writes, and its tokenizer is ours."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from detector.resources import data_root, resource

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("llama_cpp") is None, reason="llama-cpp-python is not installed"
)
TEXTS = (
    "Once upon a time, Ada's brother said: “It’s late — we'LL go!”\n\n  He left.",
    "x² + y₂ = ½, E = mc^2, $\\frac{1}{2}$ and 1234567 grains\t\r\nend  ",
    "café naïve Übermut 日本語 🙂 ∇·E → 0",
)


def _run(script: str, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(data_root()), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, script, *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False, cwd=data_root()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_tiny_llama_writes_a_story(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    script = str(resource("models/storyfault-tiny/sample.py"))
    totals = json.loads(_run(script, "--count", "1", "--threads", "1", "--out", str(out)).splitlines()[-1])
    assert totals["tokens"] >= 20
    (row,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(row["story"].split()) >= 20


def test_tiny_llama_tokenizes_as_the_trainer_does() -> None:
    program = (
        "import json, sys, gguf; sys.path.insert(0, 'models/storyfault-tiny');"
        "from pathlib import Path; from sample import Sampler; from tokenizer import Tokenizer;"
        "path = Path('models/storyfault-tiny/storyfault-tiny.gguf'); reader = gguf.GGUFReader(path);"
        "merges = reader.get_field('tokenizer.ggml.merges').contents();"
        "ours = Tokenizer([tuple(pair.split(' ')) for pair in merges]); theirs = Sampler(path, 1);"
        "texts = json.loads(sys.argv[1]);"
        "rows = [(ours.encode(t), theirs.encode(t), ours.decode(ours.encode(t))) for t in texts];"
        "print(json.dumps(rows))"
    )
    rows = json.loads(_run("-c", program, json.dumps(TEXTS)).splitlines()[-1])
    for text, (ours, theirs, back) in zip(TEXTS, rows, strict=True):
        assert ours == theirs
        assert back == text
