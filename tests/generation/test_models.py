"""What the header of a model file tells, and that no file, however damaged, does worse than a ModelError."""

from __future__ import annotations

import hashlib
import json
import os
import random
import struct
from pathlib import Path

import gguf
import numpy as np
import pytest

from detector.errors import ModelError
from detector.generation import models_digest
from detector.generation.models import describe, find_models, require_chat, to_model_info
from tests.support.random_gguf import (
    CHATML,
    MXFP4,
    Q8_0,
    quantize,
    write_random_gpt_oss,
    write_random_llama,
)


@pytest.fixture(scope="module")
def gpt_oss(tmp_path_factory):
    return write_random_gpt_oss(tmp_path_factory.mktemp("models") / "tiny.gguf")


def tensors_only(path: Path, sizes: dict[str, int], **options) -> list[Path]:
    """A file (or split files) of F32 vectors, enough for the header's reader."""
    writer = gguf.GGUFWriter(str(path), "llama", **options)
    for name, size in sizes.items():
        writer.add_tensor(name, np.zeros(size, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return sorted(path.parent.glob("*.gguf"))


def test_models_describe_a_gpt_oss_file(gpt_oss):
    model = describe(gpt_oss)
    assert (model.architecture, model.name, model.quantization) == ("gpt-oss", "random gpt-oss", "F32")
    assert (model.n_layers, model.n_experts, model.n_experts_used, model.n_ctx_train) == (2, 4, 2, 4096)
    reader = gguf.GGUFReader(gpt_oss)
    assert model.n_params == sum(int(tensor.n_elements) for tensor in reader.tensors)
    assert model.size == gpt_oss.stat().st_size
    assert model.sha256 == hashlib.sha256(gpt_oss.read_bytes()).hexdigest()
    assert model.chat_template_sha256 == hashlib.sha256(model.chat_template.encode()).hexdigest()
    assert model.n_parts == 1


@pytest.mark.parametrize(("ftype", "name"), [(Q8_0, "Q8_0"), (MXFP4, "MXFP4")])
def test_models_name_the_quantization(gpt_oss, tmp_path, ftype, name):
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    quantized = describe(quantize(gpt_oss, tmp_path / "q.gguf", ftype))
    assert quantized.quantization == name
    assert quantized.n_params == describe(gpt_oss).n_params


def test_models_a_wrong_file_type_does_not_name_the_quantization(tmp_path):
    path = tmp_path / "m.gguf"
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_K_M)
    writer.add_tensor("a", np.zeros(64, np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert describe(path).quantization == "F16"


def test_models_info_is_what_a_run_records(gpt_oss):
    model = describe(gpt_oss)
    info = to_model_info(model)
    assert (info.sha256, info.quantization, info.n_params) == (model.sha256, "F32", model.n_params)
    assert info.path == str(gpt_oss)


def test_models_chat_is_required_but_of_gpt_oss(tmp_path):
    bare = describe(write_random_llama(tmp_path / "base.gguf", chat_template=None))
    assert bare.chat_template is bare.chat_template_sha256 is None
    with pytest.raises(ModelError, match=r"base\.gguf: the model has no chat template"):
        require_chat(bare)
    require_chat(describe(write_random_llama(tmp_path / "chat.gguf", chat_template=CHATML)))
    require_chat(describe(write_random_gpt_oss(tmp_path / "oss.gguf", chat_template=None)))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"GG", "not a GGUF file"),
        (b"PK\x03\x04" + bytes(100), "not a GGUF file"),
        (b"GGUF", "truncated"),
        (b"GGUF" + struct.pack(">I", 3) + bytes(100), "big-endian"),
        (b"GGUF" + struct.pack("<I", 1) + bytes(100), "version 1"),
        (b"GGUF" + struct.pack("<I", 9) + bytes(100), "version 9"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "claims 1152921504606846976 tensors"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60), "metadata keys"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**40), "claims 1099511627776 bytes"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sI", 1, b"k", 99), "unknown type 99"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sIIQ", 1, b"k", 9, 8, 2**61), "strings"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sIIQ", 1, b"k", 9, 9, 1), "unknown type 9"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0) + bytes(64), "no weights"),
    ],
)
def test_models_damaged_file_is_named_with_its_cure(tmp_path, data, problem):
    path = write(tmp_path / "model.gguf", data)
    with pytest.raises(ModelError, match=problem) as raised:
        describe(path)
    assert str(path) in raised.value.message
    assert raised.value.cure
    assert raised.value.exit_code == 4


def test_models_missing_file_and_folder_are_named(tmp_path):
    with pytest.raises(ModelError, match=r"nowhere\.gguf: there is no such model file"):
        describe(tmp_path / "nowhere.gguf")
    with pytest.raises(ModelError, match="this is a folder"):
        describe(tmp_path)


def test_models_truncated_data_is_found_before_llama_cpp_sees_it(gpt_oss, tmp_path):
    data = gpt_oss.read_bytes()
    for end in (len(data) - 1, len(data) // 2):
        with pytest.raises(ModelError, match=rf"truncated: it holds {end:,} bytes of {len(data):,}"):
            describe(write(tmp_path / "cut.gguf", data[:end]))


def test_models_cut_or_flipped_headers_give_a_model_error_or_a_description(gpt_oss, tmp_path):
    data = gpt_oss.read_bytes()
    rng = random.Random(3)
    path = tmp_path / "m.gguf"
    for cut in rng.sample(range(len(data)), 150):
        with pytest.raises(ModelError):
            describe(write(path, data[:cut]))
    refused = 0
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(24000)] = rng.randrange(256)
        try:
            describe(write(path, bytes(damaged)))
        except ModelError:
            refused += 1
    assert refused > 0


def test_models_tensor_checks(tmp_path):
    (path,) = tensors_only(tmp_path / "m.gguf", {"a": 64, "b": 64})
    data = path.read_bytes()
    entry = struct.pack("<Q1sIQI", 1, b"b", 1, 64, 0)
    at = data.index(entry)
    for change, problem in (
        (struct.pack("<Q1sIQI", 1, b"a", 1, 64, 0), "two tensors"),
        (struct.pack("<Q1sIQI", 1, b"b", 9, 64, 0), "9 dimensions"),
        (struct.pack("<Q1sIQI", 1, b"b", 1, 2**50, 0), "shape"),
        (struct.pack("<Q1sIQI", 1, b"b", 1, 64, 77), "unknown type 77"),
        (struct.pack("<Q1sIQI", 1, b"b", 1, 33, 8), "not a multiple of 32"),
        (struct.pack("<Q1sIQI", 1, b"b", 1, 2**40, 0), "truncated"),
    ):
        with pytest.raises(ModelError, match=problem):
            describe(write(tmp_path / "bad.gguf", data[:at] + change + data[at + len(entry) :]))


@pytest.fixture
def split(tmp_path):
    tensors_only(tmp_path / "big.gguf", dict.fromkeys("abcde", 32), split_max_tensors=2)
    return tmp_path


def test_models_split_file_is_described_from_any_part(split):
    paths = sorted(split.glob("*.gguf"))
    assert [path.name[-20:] for path in paths] == [f"-0000{i}-of-00003.gguf" for i in (1, 2, 3)]
    whole = describe(paths[0])
    assert (whole.n_parts, whole.n_params, whole.name) == (3, 160, "big")
    assert whole.size == sum(path.stat().st_size for path in paths)
    assert describe(paths[2]) == whole
    assert whole.path == paths[0]


def test_models_split_model_is_one_that_llama_cpp_loads(tmp_path):
    llama_cpp = pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    whole = describe(write_random_gpt_oss(tmp_path / "whole.gguf"))
    parts = describe(write_random_gpt_oss(tmp_path / "parts.gguf", split_max_tensors=15))
    assert parts.n_parts == 3
    assert (parts.n_params, parts.chat_template) == (whole.n_params, whole.chat_template)
    model = llama_cpp.llama_model_load_from_file(
        str(parts.path).encode(), llama_cpp.llama_model_default_params()
    )
    assert model
    assert llama_cpp.llama_model_n_params(model) == parts.n_params
    llama_cpp.llama_model_free(model)


def test_models_split_file_names_what_is_missing(split):
    (split / "big-00002-of-00003.gguf").unlink()
    with pytest.raises(ModelError, match=r"these are missing: big-00002-of-00003\.gguf"):
        describe(split / "big-00001-of-00003.gguf")


def test_models_split_file_renamed_or_mixed_is_refused(split):
    third = split / "big-00003-of-00003.gguf"
    (split / "big-00002-of-00003.gguf").write_bytes(third.read_bytes())
    with pytest.raises(ModelError, match="part 2 of 3, its header part 3 of 3"):
        describe(split / "big-00001-of-00003.gguf")
    third.rename(split / "renamed.gguf")
    with pytest.raises(ModelError, match="one of 3 parts"):
        describe(split / "renamed.gguf")


def test_models_are_found_by_folder(split, gpt_oss):
    (split / "deep").mkdir()
    (split / "deep" / "A.GGUF").touch()
    (split / "deep" / "mmproj-A.gguf").touch()
    (split / "notes.txt").touch()
    found = find_models([split, split / "deep", split / "nowhere"])
    assert found == [split / "big-00001-of-00003.gguf", split / "deep" / "A.GGUF"]


class TestDigest:
    @pytest.fixture(autouse=True)
    def cache(self, monkeypatch, tmp_path):
        monkeypatch.setattr(models_digest, "SMALL", 10)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def test_models_digest_is_remembered_until_the_file_changes(self, tmp_path):
        path = write(tmp_path / "m.gguf", b"x" * 100)
        calls = []
        first = models_digest.sha256_of(path, lambda done, size: calls.append((done, size)))
        assert first == hashlib.sha256(b"x" * 100).hexdigest()
        assert calls == [(100, 100)]
        assert models_digest.sha256_of(path, lambda *_: pytest.fail("hashed again")) == first
        path.write_bytes(b"y" * 100)
        os.utime(path, ns=(1, 1))
        assert models_digest.sha256_of(path) == hashlib.sha256(b"y" * 100).hexdigest()

    def test_models_digest_of_a_read_only_folder_is_remembered_in_the_cache(self, tmp_path):
        path = write(tmp_path / "m.gguf", b"x" * 100)
        (tmp_path / "m.gguf.sha256.json").mkdir()  # nothing can be written at that name
        first = models_digest.sha256_of(path)
        (record,) = (tmp_path / "cache" / "storyfault" / "sha256").iterdir()
        assert json.loads(record.read_text())["sha256"] == first
        assert models_digest.sha256_of(path, lambda *_: pytest.fail("hashed again")) == first

    @pytest.mark.parametrize(
        "record", ["", "[]", '{"size": 100}', '{"size": 1, "mtime_ns": 1, "sha256": "0"}']
    )
    def test_models_digest_damaged_record_is_not_trusted(self, tmp_path, record):
        path = write(tmp_path / "m.gguf", b"x" * 100)
        write(tmp_path / "m.gguf.sha256.json", record.encode())
        assert models_digest.sha256_of(path) == hashlib.sha256(b"x" * 100).hexdigest()


def test_models_small_file_leaves_no_record(gpt_oss):
    describe(gpt_oss)
    assert not gpt_oss.with_name(gpt_oss.name + ".sha256.json").exists()
