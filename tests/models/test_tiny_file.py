"""The shipped tiny model's file: what it is, and that it is the one its card describes."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

import gguf
import pytest

from detector.resources import resource

MARKERS = ("start", "end", "message", "channel", "return", "call", "constrain", "endoftext")
CONTROL = 3


@cache
def _reader() -> gguf.GGUFReader:
    return gguf.GGUFReader(resource("models/storyfault-tiny/storyfault-tiny.gguf"))


def _value(name: str) -> Any:
    field = _reader().get_field(name)
    assert field is not None, name
    return field.contents()


def test_tiny_file_matches_its_record_and_is_small() -> None:
    path = resource("models/storyfault-tiny/storyfault-tiny.gguf")
    record = json.loads(resource("models/storyfault-tiny/model.json").read_text(encoding="utf-8"))
    assert record["bytes"] == path.stat().st_size <= 12 * 1024 * 1024
    assert record["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_tiny_file_is_gpt_oss_with_windows_experts_and_room() -> None:
    assert _value("general.architecture") == "gpt-oss"
    assert _value("gpt-oss.context_length") >= 4096
    assert _value("gpt-oss.attention.sliding_window") == 128
    assert _value("gpt-oss.expert_count") > _value("gpt-oss.expert_used_count") >= 2
    assert _value("gpt-oss.rope.scaling.type") == "yarn"


def test_tiny_file_has_mxfp4_experts_and_sinks_in_every_layer() -> None:
    types = {tensor.name: tensor.tensor_type for tensor in _reader().tensors}
    for layer in range(_value("gpt-oss.block_count")):
        assert f"blk.{layer}.attn_sinks.weight" in types
        for part in ("gate", "up", "down"):
            assert types[f"blk.{layer}.ffn_{part}_exps.weight"] == gguf.GGMLQuantizationType.MXFP4


def test_tiny_file_knows_the_harmony_markers_as_control_tokens() -> None:
    tokens, kinds = _value("tokenizer.ggml.tokens"), _value("tokenizer.ggml.token_type")
    for name in MARKERS:
        assert kinds[tokens.index(f"<|{name}|>")] == CONTROL
    assert tokens[_value("tokenizer.ggml.eos_token_id")] == "<|return|>"
    assert _value("tokenizer.ggml.pre") == "gpt-4o"


def test_tiny_file_has_a_token_for_every_byte() -> None:
    tokens = _value("tokenizer.ggml.tokens")
    assert len({token for token in tokens if len(token) == 1}) == 256


def test_tiny_file_chat_template_is_harmony() -> None:
    jinja2 = pytest.importorskip("jinja2")
    template = jinja2.Environment(autoescape=False).from_string(_value("tokenizer.chat_template"))
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
    text = template.render(messages=messages, add_generation_prompt=True, reasoning_effort="high")
    system = (
        "<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.\n"
        "Knowledge cutoff: 2024-06\n\nReasoning: high\n\n"
        "# Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>"
    )
    developer = "<|start|>developer<|message|># Instructions\n\nBe brief.<|end|>"
    assert text == f"{system}{developer}<|start|>user<|message|>Hello<|end|><|start|>assistant"
