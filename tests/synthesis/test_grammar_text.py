"""Templates: choices, slots, articles, introductions and marks."""

from __future__ import annotations

from random import Random

import pytest

from detector.synthesis.grammar_text import Writer, choose, curly, mark, unmark, with_article

SLOTS = {
    "hero": "Ada",
    "friend": "Otto",
    "friend_role": "miller",
    "obj": "iron key",
    "objn": "key",
    "foe": "the troll",
}


def test_grammar_text_choices_nest() -> None:
    results = {choose("[a|b [c|d]] end", Random(seed)) for seed in range(50)}
    assert results == {"a end", "b c end", "b d end"}


def test_grammar_text_empty_choice_leaves_no_double_space() -> None:
    assert choose("one [|] two [|].", Random(1)) == "one two."


@pytest.mark.parametrize(("noun", "phrase"), [("iron key", "an iron key"), ("brass key", "a brass key")])
def test_grammar_text_article(noun: str, phrase: str) -> None:
    assert with_article(noun) == phrase


def test_grammar_text_friend_is_introduced_once_and_capitalised_at_a_start() -> None:
    writer = Writer(SLOTS, Random(1))
    assert writer.fill("{friend} saw {friend}.") == "The miller Otto saw Otto."
    assert Writer(SLOTS, Random(1)).fill('{hero} met {friend}. "Oh."') == 'Ada met the miller Otto. "Oh."'


def test_grammar_text_first_object_is_marked_and_capital_is_kept() -> None:
    text, spans = unmark(Writer(SLOTS, Random(1)).fill("{a:obj:cap} and the {obj}. {foe:cap} came."))
    assert text == "An iron key and the iron key. The troll came."
    assert text[slice(*spans["object"])] == "iron key"
    assert spans["object"][0] == 3


def test_grammar_text_marks_give_offsets_into_plain_text() -> None:
    text, spans = unmark("One " + mark("a", "two " + mark("b", "three")) + " four.")
    assert text == "One two three four."
    assert {name: text[slice(*span)] for name, span in spans.items()} == {"a": "two three", "b": "three"}


def test_grammar_text_curly_keeps_every_offset() -> None:
    straight = '"It\'s late," she said. ("Yes.")'
    assert curly(straight) == "“It’s late,” she said. (“Yes.”)"
    assert len(curly(straight)) == len(straight)
