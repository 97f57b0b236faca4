from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detector.errors import RunError
from detector.labels.records import Label
from detector.labels.store import LABELS, LabelStore, latest, read_labels
from detector.records import Category, utc_now


def label(item: str = "i", answer: str = "error", labeller: str = "ann", **more: object) -> Label:
    values: dict[str, object] = {
        "item_id": item,
        "kind": "finding",
        "answer": answer,
        "labeller": labeller,
        "run_id": "r",
        "scan_id": "s",
        "sampling_id": "x",
        "story_id": "p",
        "category": Category.COMMONSENSE,
        "at": utc_now(),
    }
    return Label.model_validate(values | more)


def test_store_keeps_every_answer_and_the_last_one_counts(tmp_path: Path) -> None:
    path = tmp_path / LABELS
    with LabelStore(path) as store:
        for answer in ("error", "unsure", "fine"):
            store.add(label("a", answer))
        store.add(label("a", "error", "bob"))
    rows = list(read_labels([path]))
    assert [row.answer for row in rows] == ["error", "unsure", "fine", "error"]
    assert {who: row.answer for (_, who), row in latest(rows).items()} == {"ann": "fine", "bob": "error"}
    with LabelStore(path) as store:
        assert store.of("ann")["a"].answer == "fine"


def test_store_mends_a_torn_last_line(tmp_path: Path) -> None:
    path = tmp_path / LABELS
    with LabelStore(path) as store:
        store.add(label("a"))
    with path.open("ab") as file:
        file.write(b'{"item_id": "b", "ki')
    assert [row.item_id for row in read_labels([path])] == ["a"]
    with LabelStore(path) as store:
        assert len(store.repairs) == 1
        store.add(label("c"))
    assert [row.item_id for row in read_labels([path])] == ["a", "c"]


def test_store_names_a_damaged_line(tmp_path: Path) -> None:
    path = tmp_path / LABELS
    path.write_text('{"item_id": 1}\n')
    with pytest.raises(RunError, match=r"labels\.jsonl:1"):
        LabelStore(path)


def test_store_has_one_writer(tmp_path: Path) -> None:
    with LabelStore(tmp_path / LABELS), pytest.raises(RunError, match="another process"):
        LabelStore(tmp_path / LABELS)
    with LabelStore(tmp_path / LABELS), LabelStore(tmp_path / "bob.jsonl"):
        pass


def test_store_survives_kill_9(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from detector.labels.store import LabelStore;"
        "from tests.labels.test_store import label; store = LabelStore(Path(sys.argv[1]));"
        "store.add(label('a')); store.add(label('b')); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / LABELS)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == -signal.SIGKILL
    with LabelStore(tmp_path / LABELS) as store:
        assert sorted(store.of("ann")) == ["a", "b"]
