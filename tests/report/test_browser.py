"""The report in a real browser: nothing that a story says is run, and all of it is shown."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from detector.records import Related, Story
from detector.report import write_report
from detector.results import ScanResult
from tests.support.runs import SCAN, finding, scores_for

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

RUN = "document.documentElement.dataset.ran='y'+'es'"
HOSTILE = (
    f"<script>{RUN}</script></script></style></template>--><script>{RUN}</script>"
    f'<img src=x onerror="{RUN}"> "><svg onload="{RUN}"><a href="javascript:{RUN}" autofocus onfocus="{RUN}">'
    f"{{{{ 7*7 }}}} ' onmouseover='{RUN}' x=' &lt;b&gt; <meta http-equiv=refresh content='0;url=data:,x'>"
    "<base href=https://example.org/><iframe srcdoc='<script>parent.x=1</script>'></iframe> the gulls slept."
)


def dom(page: Path, profile: Path) -> str:
    """The page as it stands after its scripts and a second of waiting."""
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            "--virtual-time-budget=1000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def test_browser_would_run_what_is_not_escaped(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<!doctype html><p>{HOSTILE.partition('<meta')[0]}")
    assert 'data-ran="yes"' in dom(tmp_path / "page.html", tmp_path / "profile")


def test_browser_runs_nothing_of_a_hostile_story(tmp_path: Path) -> None:
    story = Story(story_id=HOSTILE, run_id="r", sample_id="p", completion=HOSTILE, model=HOSTILE)
    related = (Related(start=0, end=8, text=HOSTILE[:8], role=HOSTILE),)
    found = [finding(HOSTILE, HOSTILE, "the gulls", why=HOSTILE, related=related)]
    result = ScanResult([story], found, scores_for(story, found), scan=SCAN, name=HOSTILE)
    page = write_report([result], tmp_path / "report.html", title=HOSTILE)
    shown = dom(page, tmp_path / "profile")
    assert 'data-ran="yes"' not in shown
    assert shown.rstrip().endswith("</html>")
    assert re.search(r'class="[^"]*scripted[^"]*"(?![^>]*hidden)', shown), "the page's own script did not run"
    assert re.search(r"<(iframe|img|base|a [^>]*javascript)", shown) is None
    texts = html.unescape("".join(re.findall(r">([^<]*)(?=<)", shown)))
    assert f"<script>{RUN}</script>" in texts
    assert "the gulls" in texts
