"""Write ``.cache/tiktoken/o200k_base.tiktoken`` from the ranks inside the npm package js-tiktoken.

Best effort: without npm, or without a network, it says so and the tests that need the file are skipped.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.o200k import CACHE, NAME, SHA256, find_ranks

PACKAGE = "js-tiktoken@1.0.21"
MEMBER = "package/dist/ranks/o200k_base.js"


def pack(folder: Path) -> Path:
    """Fetch the package's archive with the npm client."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not installed")
    done = subprocess.run(
        [npm, "pack", PACKAGE, "--silent"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    archives = sorted(folder.glob("*.tgz"))
    if done.returncode or not archives:
        raise RuntimeError(f"npm pack {PACKAGE} failed: {done.stderr.strip()[-200:]}")
    return archives[0]


def rank_file(script: str) -> bytes:
    """The rank file from the package's script: lines of ``! first-rank token token …`` in base64."""
    key = '"bpe_ranks":"'
    start = script.index(key) + len(key)
    lines = []
    for row in script[start : script.index('"', start)].split("\\n"):
        mark, first, *tokens = row.split(" ")
        if mark != "!":
            raise ValueError("the package's rank table is not of the known form")
        lines += [f"{token} {int(first) + i}\n" for i, token in enumerate(tokens)]
    return "".join(lines).encode()


def main() -> int:
    """Write the file unless it is there; 0 where it is there in the end."""
    found = find_ranks()
    if found is not None:
        print(f"{NAME}: found.")
        return 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            archive = pack(Path(folder))
            with tarfile.open(archive) as tar:
                member = tar.extractfile(MEMBER)
                if member is None:
                    raise RuntimeError(f"{MEMBER} is not in the package")
                data = rank_file(member.read().decode())
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise RuntimeError("the ranks in the package are not those of o200k_base")
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = CACHE / f"{NAME}.partial"
        partial.write_bytes(data)
        partial.replace(CACHE / NAME)
    except (RuntimeError, ValueError, KeyError, OSError, subprocess.SubprocessError) as error:
        print(f"{NAME} could not be made ({error}); the tests that compare with openai-harmony are skipped.")
        return 1
    print(f"{NAME}: written to the cache.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
