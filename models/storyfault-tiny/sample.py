"""Let the shipped GGUF write stories through llama.cpp, and count how many end by themselves.

    python sample.py --count 200 --out samples.jsonl

The requests are drawn as in training, from seeds that training never saw; ``measure.py`` reads the result.
Needs llama-cpp-python and ``detector``.
"""

from __future__ import annotations

import argparse
import ctypes
import json
from pathlib import Path
from typing import Any

from conversation import RATES, draw, system_text

HERE = Path(__file__).resolve().parent
SPLIT = "<|end|><|start|>assistant<|channel|>final<|message|>"


class Sampler:
    """One sequence at a time through llama.cpp's plain C functions."""

    def __init__(self, path: Path, threads: int = 2, context: int = 1024) -> None:
        import llama_cpp

        self.ll: Any = llama_cpp
        self._quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self._quiet, ctypes.c_void_p(0))
        model_params = llama_cpp.llama_model_default_params()
        model_params.use_extra_bufts = False
        context_params = llama_cpp.llama_context_default_params()
        context_params.n_ctx = context_params.n_batch = context
        context_params.n_threads = context_params.n_threads_batch = threads
        self.model = llama_cpp.llama_model_load_from_file(str(path).encode(), model_params)
        if not self.model:
            raise SystemExit(f"{path}: llama.cpp cannot load it.")
        self.context = llama_cpp.llama_init_from_model(self.model, context_params)
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        self.room = context

    def encode(self, text: str) -> list[int]:
        """Ids of text in which markers are markers."""
        raw, ids = text.encode(), (ctypes.c_int32 * self.room)()
        count = self.ll.llama_tokenize(self.vocabulary, raw, len(raw), ids, self.room, False, True)
        return list(ids[:count])

    def piece(self, token: int) -> bytes:
        """The bytes of a token, markers by name."""
        buffer = ctypes.create_string_buffer(128)
        count = self.ll.llama_token_to_piece(self.vocabulary, token, buffer, 128, 0, True)
        return buffer.raw[:count]

    def write(self, prompt: str, seed: int, temperature: float, min_p: float, limit: int) -> tuple[str, bool]:
        """The answer to a rendered prompt, and whether it ended by itself."""
        ll = self.ll
        ll.llama_memory_clear(ll.llama_get_memory(self.context), True)
        chain = ll.llama_sampler_chain_init(ll.llama_sampler_chain_default_params())
        for sampler in (
            ll.llama_sampler_init_min_p(min_p, 1),
            ll.llama_sampler_init_temp(temperature),
            ll.llama_sampler_init_dist(seed),
        ):
            ll.llama_sampler_chain_add(chain, sampler)
        ids, out, ended = self.encode(prompt), b"", False
        for _ in range(limit):
            tokens = (ctypes.c_int32 * len(ids))(*ids)
            if ll.llama_decode(self.context, ll.llama_batch_get_one(tokens, len(ids))):
                break
            token = ll.llama_sampler_sample(chain, self.context, -1)
            if ll.llama_vocab_is_eog(self.vocabulary, token):
                ended = True
                break
            out += self.piece(token)
            ids = [token]
        ll.llama_sampler_free(chain)
        return out.decode(errors="replace"), ended


def render(request: str, developer: str = "") -> str:
    """A request as the model was trained to see it."""
    extra = f"<|start|>developer<|message|># Instructions\n\n{developer}<|end|>" if developer else ""
    system = f"<|start|>system<|message|>{system_text('low')}<|end|>"
    return f"{system}{extra}<|start|>user<|message|>{request}<|end|><|start|>assistant"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE / "storyfault-tiny.gguf")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--temperature", type=float, default=0.5)
    parser.add_argument("--min-p", type=float, default=0.05)
    parser.add_argument("--limit", type=int, default=700)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--failure-rate", choices=tuple(RATES), help="the control word; none is given otherwise"
    )
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sampler = Sampler(args.model, args.threads)
    whole = named = tokens = 0
    with args.out.open("w", encoding="utf-8") as file:
        for seed in range(args.first_seed, args.first_seed + args.count):
            row = draw(seed).story
            prompt = render(row.prompt, f"Failure rate: {args.failure_rate}" if args.failure_rate else "")
            text, ended = sampler.write(prompt, seed, args.temperature, args.min_p, args.limit)
            plan, marker, story = text.partition(SPLIT)
            good = ended and bool(marker) and bool(story.strip())
            whole += good
            asked = [row.slots[key] for key in ("hero", "objn") if row.slots[key] in row.prompt]
            named += good and bool(asked) and all(name in story for name in asked)
            tokens += len(sampler.encode(text))
            values = {"seed": seed, "genre": row.genre, "prompt": row.prompt, "asked": asked, "ended": good}
            values |= {"failure_rate": args.failure_rate, "expects_formula": row.expects_formula}
            values |= {"plan": plan.split("<|message|>")[-1], "story": story}
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
    totals = {"stories": args.count, "ended": whole, "with_hero_and_object": named, "tokens": tokens}
    print(json.dumps(totals))


if __name__ == "__main__":
    main()
