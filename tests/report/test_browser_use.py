"""The report used as a reader uses it: filters, links, keys, widths, print, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detector.records import Related, Story
from detector.report import write_report
from detector.results import ScanResult
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
from tests.support.runs import SCAN, build_run, finding, scores_for

pytestmark = needs_browser

SHOWN = "[...document.querySelectorAll('#stories .story.flagged')].filter((s) => s.checkVisibility()).length"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    runs = [
        build_run(folder / m, 60, model=m, flagged=0.4, epochs=2, seed=n) for n, m in enumerate(("ab", "cd"))
    ]
    return write_report(runs, folder / "report.html").as_uri()


def test_report_filters_by_check_search_and_probability(chromium: Any, report: str) -> None:
    with page_of(chromium) as page:
        page.goto(report)
        everything = page.evaluate(SHOWN)
        assert everything > 20
        page.locator(".picks label", has_text="calendar").click()
        by_check = page.evaluate(SHOWN)
        assert 0 < by_check < everything
        assert page.locator(".story.flagged:visible .note .code").all_text_contents() == ["C05"] * by_check
        page.locator(".picks label", has_text="all").click()
        page.fill("#search", "twelve pieces")
        until(page, f"{SHOWN} < {everything}")
        shown = page.locator(".story.flagged:visible").all_text_contents()
        assert shown
        assert all("twelve pieces" in text for text in shown)
        page.fill("#search", "")
        until(page, f"{SHOWN} === {everything}")
        page.evaluate(
            """() => {
              document.getElementById('least').value = 80;
              document.getElementById('least').dispatchEvent(new Event('input'));
            }"""
        )
        until(page, f"{SHOWN} < {everything}")
        sure = page.evaluate(
            "[...document.querySelectorAll('.story.flagged:not([hidden]) .note')].map((n) => +n.dataset.p)"
        )
        assert sure
        assert min(sure) >= 0.8
        assert page.problems == []


def test_report_links_both_ends_of_a_contradiction(chromium: Any, report: str) -> None:
    with page_of(chromium) as page:
        page.goto(report)
        note = page.locator(".note.commonsense", has=page.locator(".end")).first
        quote = note.locator(".end q").text_content()
        note.locator(".end a").click()
        target = page.evaluate(
            "document.querySelector(':target + mark, :target + .anchor + mark')?.textContent"
        )
        assert target == quote
        lit = "document.querySelector(':target + mark, :target + .anchor + mark')"
        assert page.evaluate(f"getComputedStyle({lit}).outlineStyle") == "solid"
        main = note.locator(".what a.ref").get_attribute("href")
        page.evaluate("(hash) => { location.hash = hash; }", main)
        assert (
            page.evaluate("document.querySelector(':target + mark').textContent")
            == note.locator("blockquote").text_content()
        )


def test_report_is_used_by_keys_alone(chromium: Any, report: str) -> None:
    with page_of(chromium) as page:
        page.goto(report)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("j")
        first = page.evaluate("document.activeElement.id")
        page.keyboard.press("j")
        second = page.evaluate("document.activeElement.id")
        page.keyboard.press("k")
        assert (first, second) == ("s1", "s2")
        assert page.evaluate("document.activeElement.id") == "s1"
        reachable = "a[href], summary, input, [tabindex='0']"
        assert page.evaluate(f'[...document.querySelectorAll("{reachable}")].every((e) => e.tabIndex >= 0)')


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_report_fits_and_can_be_read(chromium: Any, report: str, size: tuple[int, int], scheme: str) -> None:
    with page_of(chromium, size, color_scheme=scheme) as page:
        page.goto(report)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert sideways(page) <= 0
        assert poor_contrast(page) == []
        paper = {"light": "rgb(251, 250, 247)", "dark": "rgb(22, 21, 19)"}[scheme]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_prints_without_its_tools_dark_on_white(chromium: Any, report: str, scheme: str) -> None:
    with page_of(chromium, (720, 1000), color_scheme=scheme) as page:
        page.goto(report)
        page.emulate_media(media="print")
        assert poor_contrast(page) == []
        assert sideways(page) <= 0
        assert not page.is_visible("nav")
        assert not page.is_visible(".tools")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.pdf(format="A4").startswith(b"%PDF")


def test_report_of_a_hostile_story_runs_nothing(chromium: Any, tmp_path: Path) -> None:
    story = Story(
        story_id=HOSTILE, run_id="r", sample_id="p", completion=HOSTILE, model=HOSTILE, input=HOSTILE
    )
    related = (Related(start=len(HOSTILE) - 6, end=len(HOSTILE), text=HOSTILE[-6:], role=HOSTILE),)
    found = [finding(HOSTILE, HOSTILE, "the gulls", why=HOSTILE, related=related)]
    result = ScanResult([story], found, scores_for(story, found), scan=SCAN, name=HOSTILE, dataset=HOSTILE)
    path = write_report([result], tmp_path / "r.html", title=HOSTILE)
    with page_of(chromium) as page:
        page.goto(path.as_uri())
        text = page.evaluate("document.querySelector('.story .text').textContent")
        assert "<script>window.storyRan" in text
        assert '"><img src=x onerror=' in text
        assert "␛[31mred" in text
        page.mouse.move(400, 400)
        page.wait_for_timeout(300)
        assert page.evaluate("window.storyRan") is None
        assert page.evaluate("document.querySelectorAll('img, iframe, main script').length") == 0
        assert page.problems == []
        page.evaluate(
            "(code) => document.body.insertAdjacentHTML('beforeend', `<img src=x onerror=\"${code}\">`)",
            "window.storyRan = 1",
        )
        page.wait_for_timeout(300)
        assert page.evaluate("window.storyRan") is None
        assert any("Content Security Policy" in problem for problem in page.problems)
