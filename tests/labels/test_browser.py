"""The label page in a real browser, served by the command itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from detector.labels.store import LABELS, read_labels
from detector.rates.calibrating import read_calibration
from detector.records import RunInfo, Story, utc_now
from detector.runs import RunFolder
from tests.support.browser import (
    DESKTOP,
    HOSTILE,
    PHONE,
    browser,
    needs_browser,
    page_of,
    poor_contrast,
    sideways,
    until,
)
from tests.support.runs import SCAN, finding, scores_for

pytestmark = needs_browser
STORYFAULT = [sys.executable, "-c", "from detector.cli import main; main()"]

IDLE = "document.body.getAttribute('aria-busy') === 'false'"
SELECT = """([from, to]) => {
  const pieces = [...document.querySelectorAll('#text span[data-start]')];
  const piece = pieces.find((each) => each.textContent.length > to);
  const range = document.createRange();
  range.setStart(piece.firstChild, from); range.setEnd(piece.firstChild, to);
  getSelection().removeAllRanges(); getSelection().addRange(range);
  return [Number(piece.dataset.start) + from, piece.textContent.slice(from, to)];
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@contextmanager
def labelling(run: Path, *options: str) -> Iterator[str]:
    """The label command as a process of its own; gives the page's address."""
    command = [*STORYFAULT, "label", str(run), "--no-browser", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        assert process.stdout is not None
        line = next((line for line in process.stdout if "http" in line), "")
        yield line.split()[-1]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


@contextmanager
def asked(chromium: Any, run: Path, *options: str, size: tuple[int, int] = DESKTOP) -> Iterator[Any]:
    with labelling(run, *options) as url, page_of(chromium, size) as page:
        page.goto(url)
        page.wait_for_selector("#text p")
        until(page, IDLE)
        yield page


def place(page: Any) -> str:
    return str(page.inner_text("#place"))


def answered(page: Any) -> int:
    return int(page.evaluate("document.getElementById('progress').value"))


def press(page: Any, key: str) -> None:
    """Press a key that answers, and wait until the answer is stored."""
    before = answered(page)
    page.keyboard.press(key)
    until(page, f"document.getElementById('progress').value > {before} && {IDLE}")


def turn(page: Any, key: str) -> None:
    """Press a key that turns to another question, and wait until it is there."""
    before = place(page)
    page.keyboard.press(key)
    until(page, f"document.getElementById('place').textContent !== '{before}' && {IDLE}")


def test_label_ten_findings_add_a_span_reload_and_calibrate(chromium: Any, run: Path) -> None:
    with asked(chromium, run, "--n", "30", "--labeller", "ann") as page:
        findings = stories = 0
        while findings < 10:
            kind = page.inner_text("#kind")
            assert page.is_visible("#note") == (kind == "Finding")
            findings += kind == "Finding"
            stories += kind != "Finding"
            press(page, "r" if kind == "Finding" else "y" if page.inner_text("#found") else "n")
        done = answered(page)
        assert done == findings + stories
        while page.inner_text("#kind") == "Finding":
            press(page, "u")
            done += 1
        at, (start, quote) = place(page), page.evaluate(SELECT, [4, 19])
        page.wait_for_selector("#picked", state="visible")
        assert quote in page.inner_text("#picked-text")
        page.keyboard.press("m")
        page.wait_for_selector("#spans li")
        until(page, IDLE)
        page.reload()
        page.wait_for_selector("#spans li")
        until(page, IDLE)
        assert place(page) == at
        assert answered(page) == done
        assert quote.strip() in page.inner_text("#spans")
        assert page.locator("mark.added").all_inner_texts() == [quote.strip()]
        assert page.is_disabled("[data-answer=fine]")
        press(page, "y")
        assert page.problems == []
    rows = list(read_labels([run / LABELS]))
    spans = [row for row in rows if row.kind == "span"]
    texts = {story.story_id: story.completion for story in RunFolder.open(run).stories()}
    assert [row.text for row in spans] == [quote.strip()]
    assert spans[0].text == texts[spans[0].story_id][spans[0].start : spans[0].end]
    assert start <= (spans[0].start or 0) <= start + 1
    assert sum(row.kind == "finding" for row in rows) >= 10
    assert all(row.weight and row.inclusion for row in rows)
    made = subprocess.run([*STORYFAULT, "calibrate", str(run)], capture_output=True, text=True, check=True)
    assert "sensitivity" in made.stdout
    file = read_calibration(run)
    assert file is not None
    assert file.calibrations
    assert len(file.labelled) >= 10


def test_label_page_goes_back_and_takes_another_answer(chromium: Any, run: Path) -> None:
    with asked(chromium, run, "--n", "5") as page:
        press(page, "u")
        assert place(page).startswith("2 ")
        turn(page, "k")
        assert page.get_attribute("[data-answer=unsure]", "aria-pressed") == "true"
        page.click("[data-answer=error]")
        until(page, f"document.getElementById('place').textContent.startsWith('2 ') && {IDLE}")
        turn(page, "ArrowRight")
        assert place(page).startswith("3 ")
    assert [row.answer for row in read_labels([run / LABELS])] == ["unsure", "error"]


def test_label_page_blind_shows_no_probability(chromium: Any, run: Path) -> None:
    for options, shown in (((), True), (("--blind",), False)):
        with asked(chromium, run, "--n", "8", "--flagged", "100%", *options) as page:
            while page.inner_text("#kind") != "Finding":
                turn(page, "j")
            assert ("%" in page.inner_text("#note")) is shown


def test_label_page_says_so_when_its_command_is_gone(chromium: Any, run: Path) -> None:
    with page_of(chromium) as page:
        with labelling(run, "--n", "5") as url:
            page.goto(url)
            page.wait_for_selector("#text p")
        page.keyboard.press("u")
        page.wait_for_selector("#said.bad")
        assert "has stopped" in page.inner_text("#said")
        assert answered(page) == 0


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A run whose one story, with its ids, reasons and roles, tries to be more than text."""
    info = RunInfo(run_id=HOSTILE, created=utc_now())
    texts = ["First line.\r\n" + HOSTILE, HOSTILE + "\nlast line"]
    with RunFolder.create(tmp_path / "hostile", info) as folder:
        folder.append_scan(SCAN)
        for number, text in enumerate(texts):
            story = Story(
                story_id=f"{number}{HOSTILE}",
                run_id="r",
                sample_id=f"p{number}",
                completion=text,
                input=HOSTILE,
                model=HOSTILE,
                metadata={"genre": HOSTILE},
            )
            found = [finding(story.story_id, text, "the gulls", "C07", why=HOSTILE)] if number else []
            folder.append_story(story)
            folder.append_finding(*found)
            folder.append_score(*scores_for(story, found))
    return tmp_path / "hostile"


def test_label_page_shows_a_hostile_story_as_text_and_runs_nothing(chromium: Any, hostile: Path) -> None:
    with asked(chromium, hostile, "--labeller", HOSTILE) as page:
        assert page.evaluate("window.storyRan") is None
        for _ in range(5):
            shown = page.evaluate("document.getElementById('text').textContent")
            assert "<script>window.storyRan" in shown
            assert '"><img src=x onerror=' in shown
            assert "␛[31mred" in shown
            assert "\x1b" not in page.content()
            assert (
                page.evaluate("document.querySelectorAll('#story :is(script, img, svg, iframe, a)').length")
                == 0
            )
            assert (
                page.evaluate("getComputedStyle(document.querySelector('#text p')).unicodeBidi") == "isolate"
            )
            assert page.evaluate("window.storyRan") is None
            assert page.evaluate("window.frames.length") == 0
            assert sideways(page) <= 0
            if not place(page).startswith("5"):
                turn(page, "j")
        assert page.problems == []
        refused = page.evaluate(
            """(code) => {
              const refused = [];
              const html = `<img src=x onerror="${code}">`;
              try { document.body.insertAdjacentHTML('beforeend', html); } catch { refused.push('html'); }
              const script = document.createElement('script');
              try { script.textContent = code; } catch { refused.push('script'); }
              return refused;
            }""",
            "window.storyRan = 1",
        )
        assert refused == ["html", "script"]
        assert page.evaluate("window.storyRan") is None


def test_label_page_offsets_count_code_points(chromium: Any, hostile: Path) -> None:
    with asked(chromium, hostile, "--only", "formula") as page:
        page.evaluate(
            """() => {
              const pieces = [...document.querySelectorAll('#text [data-start]')];
              const piece = pieces.find((each) => each.textContent.includes('gulls'));
              const at = piece.firstChild.data.indexOf('gulls');
              const range = document.createRange();
              range.setStart(piece.firstChild, at); range.setEnd(piece.firstChild, at + 5);
              getSelection().addRange(range);
            }"""
        )
        page.wait_for_selector("#picked", state="visible")
        page.click("#add [type=submit]")
        page.wait_for_selector("#spans li")
    (row,) = read_labels([hostile / LABELS])
    assert (row.text, row.category.value) == ("gulls", "formula")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_label_page_can_be_read(chromium: Any, run: Path, scheme: str) -> None:
    with (
        labelling(run, "--n", "8", "--flagged", "100%") as url,
        page_of(chromium, color_scheme=scheme) as page,
    ):
        page.goto(url)
        page.wait_for_selector("#text p")
        until(page, IDLE)
        for _ in range(3):
            assert poor_contrast(page) == []
            turn(page, "j")
        page.evaluate(SELECT, [2, 9])
        page.wait_for_selector("#picked", state="visible")
        assert poor_contrast(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_label_page_fits_its_window_and_its_buttons_are_in_reach(
    chromium: Any, run: Path, size: tuple[int, int]
) -> None:
    with asked(chromium, run, "--n", "5", size=size) as page:
        for _ in range(6):
            assert sideways(page) <= 0
            for answer in ("error", "fine", "unsure"):
                box = page.locator(f"[data-answer={answer}]").bounding_box()
                assert box["y"] + box["height"] <= size[1]
                assert box["height"] >= 40
            turn(page, "j")
