"""The quickstart runs offline as it is committed, and its outputs are there for a reader on the web."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "quickstart.ipynb"


@pytest.fixture(scope="module")
def committed() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def executed(committed: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    fresh = nbformat.from_dict(committed)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    return NotebookClient(fresh, timeout=60, kernel_name="python3", resources=where).execute()


def _plain(notebook: Any, source: str) -> str:
    """The text that the cell with this source shows."""
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and source in cell.source]
    return "".join(
        output.get("data", {}).get("text/plain", output.get("text", "")) for output in cell.outputs
    )


def test_quickstart_is_committed_with_clean_outputs(committed: Any) -> None:
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    text = nbformat.writes(committed)
    assert "image/png" in text
    assert re.search(r"/(tmp|home|root|Users|work|var)/", text) is None
    assert not [
        o for cell in code for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"
    ]


def test_quickstart_runs_and_finds_what_it_says(executed: Any, committed: Any) -> None:
    verdicts = _plain(executed, "rates(result)")
    assert "2 contain a common-sense error" in verdicts
    assert "1 contains a formula injection" in verdicts
    assert verdicts == _plain(committed, "rates(result)")
    findings = _plain(executed, 'result.findings[["story_id"')
    assert [name for name in ("ferry", "orchard", "harbour", "classroom", "garden") if name in findings] == [
        "ferry", "orchard", "harbour",
    ]  # fmt: skip


def test_quickstart_model_writes_stories_that_are_counted(executed: Any) -> None:
    funnel = _plain(executed, "[funnel] = ")
    assert "'requested': (24, {})" in funnel
    assert re.search(r"'scanned': \([1-9]", funnel)
    assert "clustered by prompt" in _plain(executed, 'frame["by"]')
    assert re.search(r"report\.html: \d+ kB", _plain(executed, "write_report"))
