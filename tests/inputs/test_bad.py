from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from detector.errors import InputError
from detector.inputs import FieldNames, StoryInput, read_stories

GOOD = b'{"id": "good", "text": "T"}\n'

BAD_ROWS = {
    "json": (b'{"id": 1, "text": ', "not valid JSON"),
    "no object": (b'["text"]', "no JSON object"),
    "no text": (b'{"id": 1, "story": "T"}', "no field 'text' (it has id, story)"),
    "null text": (b'{"id": 1, "text": null}', "the field 'text' is null"),
    "list text": (b'{"id": 1, "text": ["a"]}', "holds a list, not text"),
    "object id": (b'{"id": {"a": 1}, "text": "T"}', "which is no id"),
    "duplicate id": (b'{"id": "good", "text": "T"}', "'good' was used before"),
    "truth": (b'{"id": 1, "text": "T", "expects_formula": "perhaps"}', "'perhaps'"),
    "latin-1": (b'{"id": 1, "text": "caf\xe9"}', "not UTF-8 at byte"),
    "nul": (b'{"id": 1, "text": "a\x00b"}', "NUL byte at byte"),
    "surrogate": (b'{"id": 1, "text": "a\\ud800b"}', "surrogate"),
    "deep": (b'{"text": ' + b"[" * 100_000, "beyond all reason"),
    "number": (b'{"id": 1, "text": ' + b"9" * 10_000 + b"}", "beyond all reason"),
}


def read(*paths: Path | str, **options: object) -> list[StoryInput]:
    return list(read_stories(list(paths), **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_bad_row_names_file_line_and_cure(tmp_path: Path, kind: str) -> None:
    row, problem = BAD_ROWS[kind]
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD + b"\n" + row + b'\n{"id": "after", "text": "T"}\n')
    with pytest.raises(InputError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert problem in str(caught.value)
    assert caught.value.cure
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_bad_row_is_skipped_and_reported(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD + BAD_ROWS[kind][0] + b'\n{"id": "after", "text": "T"}\n')
    skipped: list[InputError] = []
    stories = read(path, skip_bad=True, on_bad=skipped.append)
    assert [story.id for story in stories] == ["good", "after"]
    assert [error.line for error in skipped] == [2]


def test_bad_byte_is_named_by_its_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("é one\ntwo ".encode() + b"\xff three")
    with pytest.raises(InputError, match=r"a\.txt:2: the bytes are not UTF-8 at byte 11 \(0xff\)"):
        read(path)
    path = tmp_path / "b.jsonl"
    path.write_bytes(GOOD + b'{"text": "\xff"}')
    with pytest.raises(InputError, match=f"at byte {len(GOOD) + 10} "):
        read(path)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "a NUL byte at byte 8"),
        ("a.txt", "Story".encode("utf-16"), "UTF-16"),
        ("a.csv", "id,text\n1,T".encode("utf-16"), "NUL byte|UTF-16"),
        ("a.jsonl", b"", "it is empty"),
        ("a.jsonl", b"\n\n", "it is empty"),
        ("a.csv", b"", "it is empty"),
        ("a.csv", b"id,text\n", "it is empty"),
        ("a.jsonl.gz", gzip.compress(GOOD * 3)[:-12], "gzip data is broken"),
        ("a.jsonl.gz", b"\x1f\x8b not gzip at all", "gzip data is broken"),
        ("a.csv", b"id,story\n1,T\n", "no column 'text' .it has id, story"),
        ("a.csv", b'id,text\n1,"open\n', "not valid CSV"),
        ("a.csv", b"id,text\n1,T,U\n", "3 fields, the header 2"),
        ("a.csv", b"id,text\n1,caf\xe9\n", r"a\.csv:2: .*not UTF-8"),
        ("a.csv", b"id,text\n1\n", "no field 'text'"),
        ("a.parquet", b"PAR1 but not really PAR1", "no readable Parquet file"),
        ("a.parquet", b"", "no readable Parquet file"),
        ("a.docx", b"PK", "does not read"),
    ],
)
def test_bad_file(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=problem) as caught:
        read(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert caught.value.cure


def test_bad_file_is_skipped_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(GOOD)[:-9])
    (tmp_path / "c.txt").write_text("Story.")
    skipped: list[InputError] = []
    stories = read(tmp_path, skip_bad=True, on_bad=skipped.append)
    assert Path(stories[-1].id).name == "c.txt"
    assert [Path(error.path).name for error in skipped] == ["a.txt", "b.jsonl.gz"]


def test_bad_empty_file_after_a_bad_row_is_reported_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{broken\n" + GOOD)
    (tmp_path / "b.jsonl").write_bytes(b"")
    skipped: list[InputError] = []
    assert len(read(tmp_path, skip_bad=True, on_bad=skipped.append)) == 1
    assert [Path(error.path).name for error in skipped] == ["a.jsonl", "b.jsonl"]


def test_bad_everything_skipped_leaves_nothing_to_scan(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("nonsense\n")
    with pytest.raises(InputError, match="nothing to scan is left"):
        read(tmp_path / "a.jsonl", skip_bad=True)


def test_bad_text_column_of_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": ["a"], "body": ["T"]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="no column 'text'"):
        read(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet", fields=FieldNames(text="body"))[0].text == "T"
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["T", None]}), tmp_path / "b.parquet")
    with pytest.raises(InputError, match=r"b\.parquet:2: no text"):
        read(tmp_path / "b.parquet")


def test_bad_duplicate_id_in_another_file(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(GOOD)
    with pytest.raises(InputError, match=r"b\.jsonl:1: the id 'good' was used before"):
        read(tmp_path)


def test_bad_paths(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_stories([tmp_path / "none.txt"])
    with pytest.raises(InputError, match="nothing to scan in this folder"):
        read_stories([tmp_path])
    with pytest.raises(InputError, match="no file matches"):
        read_stories([f"{tmp_path}/*.txt"])
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(InputError, match="nothing to scan"):
        read_stories([f"{tmp_path}/*.png"])


def test_bad_links(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(InputError, match="leads back to itself"):
        read_stories([loop])
    with pytest.raises(InputError, match="leads back to itself"):
        read_stories([tmp_path])
    loop.unlink()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    with pytest.raises(InputError, match="does not exist"):
        read_stories([tmp_path / "gone.txt"])
    (tmp_path / "gone.txt").unlink()
    (tmp_path / "a.txt").write_text("Story.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(InputError, match="link to a folder that holds it"):
        read_stories([tmp_path])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_bad_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Story.")
    path.chmod(0)
    with pytest.raises(InputError, match="permission denied"):
        read(path)


def test_bad_permission_message(tmp_path: Path) -> None:
    from detector.inputs.opening import unreadable

    error = unreadable(tmp_path / "a.txt", PermissionError(13, "Permission denied"))
    assert "permission denied" in str(error)
    assert "chmod" in error.cure


def test_bad_empty_text_file_is_a_story_without_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "b", "text": ""}))
    assert [story.text for story in read(tmp_path)] == ["", ""]
