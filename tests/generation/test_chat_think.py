"""Reasoning in think tags, split from the story as it comes."""

from __future__ import annotations

import pytest

from detector.generation.chat import TemplateFormat
from detector.generation.chat_think import ThinkParser
from detector.generation.vocabulary import byte_level
from detector.records import Status
from tests.support.random_gguf import CHATML, write_random_llama
from tests.support.vocabulary_loaded import loaded

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")


@pytest.fixture(scope="module")
def spelt(tmp_path_factory):
    """A vocabulary that has no think tags: they are spelt out in several ids."""
    with loaded(write_random_llama(tmp_path_factory.mktemp("model") / "spelt.gguf")) as vocabulary:
        yield vocabulary


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A vocabulary whose think tags are markers."""
    spec = byte_level((" the",), ("<|im_start|>", "<|im_end|>", "<think>", "</think>"), eos="<|im_end|>")
    path = write_random_llama(tmp_path_factory.mktemp("model") / "marked.gguf", vocabulary=spec)
    with loaded(path) as vocabulary:
        yield vocabulary


@pytest.fixture(params=["spelt", "marked"])
def vocabulary(request):
    return request.getfixturevalue(request.param)


def assert_taken_as_pushed(vocabulary, ids, options):
    stops = TemplateFormat(CHATML, vocabulary).stop_ids
    pushed, taken = (ThinkParser(vocabulary, stops, **options) for _ in range(2))
    for token in ids:
        pushed.push(token)
        taken.take(token)
        assert (taken.done, taken.channel, taken.final_tokens) == (
            pushed.done,
            pushed.channel,
            pushed.final_tokens,
        )
    assert taken.outside_tokens == pushed.outside_tokens
    assert taken.finish() == pushed.finish()


def parse(vocabulary, text, **options):
    parser = ThinkParser(vocabulary, TemplateFormat(CHATML, vocabulary).stop_ids, **options)
    ids = vocabulary.encode(text, markers=True)
    told = "".join(parser.push(token) for token in ids)
    assert parser.outside_tokens + parser.final_tokens <= len(ids)
    assert_taken_as_pushed(vocabulary, ids, options)
    return parser, told


@pytest.mark.parametrize(
    ("text", "thinking", "reasoning", "final", "status"),
    [
        ("It rained.<|im_end|>", None, None, "It rained.", Status.OK),
        (
            "<think>\nHm — 1 < 2.\n</think>\n\nIt rained.<|im_end|>",
            False,
            "Hm — 1 < 2.",
            "It rained.",
            Status.OK,
        ),
        ("\n<think>Hm.</think>It rained.", None, "Hm.", "It rained.", Status.OK),
        ("Hm.\n</think>\n\nIt rained.<|im_end|>", "<think>", "Hm.", "It rained.", Status.OK),
        ("[THINK]Hm.</think>[/THINK]It rained.", None, "Hm.</think>", "It rained.", Status.OK),
        ("<think>Hm. </thin", None, "Hm. </thin", "", Status.NO_FINAL),
        ("<think>Hm.</think>\n\n<|im_end|>", None, "Hm.", "", Status.EMPTY),
        ("<thinker's tale", None, None, "<thinker's tale", Status.OK),
        ("<thi", None, None, "<thi", Status.OK),
        ("She wrote <think> on the wall.", None, None, "She wrote <think> on the wall.", Status.OK),
        ("<|im_end|>", None, None, "", Status.EMPTY),
        (
            "I'm sorry, but I can't help with that.",
            False,
            None,
            "I'm sorry, but I can't help with that.",
            Status.REFUSAL,
        ),
    ],
)
def test_chat_think_splits_reasoning_from_the_story(vocabulary, text, thinking, reasoning, final, status):
    parser, told = parse(vocabulary, text, thinking=thinking)
    done = parser.finish()
    assert (done.reasoning, done.final, done.status) == (reasoning, final, status)
    assert done.final.startswith(told.lstrip("\n"))
    assert parser.done is ("<|im_end|>" in text)
    assert all(message.text in (reasoning, final) for message in done.messages)


def test_chat_think_counts_each_channel(vocabulary):
    parser, _ = parse(vocabulary, "<think>abc</think>XY")
    assert parser.channel == "final"
    done = parser.finish()
    assert done.final_tokens == 2
    assert done.reasoning_tokens >= 3


@pytest.mark.parametrize("before", ["<think>", "<think>Hm", "<think>Hm </thi"])
def test_chat_think_story_can_be_forced(vocabulary, before):
    parser, _ = parse(vocabulary, before)
    forced = parser.force_final()
    assert b"".join(map(vocabulary.piece, forced)).endswith(b"</think>\n\n")
    assert parser.channel == "final"
    assert parser.force_final() == []
    assert parser.push(vocabulary.encode("Z")[0]) == "Z"
    done = parser.finish()
    assert (done.final, done.status) == ("Z", Status.OK)
    assert done.reasoning == (before.removeprefix("<think>") or None)


def test_chat_think_story_forced_at_once_skips_the_reasoning(marked, spelt):
    for vocabulary, expected in ((marked, b"<think>\n\n</think>\n\n"), (spelt, b"")):
        parser, _ = parse(vocabulary, "")
        assert b"".join(map(vocabulary.piece, parser.force_final())) == expected
        assert parser.channel == "final"


def test_chat_think_prompt_that_opens_the_reasoning_is_seen(marked):
    chat = TemplateFormat(CHATML.replace("assistant\n", "assistant\n<think>\n"), marked)
    parser = chat.new_parser()
    assert parser.channel == "analysis"
    assert TemplateFormat(CHATML, marked).new_parser().channel is None


def test_chat_think_characters_cut_between_ids_are_whole(vocabulary):
    parser, told = parse(vocabulary, "é—日")
    assert told == "é—日"
    parser.push(vocabulary.encode("日")[0])
    assert parser.finish().final == "é—日\N{REPLACEMENT CHARACTER}"
