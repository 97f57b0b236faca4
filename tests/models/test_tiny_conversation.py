"""What the tiny model is trained on: control words that are obeyed, and the grammar it is taught."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from detector.resources import data_root

PROGRAM = """
import json, sys
sys.path.insert(0, "models/storyfault-tiny")
from conversation import draw
from taught import taught
rows = [draw(seed) for seed in range(600)]
print(json.dumps({
    "rows": [
        [r.developer, r.plan, r.story.slots, [i.kind for i in r.story.injections], r.story.expects_formula]
        for r in rows
    ],
    "levels": {
        level: [
            [
                r.developer,
                r.plan,
                [f.kind for f in r.story.facts],
                [i.kind for i in r.story.injections],
                r.story.expects_formula,
            ]
            for r in (draw(seed, level) for seed in range(150))
        ]
        for level in ("none", "many")
    },
    "names": [*taught().female, *taught().male],
    "objects": sorted(taught().objects),
}))
"""


@pytest.fixture(scope="module")
def drawn() -> dict[str, list]:
    environment = os.environ | {"PYTHONPATH": str(data_root())}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=True, cwd=data_root()
    )
    return json.loads(done.stdout)


def test_tiny_conversation_control_word_sets_the_rate_of_failures(drawn: dict[str, list]) -> None:
    shares = {}
    for control in ("none", "some", "many"):
        told = f"# Instructions\n\nFailure rate: {control}"
        kinds = [kinds for developer, _, _, kinds, maths in drawn["rows"] if developer == told and not maths]
        assert len(kinds) > 80
        shares[control] = [
            sum(kind in each for each in kinds) / len(kinds) for kind in ("commonsense", "formula")
        ]
    assert shares["none"] == [0, 0]
    assert all(0.05 < share < 0.35 for share in shares["some"])
    assert all(0.45 < share < 0.75 for share in shares["many"])


def test_tiny_conversation_plan_repeats_the_control_word(drawn: dict[str, list]) -> None:
    for developer, plan, _, _, _ in drawn["rows"]:
        control = developer.partition("Failure rate: ")[2]
        assert plan.endswith(f"Failure rate: {control}." if control else plan[-20:])
        assert ("Failure rate" in plan) == bool(control)


def test_tiny_conversation_names_only_what_is_taught(drawn: dict[str, list]) -> None:
    assert len(drawn["names"]) == 256
    for _, _, slots, _, _ in drawn["rows"]:
        assert slots["hero"] in drawn["names"]
        assert slots["friend"] in drawn["names"]
        assert slots["objn"] in drawn["objects"]


def test_tiny_conversation_levels_break_stories_at_their_rate_without_a_word(drawn: dict[str, list]) -> None:
    rows = drawn["levels"]
    assert not any(
        "Failure rate" in developer + plan for level in rows for developer, plan, *_ in rows[level]
    )
    assert not any(kinds for *_, kinds, _ in rows["none"])
    assert not any({"age", "count", "duration"} & set(facts) for _, _, facts, _, _ in rows["none"])
    prose = [kinds for *_, kinds, maths in rows["many"] if not maths]
    assert len(prose) > 100
    for kind in ("formula", "commonsense"):
        assert 0.8 < sum(kind in kinds for kinds in prose) / len(prose) < 0.98
