from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pytest

from detector.errors import InputError
from detector.inputs import FieldNames, Progress, StoryInput, read_stories
from detector.records import RunInfo, Status, Story, utc_now
from detector.runs import RunFolder


def write_jsonl(path: Path, *rows: object) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def read(*paths: Path | str, **options: object) -> list[StoryInput]:
    return list(read_stories(list(paths), **options))  # type: ignore[arg-type]


def test_read_text_file_is_one_unmodified_story(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffThe “sea” rose.\r\nIt fell.\n".encode())
    (story,) = read(path)
    assert story.text == "The “sea” rose.\r\nIt fell.\n"
    assert story.id == story.source == str(path)
    assert story.row is None
    assert story.place(story.text.index("It")) == f"{path}:2:1"


def test_read_markdown_leaves_front_matter_out_and_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: Sea\ngenre: noir\ndate: 2023-02-31\n---\n# One\nText.\n", encoding="utf-8")
    (story,) = read(path)
    assert story.text == "# One\nText.\n"
    assert story.place(story.text.index("Text")) == f"{path}:7:1"
    path.write_text("---\ngenre: noir\n---\nText.\n", encoding="utf-8")
    assert read(path)[0].genre == "noir"


@pytest.mark.parametrize(
    "text", ["---\nShe left.\n---\nHe stayed.\n", "---\nno end: of it\n", "-- not\n---\n"]
)
def test_read_markdown_scene_break_at_the_top_is_no_front_matter(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert read(tmp_path / "a.md")[0].text == text


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.ndjson"])
def test_read_jsonl_fields_and_metadata(tmp_path: Path, name: str) -> None:
    row = {"id": 7, "text": "T", "prompt": "P", "genre": "G", "model": "M", "premise": "R"}
    extra = {"expects_formula": True, "sample_id": "p1", "kind": "fiction", "unknown": [1]}
    path = write_jsonl(tmp_path / name, {**row, **extra}, {"text": ""})
    first, second = read(path)
    assert (first.id, first.text, first.prompt, first.genre, first.model) == ("7", "T", "P", "G", "M")
    assert (first.premise, first.expects_formula, first.sample_id) == ("R", True, "p1")
    assert first.metadata == {"kind": "fiction", "unknown": [1]}
    assert (second.id, second.text, second.row) == (f"{path}:2", "", 2)
    assert first.place(0) == f"{path}#7:1:1"


def test_read_jsonl_other_field_names(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"key": "k", "story": "S", "ask": "P", "llm": "M", "id": "x"})
    (story,) = read(path, fields=FieldNames(id="key", text="story", prompt="ask", model="llm"))
    assert (story.id, story.text, story.prompt, story.model) == ("k", "S", "P", "M")


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.tsv"])
def test_read_csv(tmp_path: Path, name: str) -> None:
    mark = "\t" if "tsv" in name else ","
    lines = [["id", "text", "expects_formula"], ["a", '"One\nline, ""quoted"""', "true"], ["b", "Two", ""]]
    data = "".join(mark.join(line) + "\r\n" for line in lines).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    first, second = read(tmp_path / name)
    assert (first.id, first.text, first.expects_formula) == ("a", 'One\nline, "quoted"', True)
    assert (second.id, second.text, second.expects_formula, second.row) == ("b", "Two", False, 4)


def test_read_csv_field_longer_than_python_allows_by_default(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\na,{'word ' * 60_000}\n")
    assert len(read(tmp_path / "a.csv")[0].text) == 300_000


def test_read_parquet_over_row_groups(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    table = pa.table(
        {"id": [f"s{i}" for i in range(1000)], "text": ["Ångström"] * 1000, "junk": [[1]] * 1000}
    )
    pq.write_table(table, path, row_group_size=100)
    progress = Progress()
    stories = read(path, progress=progress)
    assert [story.id for story in stories] == [f"s{i}" for i in range(1000)]
    assert stories[999].row == 1000
    assert stories[0].text == "Ångström"
    assert progress.share == 1.0


def test_read_run_folder_with_statuses(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as run:
        run.append_story(
            Story(
                story_id="p-1",
                run_id="r",
                sample_id="p",
                input="Ask",
                completion="A story.",
                metadata={"genre": "noir", "expects_formula": True},
            )
        )
        run.append_story(Story(story_id="p-2", run_id="r", sample_id="p", status=Status.NO_FINAL))
    first, second = read(tmp_path / "run")
    assert (first.id, first.text, first.prompt, first.genre) == ("p-1", "A story.", "Ask", "noir")
    assert first.expects_formula
    assert (second.status, second.sample_id) == (Status.NO_FINAL, "p")


def test_read_folder_is_walked_in_order_and_skips_what_is_no_story(tmp_path: Path) -> None:
    for name in ["b.txt", "a.txt", "sub/c.md", "x.png", ".hidden.txt", "Makefile"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Story.")
    assert [Path(s.id).name for s in read(tmp_path)] == ["a.txt", "b.txt", "c.md"]


def test_read_file_name_that_is_no_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(path, "w") as file:
            file.write("Story.")
    except OSError:
        pytest.skip("this file system wants names to be text")
    (story,) = read(tmp_path)
    assert story.id == story.source == f"{tmp_path}/caf\\xe9.txt"


def test_read_glob_and_naming_a_file_twice(tmp_path: Path) -> None:
    for name in ["a.txt", "b.txt", "c.md", "d/e.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Story.")
    assert [Path(s.id).name for s in read(f"{tmp_path}/*.txt")] == ["a.txt", "b.txt"]
    assert len(read(f"{tmp_path}/**/*.txt", tmp_path / "a.txt")) == 3


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b'{"id": "a", "text": "T"}\n{"id": "b", "text": "U"}\n', ["a", "b"]),
        (b"Once upon a time\n{there} was text.", ["-"]),
        (gzip.compress(b'{"id": "z", "text": "T"}'), ["z"]),
    ],
)
def test_read_standard_input_tells_jsonl_from_text(data: bytes, ids: list[str]) -> None:
    assert [story.id for story in read("-", stdin=io.BytesIO(data))] == ids


def test_read_is_lazy(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"id": 1, "text": "T"})
    path.write_bytes(path.read_bytes() + b"{broken")
    stories = read_stories([path])
    assert next(stories).id == "1"
    with pytest.raises(InputError, match=r"a\.jsonl:2: not valid JSON"):
        next(stories)


def test_read_holds_a_few_rows_only(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        for number in range(3000):
            file.write(json.dumps({"id": number, "text": f"{number} " * 2000}) + "\n")
    tracemalloc.start()
    try:
        n = sum(1 for _ in read_stories([path]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert n == 3000
    assert peak < 3_000_000


def test_read_line_of_50_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    text = "word " * 10_000_000
    path.write_text(
        json.dumps({"id": "long", "text": text}) + "\n" + json.dumps({"id": "b", "text": "T"}) + "\n"
    )
    long, short = read(path)
    assert len(long.text) == 50_000_000
    assert short.id == "b"
