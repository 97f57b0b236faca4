"""The bench's arithmetic, its protocol, and one whole run on a small model; no time is asserted."""

import json
from itertools import chain
from pathlib import Path

import pytest

from detector.generation.bench_protocol import Contestant, Round, Setting, contestants, prompt_ids, shares
from detector.generation.bench_result import result_of, row_of


def a_round(new: int, seconds: float) -> Round:
    return Round(
        prompt_tokens=100,
        prefill_seconds=1.0,
        new_tokens=new,
        decode_seconds=seconds,
        seconds=seconds + 1,
        stories=1,
        all_tokens=new + 1,
        peak_bytes=int(10 * seconds),
    )


def test_prompts_are_distinct_and_of_about_100_tokens() -> None:
    prompts = [tuple(prompt_ids(i, 32_000)) for i in range(32)]
    assert len(set(prompts)) == 32
    assert len({prompt[:2] for prompt in prompts}) == 32, "nothing to share"
    assert all(90 <= len(prompt) <= 110 for prompt in prompts)
    assert all(0 <= token < 32_000 for prompt in prompts for token in prompt)


@pytest.mark.parametrize("table", ["decode", "samples"])
def test_every_contestant_writes_all_32_stories(table: str) -> None:
    for one in contestants(table):  # type: ignore[arg-type]
        parts = shares(one, 4)
        assert list(chain.from_iterable(parts)) == list(range(32))
        assert all(len(part) >= one.n_sequences for part in parts)


def test_row_sums_its_rounds() -> None:
    row = row_of(Contestant(kind="storyfault", n_sequences=4), [a_round(100, 2.0), a_round(50, 1.0)])
    assert (row.decode_tps, row.prefill_tps, row.seconds, row.peak_bytes) == (50.0, 100.0, 5.0, 20)


def test_ratios_compare_the_right_rows() -> None:
    rates = {"llama-cpp-python loop": 40.0, "llama_decode alone": 70.0, "storyfault": 60.0}
    rows = []
    for one in (*contestants("decode"), *contestants("samples")):
        speed = rates[one.kind] * (2 if one.n_sequences == 16 else 1)
        rows.append(row_of(one, [a_round(round(speed), 1.0)]))
    result = result_of(rows, Setting(model="m", n_threads=1, use_extra_bufts=False))
    assert result.ratio_to_loop_1 == pytest.approx(1.5)
    assert result.ratio_to_loop_16 == pytest.approx(3.0)
    assert result.ratio_to_limit_1 == pytest.approx(60 / 70)
    assert result.ratio_to_limit_16 == pytest.approx(120 / 140)
    assert result.ratio_to_loop_samples == pytest.approx(121 / 41)


def test_bench_measures_everyone_on_a_small_model(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("llama_cpp")
    from detector.cli.bench import generate
    from tests.support.small_models import random_model

    generate(Path(random_model()), threads=1, as_json=True)
    found = json.loads(capsys.readouterr().out)
    rows = {(row["table"], row["engine"], row["n_sequences"]): row for row in found["rows"]}
    assert len(rows) == len(contestants("decode")) + len(contestants("samples"))
    assert all(row["stories"] == 32 for row in rows.values())
    assert all(row["decode_tps"] > 0 and row["peak_bytes"] > 0 for row in rows.values())
    ours, alone = rows["decode", "storyfault", 16], rows["decode", "llama_decode alone", 16]
    assert found["ratio_to_limit_16"] == pytest.approx(ours["decode_tps"] / alone["decode_tps"])
