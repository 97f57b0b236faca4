from detector.generation.seeds import LARGEST_SEED, story_seed


def test_seed_is_the_same_everywhere() -> None:
    assert story_seed(7, "harbour-01", 1) == 3227528163


def test_seeds_differ_by_run_prompt_and_epoch() -> None:
    seeds = {story_seed(run, f"p{i}", epoch) for run in (0, 1, -1) for i in range(50) for epoch in (1, 2, 11)}
    assert len(seeds) == 450


def test_seeds_are_never_ones_that_llama_cpp_reads_as_random() -> None:
    seeds = [story_seed(0, str(i), 1) for i in range(20_000)]
    assert min(seeds) >= 1
    assert max(seeds) <= LARGEST_SEED < 0xFFFFFFFF
    assert min(seeds) < 2**32 * 0.001
    assert max(seeds) > 2**32 * 0.999


def test_seed_of_a_prompt_id_with_a_lone_surrogate_exists() -> None:
    assert story_seed(1, "\ud800", 1) != story_seed(1, "\ud801", 1)
