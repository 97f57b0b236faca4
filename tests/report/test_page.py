import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from detector.errors import UsageError, WriteError
from detector.rates import rates
from detector.records import Category, Related, Score, Status, Story
from detector.report import write_report
from detector.report.visible import visible
from detector.results import ScanResult
from tests.report.html_tools import Page
from tests.support.runs import SCAN, build_run, finding, scores_for

HOSTILE = (
    '<script>alert("x")</script></script><img src=x onerror=alert(1)> "><svg onload=alert(2)> {{ 7*7 }} '
    "\x1b[31mred\x1b[0m \u202eevil\u202c \u05e9\u05dc\u05d5\u05dd &lt;b&gt; ]]> \x00 \ud800 javascript:a(3)"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    runs = [build_run(folder / name, 30, model=name, epochs=2, seed=seed) for seed, name in enumerate("ab")]
    return write_report(runs, folder / "report.html").read_text(encoding="utf-8")


def _scan(text: str, story_id: str = "s1", **more: object) -> ScanResult:
    story = Story(story_id=story_id, run_id="r", sample_id="p", completion=text, **more)  # type: ignore[arg-type]
    found = [
        finding(story_id, text, text, why=text, related=(Related(start=0, end=5, text=text[:5], role=text),))
    ]
    return ScanResult([story], found, scores_for(story, found), scan=SCAN)


def test_page_is_whole_and_loads_nothing(page: str) -> None:
    parsed = Page(page)
    assert parsed.problems == []
    assert re.search(r"<[^>]*https?:", page) is None
    assert "url(" not in page
    assert "@import" not in page


def test_page_links_lead_somewhere_and_ids_are_unique(page: str) -> None:
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert set(parsed.targets) - set(parsed.ids) == set()


def test_page_allows_only_its_own_script_and_style(page: str) -> None:
    (policy,) = [a["content"] for tag, a in Page(page).tags if tag == "meta" and "http-equiv" in a]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind, element in (("style", "style"), ("script", "script")):
        (text,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_page_shows_the_numbers_of_its_summary(page: str, tmp_path: Path) -> None:
    (text,) = re.findall(r'<script type="application/json" id="summary">(.*?)</script>', page, re.DOTALL)
    summary = json.loads(text)
    runs = [build_run(tmp_path / name, 30, model=name, epochs=2, seed=seed) for seed, name in enumerate("ab")]
    assert summary == rates(runs).summary
    shown = " ".join(Page(page).shown.split())
    for verdict in summary["verdicts"]:
        assert verdict["text"] in shown
    for rate in summary["rates"]:
        if rate["by"] != "genre":
            assert f"{rate['n_flagged']} of {rate['n_scored']}" in shown
    for funnel in summary["funnels"]:
        for step in funnel["steps"]:
            assert f"{step['name']} {step['n']}" in shown
    assert "calibration: none" in shown


def test_page_both_ends_of_a_contradiction_are_marked_and_linked(page: str) -> None:
    parsed = Page(page)
    ends = [name for name in parsed.ids if re.fullmatch(r"s\d+-m\d+r0", name)]
    assert ends
    for end in ends:
        assert end in parsed.targets
        assert end[:-2] in parsed.targets
        assert end.replace("-m", "-n")[:-2] in parsed.targets


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_report_hostile_text_shows_as_text(tmp_path: Path, suffix: str) -> None:
    scan = _scan(HOSTILE, story_id=HOSTILE, model=HOSTILE, input=HOSTILE, metadata={"genre": HOSTILE})
    text = write_report([scan], tmp_path / f"r.{suffix}", title=HOSTILE).read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "\x00" not in text
    assert "49 " not in text
    if suffix == "md":
        assert re.search(r"(?<!\\)<(script|img|svg)", text) is None
        return
    parsed = Page(text)
    assert parsed.problems == []
    assert not {"img", "iframe", "object", "embed", "link", "base"} & {tag for tag, _ in parsed.tags}
    assert len([tag for tag, _ in parsed.tags if tag == "script"]) == 2
    assert "".join(visible(HOSTILE).split()) in "".join(parsed.shown.split())


def test_page_keeps_right_to_left_marks_in_isolates(tmp_path: Path) -> None:
    scan = _scan(HOSTILE, story_id=HOSTILE, model=HOSTILE, input=HOSTILE, metadata={"genre": HOSTILE})
    page = Page(write_report([scan], tmp_path / "r.html", title=HOSTILE).read_text(encoding="utf-8"))
    assert page.shown.count("\u202e") >= 8
    assert page.loose == []


def test_page_overlapping_findings_close_every_tag(tmp_path: Path) -> None:
    text = "The red boat was blue and the blue boat was red."
    story = Story(story_id="s", run_id="r", sample_id="p", completion=text)
    quotes = [
        ("red boat was blue", "C07"),
        ("boat was blue and the", "C05"),
        ("was", "F01"),
        ("blue", "C05"),
        (text, "C07"),
    ]
    found = [finding("s", text, quote, code) for quote, code in quotes]
    scan = ScanResult([story], found, scores_for(story, found))
    parsed = Page(write_report([scan], tmp_path / "r.html").read_text(encoding="utf-8"))
    assert parsed.problems == []
    assert "".join(parsed.inside["mark"]) == text
    assert set(parsed.targets) <= set(parsed.ids)


def test_page_of_a_thousand_stories_stays_under_three_megabytes(tmp_path: Path) -> None:
    run = build_run(tmp_path / "run", 1000, flagged=0.6, paragraphs=90)
    out = write_report([run], tmp_path / "r.html")
    text = out.read_text(encoding="utf-8")
    assert out.stat().st_size < 3_000_000
    shown = len(re.findall(r'<article class="story flagged', text))
    assert 50 <= shown <= 400
    assert re.search(rf"{shown} of \d+ stories that are flagged", text)


def test_page_stays_small_whatever_it_is_given(tmp_path: Path) -> None:
    """A story of 5 MB, 3,000 findings in one story, a model and a genre a story, ids of 10,000 letters."""
    texts = ["word " * 1_000_000, "= 1 " * 3000, *(f"Story {number} = 1." for number in range(600))]
    stories, found, scores = [], [], []
    for number, text in enumerate(texts):
        name = f"{number}-" + "x" * (10_000 if number < 20 else 4)
        story = Story(
            story_id=name,
            run_id="",
            sample_id=name,
            completion=text,
            model=f"m{name}",
            metadata={"genre": f"g{name}"},
        )
        made = [finding(name, text, "word" if number == 0 else "= 1", "F01", why="because " * 1000)]
        if number == 1:
            made = [
                made[0].model_copy(update={"finding_id": str(at), "start": at, "end": at + 3})
                for at in range(0, len(text), 4)
            ]
        stories.append(story)
        found += made
        scores += scores_for(story, made)
    out = write_report([ScanResult(stories, found, scores)], tmp_path / "r.html")
    parsed = Page(out.read_text(encoding="utf-8"))
    assert out.stat().st_size < 3_000_000
    assert parsed.problems == []
    assert "2,970 findings more in this story" in parsed.shown
    assert "more rows in summary.json" in parsed.shown


def test_page_most_probable_of_each_check_first(page: str) -> None:
    first = re.findall(r'class="story flagged (k\d)', page)[:3]
    assert sorted(first) == ["k0", "k1", "k2"]


def test_page_without_a_finding(tmp_path: Path) -> None:
    run = build_run(tmp_path / "run", 8, flagged=0, failed=0)
    text = write_report([run], tmp_path / "r.html").read_text(encoding="utf-8")
    parsed = Page(text)
    assert parsed.problems == []
    assert "No story is flagged." in parsed.shown
    assert "no common-sense error was found" in parsed.shown


def test_page_of_a_run_that_was_never_scanned_or_never_wrote(tmp_path: Path) -> None:
    story = Story(story_id="s", run_id="r", sample_id="p", completion="text")
    for stories in ([story], []):
        parsed = Page(
            write_report([ScanResult(stories, [], [])], tmp_path / "r.html").read_text(encoding="utf-8")
        )
        assert parsed.problems == []
        assert "No story was scanned" in parsed.shown


def test_page_unscored_stories_are_listed_with_their_reason(tmp_path: Path) -> None:
    story = Story(story_id="lost-1", run_id="r", sample_id="p", status=Status.NO_FINAL)
    scores = [
        Score(story_id="lost-1", category=Category.FORMULA, value=None, unscored_reason="status no_final")
    ]
    shown = Page(
        write_report([ScanResult([story], [], scores)], tmp_path / "r.html").read_text(encoding="utf-8")
    ).shown
    assert "lost-1" in shown
    assert "status no_final" in shown


def test_write_report_refuses_other_suffixes_and_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"r\.pdf"):
        write_report([_scan("hello there")], tmp_path / "r.pdf")
    with pytest.raises(UsageError, match="nothing to report"):
        write_report([], tmp_path / "r.html")


def test_write_report_names_the_path_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError, match=r"file/r\.html"):
        write_report([_scan("hello there")], tmp_path / "file" / "r.html")


def test_markdown_says_what_the_page_says(tmp_path: Path) -> None:
    run = build_run(tmp_path / "run", 60)
    text = write_report([run], tmp_path / "r.md").read_text(encoding="utf-8")
    plain = text.replace("\\", "")
    for verdict in rates(run).verdicts:
        assert verdict in plain
    assert "**calibration: none**" in text
    assert "contradicts" in text
    assert "storyfault run --model gpt-oss-20b.gguf --seed 7" in plain


def test_write_report_that_fails_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write_report([_scan("The gulls slept.")], tmp_path / "report.html")
    before = out.read_text(encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(WriteError, match="No space left on device"):
        write_report([_scan("The gulls woke.")], out)
    assert out.read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
