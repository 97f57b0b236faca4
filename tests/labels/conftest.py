from __future__ import annotations

from pathlib import Path

import pytest

from detector.labels.frame import frame_of
from detector.labels.queue import queue_of
from detector.labels.sampler import draw
from detector.labels.session import LabelSession
from detector.labels.store import LABELS, LabelStore, add_sampling
from detector.runs import RunFolder
from tests.support.runs import build_run

NAMES = {
    "C05": ("calendar", "commonsense"),
    "C07": ("counts", "commonsense"),
    "F01": ("delimiters", "formula"),
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A scanned run of 60 stories, about a third of them flagged."""
    return build_run(tmp_path / "run", 60, flagged=0.35)


@pytest.fixture
def sitting(run: Path):  # type: ignore[no-untyped-def]
    """Opens a sitting of a labeller over 20 stories of each category."""
    folder = RunFolder.open(run)
    sampling = draw(frame_of(folder), unit="story", n=20, seed=3)
    add_sampling(run, sampling)
    stores: list[LabelStore] = []

    def sit(labeller: str = "ann", **more: object) -> LabelSession:
        for store in stores:
            store.close()
        stores.append(LabelStore(run / LABELS))
        return LabelSession(queue_of(folder, sampling), stores[-1], labeller, NAMES, **more)  # type: ignore[arg-type]

    yield sit
    for store in stores:
        store.close()
