"""gpt-oss's real vocabulary, by llama.cpp and by openai-harmony; without it the tests are skipped."""

from __future__ import annotations

import pytest

from tests.support.o200k import NAME, find_ranks, vocabulary_gguf
from tests.support.vocabulary_loaded import loaded


@pytest.fixture(scope="session")
def o200k_ranks():
    ranks = find_ranks()
    if ranks is None:
        pytest.skip(
            f"no {NAME} in TIKTOKEN_ENCODINGS_BASE or .cache/tiktoken; tests/support/make_o200k.py makes it"
        )
    return ranks


@pytest.fixture(scope="session")
def encoding(o200k_ranks):
    """openai-harmony's encoding, from the rank file alone."""
    harmony = pytest.importorskip("openai_harmony", reason="openai-harmony is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_ENCODINGS_BASE", str(o200k_ranks.parent))
        yield harmony.load_harmony_encoding(harmony.HarmonyEncodingName.HARMONY_GPT_OSS)


@pytest.fixture(scope="session")
def o200k(o200k_ranks):
    """llama.cpp's reading of the vocabulary that we write from the ranks."""
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    with loaded(vocabulary_gguf(o200k_ranks)) as vocabulary:
        yield vocabulary
