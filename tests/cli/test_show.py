from __future__ import annotations

import io

import pytest

from detector.cli.excerpt import excerpt
from detector.cli.meter import Meter, _clock
from detector.cli.scan import rate
from detector.cli.show import finding_lines
from detector.cli.visible import one_line, visible
from detector.errors import UsageError
from detector.inputs import StoryInput
from detector.records import Category, Finding, Related, Severity

TEXT = (
    "He mortared the brass lure into the altar. Then the sea rose! "
    "Now the brass lure gleams in his palm. “Keep it,” she said. “So be it.” He left.\nThe end"
)


def finding(text: str, span: str, related: str | None = None) -> Finding:
    at = text.rindex(span)
    other = text.index(related) if related else 0
    return Finding(
        finding_id="f",
        story_id="s",
        code="C03",
        category=Category.COMMONSENSE,
        start=at,
        end=at + len(span),
        text=span,
        related=(Related(start=other, end=other + len(related), text=related, role="contradicts"),)
        if related
        else (),
        probability=0.91,
        severity=Severity.ERROR,
        explanation="the lure was built in",
    )


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("gleams", "Now the brass lure [gleams] in his palm."),
        ("mortared", "He [mortared] the brass lure into the altar."),
        ("rose!", "Then the sea [rose!]"),
        ("Keep it", "“[Keep it],” she said."),
        ("So be it.", "“[So be it.]”"),
        ("end", "The [end]"),
    ],
)
def test_excerpt_is_the_sentence(span: str, expected: str) -> None:
    at = TEXT.index(span)
    before, found, after = excerpt(TEXT, at, at + len(span))
    assert f"{before}[{found}]{after}" == expected


def test_excerpt_is_short_and_on_one_line() -> None:
    text = "word " * 500 + "FAULT\nOVER" + " word" * 500
    before, found, after = excerpt(text, 2500, 2510)
    assert found == "FAULT⏎OVER"
    assert before.startswith("…")
    assert after.endswith("…")
    assert len(before) + len(after) < 420
    assert len(excerpt("x" * 10_000, 0, 10_000).span) < 260


def test_finding_lines_beside_each_other() -> None:
    story = StoryInput(id="s", text=TEXT, source="lure.txt")
    lines = [
        line.plain for line in finding_lines(finding(TEXT, "brass lure", "brass lure"), story, "place", None)
    ]
    assert lines == [
        "lure.txt:1:71  C03 place 0.91  Now the brass lure gleams in his palm.",
        "         1:17  contradicts     He mortared the brass lure into the altar.",
        "                               the lure was built in",
    ]


def test_finding_lines_stay_in_a_narrow_terminal() -> None:
    long = "x/" * 40 + "lure.txt"
    for source in ("lure.txt", long):
        story = StoryInput(id="s", text=TEXT, source=source)
        lines = list(finding_lines(finding(TEXT, "brass lure", "brass lure"), story, "place", 60))
        assert all(line.cell_len <= 60 for line in lines[1 if source == long else 0 :])
        joined = " ".join(" ".join(line.plain.split()) for line in lines)
        assert "gleams in his palm." in joined
        assert "1:17 contradicts" in joined


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “text” é 日本 👩‍🚀", "plain – “text” é 日本 👩‍🚀"),
        ("\x1b[31m", "␛[31m"),
        ("a\r\tb\n", "a␍␉b⏎"),
        ("\x7f\x9b", "␡<U+009B>"),
        ("\u202e\u2066\ufeff\u2028", "<U+202E><U+2066><U+FEFF><U+2028>"),
        ("\ud800\U000e0041", "<U+D800><U+E0041>"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert all(character.isprintable() or character == "\u200d" for character in visible(text))


def test_one_line() -> None:
    assert one_line("a\n  b\x07") == "a b␇"


@pytest.mark.parametrize(("text", "value"), [("0.05", 0.05), ("5%", 0.05), ("0", 0), ("100%", 1)])
def test_rate(text: str, value: float) -> None:
    assert rate(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "-1", "1.01", "120%", "nan", "five"])
def test_rate_refuses(text: str) -> None:
    with pytest.raises(UsageError):
        rate(text)


def test_meter_is_quiet_at_first_and_speaks_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("detector.cli.meter.time.monotonic", lambda: now[0])
    with Meter("scanning", total=100) as meter:
        for second in range(31):
            now[0] = float(second)
            meter.update(second, second * 50, flagged=0.25)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[0] == "scanning: 10 of 100 stories (1.00/s) · 50 words/s · 25.0% flagged · 2 min left"


def test_meter_on_a_terminal_draws_and_clears(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    now = [0.0]
    monkeypatch.setattr("detector.cli.meter.time.monotonic", lambda: now[0])
    with Meter("scanning") as meter:
        meter.update(1, 10)
        assert screen.getvalue() == ""
        now[0] = 4.0
        meter.update(80, 10, share=0.5)
        assert "80 stories (20/s)" in screen.getvalue()
        assert "4 s left" in screen.getvalue()
        with meter.paused():
            pass
    assert screen.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59, "59 s"), (90, "2 min"), (7500, "2 h 5 min")]
)
def test_clock(seconds: float, text: str) -> None:
    assert _clock(seconds) == text
