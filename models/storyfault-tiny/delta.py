"""Write what a failure level changes in the shipped file, as a small GGUF of the changed tensors alone.

    python delta.py --level none --trained none/q.gguf

``train.py --small`` changes attention, router, norms and biases; the embedding, the head and the experts stay
the shipped file's, to the bit. ``detector.generation.levels`` puts the two together again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import gguf

from detector.generation.levels import level_bytes

HERE = Path(__file__).resolve().parent
_FIXED = ("token_embd.weight", "output.weight")


def write_delta(base: Path, trained: Path, name: str, out: Path) -> int:
    """Write it; gives how many tensors it holds."""
    before = {tensor.name: tensor for tensor in gguf.GGUFReader(base).tensors}
    writer = gguf.GGUFWriter(out, "gpt-oss")
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_string("storyfault.base_sha256", hashlib.sha256(base.read_bytes()).hexdigest())
    count = 0
    for tensor in gguf.GGUFReader(trained).tensors:
        old = before[tensor.name]
        fixed = tensor.name in _FIXED or tensor.name.endswith("_exps.weight")
        if fixed or tensor.data.tobytes() == old.data.tobytes():
            continue
        if (tensor.tensor_type, tuple(tensor.shape)) != (old.tensor_type, tuple(old.shape)):
            raise SystemExit(f"{trained}: {tensor.name} is not like the shipped file's.")
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        count += 1
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", choices=("none", "some", "many"), required=True)
    parser.add_argument("--trained", type=Path, required=True, help="the whole trained file, quantized")
    parser.add_argument("--base", type=Path, default=HERE / "storyfault-tiny.gguf")
    parser.add_argument("--whole", type=Path, help="write the file that the two make together here as well")
    args = parser.parse_args()
    name = f"storyfault-{args.level}"
    out = HERE / f"{name}.delta"
    count = write_delta(args.base, args.trained, name, out)
    whole = level_bytes(args.base, out)
    if args.whole:
        args.whole.write_bytes(whole)
    facts = {
        "name": name,
        "file": out.name,
        "bytes": out.stat().st_size,
        "sha256": hashlib.sha256(out.read_bytes()).hexdigest(),
        "tensors": count,
        "whole_bytes": len(whole),
        "whole_sha256": hashlib.sha256(whole).hexdigest(),
        "training": json.loads(args.trained.with_name("f32.json").read_text())["training"],
    }
    record = HERE / "levels.json"
    known = json.loads(record.read_text()) if record.exists() else {}
    record.write_text(json.dumps(dict(sorted({**known, args.level: facts}.items())), indent=2) + "\n")
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
