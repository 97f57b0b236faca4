"""Byte-level vocabularies: the alphabet, merges from ranks, and what llama.cpp makes of them."""

from __future__ import annotations

import pytest

from detector.errors import InputError
from detector.generation.vocabulary import (
    HARMONY_IDS,
    byte_level,
    derive_merges,
    o200k_harmony,
    read_ranks,
    token_bytes,
    token_text,
)
from detector.generation.vocabulary_marks import has_marks, merge, split_words
from tests.support.make_o200k import rank_file
from tests.support.random_gguf import write_random_gpt_oss, write_random_llama
from tests.support.vocabulary_loaded import loaded


def test_vocabulary_alphabet_is_printable_and_reversible():
    every = bytes(range(256))
    text = token_text(every)
    assert token_bytes(text) == every
    assert len(set(text)) == 256
    assert not any(character.isspace() or ord(character) < 33 for character in text)
    assert token_text(b" the\n") == "ĠtheĊ"


def test_vocabulary_merges_are_every_split_strongest_first():
    ranks = {b"a": 0, b"b": 1, b"c": 2, b"ab": 3, b"bc": 4, b"abc": 5}
    assert derive_merges(ranks) == ["a b", "b c", "a bc", "ab c"]


def test_vocabulary_o200k_has_the_markers_at_their_ids():
    spec = o200k_harmony({b"a": 0, b"b": 1, b"ab": 2})
    assert len(spec.tokens) == len(spec.types) == 201_088
    assert all(spec.tokens[number] == name for name, number in HARMONY_IDS.items())
    assert spec.tokens[:3] == ["a", "b", "ab"]
    assert spec.tokens[200_013] == "<|reserved_200013|>"
    assert len(set(spec.tokens)) == len(spec.tokens)
    assert spec.merges == ["a b"]


def test_vocabulary_rank_file_is_written_from_the_packages_table():
    script = r'export default {"bpe_ranks":"! 0 QQ== Qg==\n! 7 Qw==","pat_str":""};'
    assert rank_file(script) == b"QQ== 0\nQg== 1\nQw== 7\n"
    with pytest.raises(ValueError, match="known form"):
        rank_file(r'{"bpe_ranks":"QQ== Qg=="}')


def test_vocabulary_words_with_marks_stay_whole():
    text = "कि  नहीं, DON'T e\u0301tude's 12345\r\n\r\n/ x"
    words = list(split_words(text))
    assert "".join(words) == text
    assert words[:4] == ["कि", " ", " नहीं", ","]
    assert words[4:8] == [" DON'T", " e\u0301tude's", " ", "123"]
    assert has_marks(text)
    assert not has_marks("naïve — “plain”")


def test_vocabulary_endless_words_are_cut():
    words = list(split_words("ก็" * 50_000))
    assert max(map(len, words)) == 256
    ranks = {bytes([byte]): byte for byte in range(256)} | {b"aa": 256, b"aaaa": 257}
    assert merge(b"a" * 7, ranks) == [257, 256, 97]
    assert merge(b"aa", ranks) == [256]
    assert merge(b"", ranks) == []


@pytest.mark.parametrize("line", ["QQ==", "QQ== x", "!! 1", "QQ== 1 2"])
def test_vocabulary_bad_rank_file_is_named_by_line(tmp_path, line):
    path = tmp_path / "x.tiktoken"
    path.write_text(f"QQ== 0\n{line}\n")
    with pytest.raises(InputError, match=r"x\.tiktoken:2"):
        read_ranks(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_ranks(tmp_path / "missing")


def test_vocabulary_words_become_one_token(tmp_path):
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    spec = byte_level(("rain", " the"), ("<|eos|>",), eos="<|eos|>")
    with loaded(write_random_llama(tmp_path / "m.gguf", vocabulary=spec)) as vocabulary:
        assert [vocabulary.piece(token) for token in vocabulary.encode("rain the")] == [b"rain", b" the"]
        assert vocabulary.marker("rain") is None
        assert vocabulary.marker("<|eos|>") == vocabulary.eos == len(spec.tokens) - 1
        assert vocabulary.bos is None or vocabulary.bos < len(spec.tokens)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "a\x00b",
        "\ud83d\ude42",
        "lone \ud800 half",
        "日本\r\n\t—",
        "<|start|>",
        "[x]<y>",
        "é" * 5000,
    ],
)
def test_vocabulary_encoding_spells_the_text(tmp_path_factory, text):
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    with loaded(write_random_gpt_oss(tmp_path_factory.mktemp("m") / "m.gguf")) as vocabulary:
        spelt = b"".join(map(vocabulary.piece, vocabulary.encode(text))).decode()
        assert spelt == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        with pytest.raises(IndexError):
            vocabulary.piece(vocabulary.n_tokens)
