"""The demo's prompts: readable as prompts, three a genre, none twice."""

from collections import Counter

from detector.inputs.prompts import read_prompts
from detector.resources import resource


def test_demo_prompts_are_three_a_genre_and_none_twice():
    prompts = read_prompts(resource("corpora/prompts/demo.jsonl"))
    assert set(Counter(prompt.genre for prompt in prompts).values()) == {3}
    assert len({prompt.prompt for prompt in prompts}) == len(prompts) >= 40
    assert {prompt.genre for prompt in prompts if prompt.expects_formula} == {"school"}
