"""A run on disk: what is written comes back, and what a killed writer left does no harm."""

import json
from pathlib import Path

import pytest

from detector.errors import RunError
from detector.records import (
    Category,
    Finding,
    ModelInfo,
    RunInfo,
    Scan,
    Score,
    Severity,
    Story,
    utc_now,
)
from detector.runs import RunFolder


def info(**changes: object) -> RunInfo:
    return RunInfo(run_id="r", created=utc_now(), **changes)


def story(name: str, completion: str = "The rain.", **changes: object) -> Story:
    return Story(story_id=name, run_id="r", sample_id=name, completion=completion, **changes)


def finding(name: str, story_id: str, scan_id: str = "s1", category: Category = Category.FORMULA) -> Finding:
    return Finding(
        finding_id=name,
        story_id=story_id,
        scan_id=scan_id,
        code="F01",
        category=category,
        start=0,
        end=3,
        text="The",
        severity=Severity.ERROR,
        explanation="because",
    )


def score(story_id: str, scan_id: str = "s1", category: Category = Category.FORMULA) -> Score:
    return Score(story_id=story_id, scan_id=scan_id, category=category, value=0)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    with RunFolder.create(tmp_path / "run", info()) as run:
        yield run


@pytest.mark.parametrize("text", ["", "“quoted” n‑1", "a\u2028b\u0085c\x00\r\n", "torn \ud800 pair", "𝕏" * 3])
def test_folder_gives_stories_back_unchanged(folder: RunFolder, text: str) -> None:
    folder.append_story(story("a", text, reasoning=text))
    folder.append_story(story("b"))
    assert [(s.story_id, s.completion, s.reasoning) for s in RunFolder.open(folder.path).stories()] == [
        ("a", text, text),
        ("b", "The rain.", None),
    ]


def test_folder_cut_at_every_byte_of_its_last_row_keeps_the_rows_before_it(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "run", info()) as run:
        run.append_story(story("a"))
        first = len((run.path / "stories.jsonl").read_bytes())
        run.append_story(story("b", "“b”"))
    path = tmp_path / "run" / "stories.jsonl"
    whole = path.read_bytes()
    for cut in range(first, len(whole)):
        path.write_bytes(whole[:cut])
        assert [s.story_id for s in RunFolder.open(tmp_path / "run").stories()] == ["a"]
        with RunFolder.open(tmp_path / "run", write=True) as run:
            complete = cut == len(whole) - 1
            assert len(run.repairs) == (0 if cut == first else 1)
            assert [s.story_id for s in run.stories()] == (["a", "b"] if complete else ["a"])
            run.append_story(story("c"))
            assert [s.story_id for s in run.stories()][-1] == "c"


def test_folder_moves_a_torn_row_aside_and_says_so(folder: RunFolder) -> None:
    folder.append_story(story("a"))
    folder.close()
    with (folder.path / "stories.jsonl").open("ab") as file:
        file.write(b'{"story_id": "b", "comp')
    with RunFolder.open(folder.path, write=True) as run:
        assert len(run.repairs) == 1
        assert "stories.jsonl.torn" in run.repairs[0]
    assert (folder.path / "stories.jsonl.torn").read_bytes() == b'{"story_id": "b", "comp\n'
    with RunFolder.open(folder.path, write=True) as run:
        assert run.repairs == []


def test_folder_moves_zeros_left_by_a_power_cut_aside(folder: RunFolder) -> None:
    folder.append_story(story("a"))
    folder.close()
    with (folder.path / "stories.jsonl").open("ab") as file:
        file.write(b"\0" * 512)
    with RunFolder.open(folder.path, write=True) as run:
        assert [s.story_id for s in run.stories()] == ["a"]
        assert len(run.repairs) == 1


def test_folder_names_the_line_of_a_damaged_row(folder: RunFolder) -> None:
    for name in "abc":
        folder.append_story(story(name))
    path = folder.path / "stories.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:20] + b"\n" + lines[2])
    with pytest.raises(RunError, match=r"stories\.jsonl:2: this row is damaged.*line 2"):
        list(folder.stories())


def test_folder_names_an_unknown_field(folder: RunFolder) -> None:
    folder.append_story(story("a"))
    row = json.loads((folder.path / "stories.jsonl").read_text())
    (folder.path / "stories.jsonl").write_text(json.dumps({**row, "mood": "grim"}) + "\n")
    with pytest.raises(RunError, match=r"stories\.jsonl:1: not a story row: mood"):
        list(folder.stories())


@pytest.mark.parametrize("name", ["run.json", "stories.jsonl"])
def test_folder_of_a_newer_schema_is_refused(folder: RunFolder, name: str) -> None:
    folder.append_story(story("a"))
    path = folder.path / name
    row = json.loads(path.read_text())
    path.write_text(json.dumps({**row, "schema_version": 99, "new_field": 1}) + "\n")
    with pytest.raises(RunError, match=r"newer storyfault \(schema 99"):
        list(RunFolder.open(folder.path).stories())


@pytest.mark.parametrize("content", [None, b"", b"{", b"[1]", b'{"run_id": 3}', b"\xff\xfe"])
def test_folder_that_is_no_run_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(RunError, match=str(tmp_path)):
        RunFolder.open(tmp_path)


def test_folder_holds_one_run(folder: RunFolder) -> None:
    folder.close()
    with pytest.raises(RunError, match="already holds a run"):
        RunFolder.create(folder.path, info())


def test_folder_has_one_writer_and_many_readers(folder: RunFolder) -> None:
    folder.append_story(story("a"))
    with pytest.raises(RunError, match=r"another process .*writing this run"):
        RunFolder.open(folder.path, write=True)
    assert len(list(RunFolder.open(folder.path).stories())) == 1
    folder.close()
    with RunFolder.open(folder.path, write=True) as run:
        run.append_story(story("b"))


def test_folder_open_for_reading_refuses_to_write(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="open for reading"):
        RunFolder.open(folder.path).append_story(story("a"))


def test_folder_leaves_out_findings_of_a_story_whose_scores_are_missing(folder: RunFolder) -> None:
    folder.append_scan(Scan(scan_id="s1", started_at=utc_now()))
    folder.append_finding(finding("f1", "a"))
    folder.append_score(score("a"))
    folder.append_finding(finding("f2", "b"), finding("f3", "a", category=Category.COMMONSENSE))
    assert [f.finding_id for f in folder.findings()] == ["f1"]
    assert folder.scored() == {("a", Category.FORMULA)}


def test_folder_counts_a_story_that_was_scanned_twice_once(folder: RunFolder) -> None:
    folder.append_scan(Scan(scan_id="s1", started_at=utc_now()))
    for _ in range(2):
        folder.append_finding(finding("f1", "a"))
        folder.append_score(score("a"))
    assert len(list(folder.findings())) == 1
    assert len(list(folder.scores())) == 1


def test_folder_reads_the_last_scan_unless_another_is_named(folder: RunFolder) -> None:
    for scan_id in ("s1", "s2"):
        folder.append_scan(Scan(scan_id=scan_id, started_at=utc_now()))
        folder.append_finding(finding(f"{scan_id}-f", "a", scan_id))
        folder.append_score(score("a", scan_id))
    assert [f.finding_id for f in folder.findings()] == ["s2-f"]
    assert [f.finding_id for f in folder.findings("s1")] == ["s1-f"]
    assert [s.scan_id for s in folder.scans()] == ["s1", "s2"]


def test_folder_info_is_replaced_as_a_whole(folder: RunFolder) -> None:
    folder.update_info(status="complete", model=ModelInfo(name="m", sha256="00"))
    again = RunFolder.open(folder.path).info
    assert (again.status, again.model) == ("complete", ModelInfo(name="m", sha256="00"))
    assert not list(folder.path.glob(".*.tmp"))


def test_folder_opened_for_writing_removes_a_killed_writers_half_file(folder: RunFolder) -> None:
    folder.close()
    (folder.path / ".run.json.1.tmp").write_text('{"run_id": ')
    (folder.path / "notes.tmp").write_text("mine")
    with RunFolder.open(folder.path, write=True):
        assert sorted(path.name for path in folder.path.iterdir()) == [".lock", "notes.tmp", "run.json"]


def test_folder_refuses_an_info_that_is_none(folder: RunFolder) -> None:
    before = (folder.path / "run.json").read_bytes()
    with pytest.raises(ValueError, match="status"):
        folder.update_info(status="perhaps")
    assert (folder.path / "run.json").read_bytes() == before


def test_folder_keys_hold_prompt_epoch_model_and_settings(tmp_path: Path) -> None:
    keys = []
    for name, sha256, temperature in (("a", "00", 1.0), ("b", "11", 1.0), ("c", "00", 0.5)):
        model = ModelInfo(name="m", sha256=sha256)
        with RunFolder.create(
            tmp_path / name, info(model=model, generate_config={"temperature": temperature})
        ) as run:
            run.append_story(story("x", prompt_hash="p", epoch=2))
            keys += run.story_keys()
    assert len(set(keys)) == 3
    assert {(key.prompt_hash, key.epoch) for key in keys} == {("p", 2)}


def test_folder_create_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    with pytest.raises(RunError, match=r"this is a file, and a run needs a folder. Name a folder"):
        RunFolder.create(tmp_path / "run", info())
    assert (tmp_path / "run").read_text() == "mine"


def test_folder_create_refuses_rows_without_a_run(folder: RunFolder) -> None:
    folder.append_story(story("a"))
    folder.close()
    (folder.path / "run.json").unlink()
    with pytest.raises(RunError, match=r"holds stories.jsonl but no run.json"):
        RunFolder.create(folder.path, info())
    assert not (folder.path / "run.json").exists()
