"""Downloads from a stub of the hub: which file, ranges after a break, checksums, room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detector.errors import ModelError, StoryfaultError, UsageError, WriteError
from detector.generation import disk, hub_files
from detector.generation.hub import pull
from detector.generation.hub_files import HubModel
from tests.support.stub_hub import COMMIT, Hub, hub_of

DATA = bytes(range(256)) * 4000
MODEL = {"m-mxfp4.gguf": DATA, "README.md": b"# m", "mmproj-m.gguf": b"eye"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub's client waits a second between tries, and keeps what came in whole chunks of 10 MB."""
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 50_000)
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _seconds: None)


def get(hub: Hub, to: Path, **options: str) -> Path:
    return pull(hub.repository, to=to, endpoint=hub.url, **options)  # type: ignore[arg-type]


def test_hub_pull_downloads_says_what_and_goes_on_no_further_when_done(tmp_path: Path) -> None:
    told: list[HubModel] = []
    at: list[tuple[int, int]] = []
    with hub_of(MODEL) as hub:
        for _ in range(2):
            path = pull(
                hub.repository,
                to=tmp_path / "to",
                endpoint=hub.url,
                on_model=told.append,
                progress=lambda *now: at.append(now),
            )
        assert hub.ranges == [None], "the second call downloads nothing"
    assert path == tmp_path / "to" / "m-mxfp4.gguf"
    assert path.read_bytes() == DATA
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert (told[0].license, told[0].revision, told[0].size) == ("apache-2.0", COMMIT, len(DATA))
    assert at[-1] == (len(DATA), len(DATA))


def test_hub_pull_goes_on_within_a_call_after_a_break(tmp_path: Path) -> None:
    with hub_of(MODEL, breaks=2) as hub:
        assert get(hub, tmp_path).read_bytes() == DATA
        assert hub.ranges == [None, "bytes=500000-", "bytes=750000-"]


def test_hub_pull_goes_on_in_a_later_call(tmp_path: Path) -> None:
    with hub_of(MODEL, breaks=99) as hub:
        with pytest.raises(StoryfaultError, match="the hub cannot be used"):
            get(hub, tmp_path)
        (partial,) = tmp_path.iterdir()
        assert partial.name.endswith(".partial")
        size = partial.stat().st_size
        assert 0 < size < len(DATA)
        hub.breaks, hub.ranges = 0, []
        assert get(hub, tmp_path).read_bytes() == DATA
        assert hub.ranges == [f"bytes={size}-"]
    assert [p.name for p in tmp_path.iterdir()] == ["m-mxfp4.gguf"]


def test_hub_that_ignores_ranges_is_survived(tmp_path: Path) -> None:
    with hub_of(MODEL, breaks=2, ignores_ranges=True) as hub:
        assert get(hub, tmp_path).read_bytes() == DATA


def test_hub_pull_removes_what_has_another_checksum(tmp_path: Path) -> None:
    with hub_of(MODEL, wrong={"m-mxfp4.gguf"}) as hub:
        with pytest.raises(StoryfaultError, match="its checksum differs"):
            get(hub, tmp_path)
        assert not list(tmp_path.iterdir())
        hub.wrong.clear()
        assert get(hub, tmp_path).read_bytes() == DATA


def test_hub_pull_checks_files_that_the_hub_keeps_in_git(tmp_path: Path) -> None:
    with hub_of(MODEL, in_git={"m-mxfp4.gguf"}) as hub:
        assert get(hub, tmp_path).read_bytes() == DATA
        (tmp_path / "m-mxfp4.gguf").write_bytes(DATA[:-1] + b"x")
        with pytest.raises(UsageError, match="is not the hub's"):
            get(hub, tmp_path)


def test_hub_pull_leaves_a_strangers_file(tmp_path: Path) -> None:
    (tmp_path / "m-mxfp4.gguf").write_bytes(b"mine")
    with hub_of(MODEL) as hub, pytest.raises(UsageError, match="is not the hub's"):
        get(hub, tmp_path)
    assert (tmp_path / "m-mxfp4.gguf").read_bytes() == b"mine"


def test_hub_pull_checks_the_disk_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=len(DATA) // 2)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: usage)
    with hub_of(MODEL) as hub:
        with pytest.raises(WriteError, match="the disk has"):
            get(hub, tmp_path)
        assert hub.ranges == []


def test_hub_pull_gets_all_parts_of_a_split_model(tmp_path: Path) -> None:
    parts = {f"big/b-{i:05d}-of-00003.gguf": bytes([i]) * 1000 for i in (2, 1, 3)}
    with hub_of(parts | {"q8/other-Q8_0.gguf": b"x"}) as hub:
        with pytest.raises(UsageError, match=r"several models: big/b.gguf, q8/other-Q8_0.gguf"):
            get(hub, tmp_path)
        first = get(hub, tmp_path, pattern="b-*")
        assert get(hub, tmp_path, pattern="*Q8_0*").read_bytes() == b"x"
    assert first.name == "b-00001-of-00003.gguf"
    assert [(tmp_path / f"b-{i:05d}-of-00003.gguf").read_bytes()[0] for i in (1, 2, 3)] == [1, 2, 3]


def test_hub_pull_says_what_is_wrong(tmp_path: Path) -> None:
    with hub_of(MODEL) as hub:
        with pytest.raises(ModelError, match=r"no GGUF file matches '\*Q4\*'; it has m-mxfp4.gguf"):
            get(hub, tmp_path, pattern="*Q4*")
        with pytest.raises(ModelError, match="no such repository"):
            pull("owner/other", to=tmp_path, endpoint=hub.url)
        for name in ("other", "a/b/c", "/x", "a b/c d"):
            with pytest.raises(UsageError, match="this is no repository"):
                pull(name, to=tmp_path, endpoint=hub.url)
        hub.status = 400
        with pytest.raises(StoryfaultError, match="answered 400"):
            get(hub, tmp_path)
    with hub_of({"README.md": b""}) as hub, pytest.raises(ModelError, match="none at all"):
        get(hub, tmp_path)
    with pytest.raises(StoryfaultError, match="cannot be used"):
        get(Hub({}, url="http://127.0.0.1:9"), tmp_path)


def test_hub_short_names_are_ggml_orgs() -> None:
    assert hub_files.REPOSITORIES["gpt-oss-20b"] == "ggml-org/gpt-oss-20b-GGUF"
    assert hub_files.REPOSITORIES["gpt-oss-120b"] == "ggml-org/gpt-oss-120b-GGUF"


def test_hub_pull_at_the_command_line(tmp_path: Path) -> None:
    with hub_of(MODEL, repository="ggml-org/gpt-oss-20b-GGUF") as hub:
        done = subprocess.run(
            [sys.executable, "-m", "detector.cli", "models", "pull", "gpt-oss-20b"],
            env={
                **os.environ,
                "HF_ENDPOINT": hub.url,
                "XDG_CACHE_HOME": str(tmp_path),
                "LOCALAPPDATA": str(tmp_path),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    path = tmp_path / "storyfault" / "models" / "ggml-org--gpt-oss-20b-GGUF" / "m-mxfp4.gguf"
    assert done.stdout == f"{path}\n"
    assert path.read_bytes() == DATA
    assert "Its licence: apache-2.0." in done.stderr
    assert f"ggml-org/gpt-oss-20b-GGUF at {COMMIT[:12]}: m-mxfp4.gguf, 0.00 GB." in done.stderr
