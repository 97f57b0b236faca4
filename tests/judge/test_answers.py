"""The form of answers: what is read, what is refused, how long it can be."""

import json
import random

import pytest

from detector.judge.answers import read_claims, read_doubt
from detector.judge.grammar import (
    EXCUSES,
    Limits,
    limits_for,
    list_grammar,
    list_schema,
    refute_grammar,
    refute_schema,
)
from detector.judge.instructions import CODES

CLAIM = {"first": 1, "quote1": "a", "second": 2, "quote2": "b", "code": "C01", "why": "w"}


def test_claims_are_read_in_a_fence_and_after_words() -> None:
    text = "Here:\n```json\n" + json.dumps({"findings": [CLAIM]}) + "\n```"
    assert [claim.code for claim in read_claims(text) or ()] == ["C01"]
    assert read_claims('{"findings":[]}') == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "[]",
        '{"findings":"none"}',
        '{"findings":[{"first":',
        '{"findings":[null]}',
        json.dumps({"findings": [{**CLAIM, "code": "C99"}]}),
        json.dumps({"findings": [{**CLAIM, "first": 0}]}),
        json.dumps({"findings": [{**CLAIM, "first": 10**9}]}),
        json.dumps({"findings": [{**CLAIM, "extra": 1}]}),
        json.dumps({"findings": [CLAIM] * 21}),
        json.dumps({"findings": [{**CLAIM, "quote1": "x" * 1001}]}),
        "[" * 5000,
        '{"findings":' + "[" * 5000,
    ],
)
def test_malformed_claims(text: str) -> None:
    assert read_claims(text) is None


def test_a_doubt_with_an_excuse_is_never_probable() -> None:
    found = read_doubt('{"excuse":"repair","why":"mended","probability":95}')
    assert found is not None
    assert found.share == 0.4
    found = read_doubt('{"excuse":"none","why":"","probability":95}')
    assert found is not None
    assert found.share == 0.95
    assert read_doubt('{"excuse":"who knows","why":"","probability":5}') is None
    assert read_doubt('{"excuse":"none","why":"","probability":101}') is None


def test_limits_take_at_most_a_third_of_a_context() -> None:
    sizes = [limits_for(n_ctx) for n_ctx in (2048, 4096, 8192, 16384, 131072)]
    assert [size.findings for size in sizes] == sorted(size.findings for size in sizes)
    for n_ctx, size in zip((2048, 4096, 8192), sizes, strict=False):
        assert 3 * size.list_tokens <= n_ctx


def test_the_longest_answer_fits_its_budget_in_bytes() -> None:
    """A vocabulary has a token for every byte at least: what fits in bytes fits in tokens."""
    limits = Limits(4, 80, 90)
    quote, why = "a" * 80 + "\uffee" * 6 + "b" * 16, "a" * 90 + "\uffee" * 6 + "b" * 16
    one = {"first": 99999, "quote1": quote, "second": 99999, "quote2": quote, "code": "C14", "why": why}
    longest = json.dumps({"findings": [one] * 4}, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(longest) < limits.list_tokens < len(longest) + 40
    doubt = {"excuse": "metaphor", "why": why, "probability": 100}
    longest = json.dumps(doubt, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(longest) < limits.refute_tokens < len(longest) + 40


@pytest.mark.parametrize("make", [list_grammar, refute_grammar])
def test_llama_cpp_reads_the_grammars(make: object) -> None:
    llama_cpp = pytest.importorskip("llama_cpp")
    for n_ctx in (1024, 4096, 131072):
        assert llama_cpp.LlamaGrammar.from_string(make(limits_for(n_ctx)), verbose=False)


def test_schemas_say_what_the_grammars_say() -> None:
    limits = limits_for(8192)
    finding = list_schema(limits)["properties"]["findings"]["items"]
    assert finding["required"] == ["first", "quote1", "second", "quote2", "code", "why"]
    assert finding["properties"]["code"]["enum"] == list(CODES)
    assert refute_schema(limits)["properties"]["excuse"]["enum"] == list(EXCUSES)


def test_random_bytes_are_never_a_verdict() -> None:
    draws = random.Random(1)
    for _ in range(300):
        text = "".join(chr(draws.randrange(1, 0x300)) for _ in range(draws.randrange(80)))
        assert read_claims(text) is None
        assert read_doubt(text) is None
