"""Make the pictures of the label page and of a corrected report anew: ``python notebooks/pictures.py``.

Needs chromium and playwright. The run in them is made up: paragraphs and failures of
``tests/support/runs.py``, answers drawn at random.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
sys.path.insert(0, str(HERE.parent))

from detector.labels.calibrate import calibrate, write_calibration  # noqa: E402
from detector.labels.frame import frame_of  # noqa: E402
from detector.labels.queue import queue_of  # noqa: E402
from detector.labels.sampler import draw  # noqa: E402
from detector.labels.server import LabelServer  # noqa: E402
from detector.labels.session import LabelSession  # noqa: E402
from detector.labels.store import LABELS, LabelStore, add_sampling  # noqa: E402
from detector.report import write_report  # noqa: E402
from detector.runs import RunFolder  # noqa: E402
from tests.support.browser import browser, page_of  # noqa: E402
from tests.support.runs import build_run  # noqa: E402

NAMES = {"C05": ("calendar and clock", "commonsense"), "C07": ("counts and sums", "commonsense")}


def answered(session: LabelSession) -> None:
    """Answers of somebody who calls most findings right and finds something missed now and then."""
    for question in session.queue.questions:
        rng = random.Random(question.id)
        error = rng.random() < (0.9 if question.findings else 0.06)
        error = error or session.view(session.queue.order[question.id])["implied"]
        session.answer(question.id, "error" if error else "fine")


def main() -> None:
    """Make a run, label it, and take the pictures."""
    with tempfile.TemporaryDirectory() as place, browser() as started:
        run = build_run(Path(place) / "harbour", 400, model="a made-up model", flagged=0.3, epochs=2)
        folder = RunFolder.open(run)
        sampling = draw(frame_of(folder), unit="story", n=120, seed=3)
        add_sampling(run, sampling)
        queue = queue_of(folder, sampling)
        with LabelStore(Path(place) / "shown.jsonl") as store:
            session = LabelSession(queue, store, "ann", NAMES)
            at = next(i for i, q in enumerate(queue.questions) if q.finding and q.finding.code == "C07")
            for question in queue.questions[:at]:
                session.answer(question.id, "fine")
            with LabelServer(session) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                with page_of(started, (1180, 760)) as page:
                    page.goto(f"{server.url}#{at + 1}")
                    page.wait_for_selector("#text p")
                    page.wait_for_timeout(500)
                    page.screenshot(path=IMAGES / "label-page.png")
                server.shutdown()
        with LabelStore(run / LABELS) as store:
            answered(LabelSession(queue, store, "ann", NAMES))
        write_calibration(run, calibrate(folder))
        report = write_report([run], Path(place) / "report.html")
        with page_of(started, (1180, 1180)) as page:
            page.goto(report.as_uri())
            page.wait_for_timeout(300)
            page.screenshot(path=IMAGES / "report-corrected.png")


if __name__ == "__main__":
    main()
