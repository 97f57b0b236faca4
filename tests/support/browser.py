"""A headless browser of this machine, driven by Playwright; tests skip with a reason where there is none."""

from __future__ import annotations

import importlib.util
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or importlib.util.find_spec("playwright") is None,
    reason="chromium or the package playwright is not installed",
)
DESKTOP, PHONE = (1280, 900), (390, 844)

FLAG = "window.storyRan = (window.storyRan || 0) + 1"
HOSTILE = (
    f"<script>{FLAG}</script> </script> </style> </template> --> "
    f'"><img src=x onerror="{FLAG}"> <svg onload="{FLAG}"> <a href="javascript:{FLAG}">here</a> '
    f"<iframe srcdoc=\"<script>parent.storyRan = 1</script>\"></iframe> ' onmouseover='{FLAG}' "
    "{{ 7*7 }} &lt;b&gt; \x1b[31mred\x1b[0m \u202eevil\u202c \u2067right\u2069 \U0001f600 the gulls slept."
)
"""Text that would run, hide or turn round what is beside it, were it not shown as text."""


_CONTRAST = """() => {
  const light = (rgb) => {
    const parts = rgb.map((v) => v / 255).map((v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
  };
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (at) => {
    for (; at; at = at.parentElement) {
      const found = numbers(getComputedStyle(at).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const poor = [];
  const all = 'h1, h2, h3, p, th, td, small, a, li, dt, dd, mark, span, button, label';
  for (const at of document.querySelectorAll(all)) {
    if (!at.checkVisibility() || ![...at.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [one, two] = [light(numbers(getComputedStyle(at).color).slice(0, 3)), light(behind(at))];
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    if (ratio < 4.5) poor.push(`${at.tagName}.${at.className} ${ratio.toFixed(2)} ${at.textContent}`);
  }
  return poor.slice(0, 5);
}"""


@contextmanager
def browser() -> Iterator[Any]:
    """A Playwright browser that reaches nothing outside this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        try:
            yield started
        finally:
            started.close()


@contextmanager
def page_of(started: Any, size: tuple[int, int] = DESKTOP, **more: Any) -> Iterator[Any]:
    """A page whose errors and refused requests are collected in ``page.problems``."""
    context = started.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
    try:
        yield page
    finally:
        context.close()


def sideways(page: Any) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def until(page: Any, expression: str, seconds: float = 10.0) -> None:
    """Wait until an expression holds. Playwright's own way to wait is refused by a strict policy."""
    ends = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < ends, f"never: {expression}"
        page.wait_for_timeout(25)


def poor_contrast(page: Any) -> list[str]:
    """Texts that stand out less than 4.5 to 1 from what is behind them, by WCAG's measure; five at most."""
    return list(page.evaluate(_CONTRAST))
