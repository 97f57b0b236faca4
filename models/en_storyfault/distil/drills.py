"""Short sentences of our own, for what treebank and stories show too rarely: rows for the teacher to read.

    python models/en_storyfault/distil/drills.py OUT.jsonl [HOW_MANY]

Invariant pasts in narration, and particles with objects; :mod:`mend` settles what the teacher gets wrong.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

WHO = "She He Mara Tom Elena Jonas|The boy|The old man|The captain|Her sister|His mother|The guard".split("|")
SUBJECTS = [*WHO[0].split(), *WHO[1:]]
PASTS = [
    (
        "put",
        ("the lamp down", "the key on the table", "it back", "the box under the bed", "her hand on his arm"),
    ),
    ("set", ("the cup on the counter", "the tray down", "it aside", "the suitcase by the door")),
    ("shut", ("the door behind him", "the lid", "the window", "her eyes")),
    ("let", ("the dog out", "it go", "the rope fall", "him in")),
    ("cut", ("the rope with a knife", "the bread", "the engine", "him off")),
    ("read", ("the letter twice", "the note aloud", "it again", "the sign on the gate")),
    ("hit", ("the wall", "the brakes", "the ground hard")),
    ("spread", ("the blanket on the sand", "the map on the desk")),
    ("split", ("the log in two", "the bread")),
    ("burst", ("into the room", "into tears")),
]
MORE = (
    "",
    " and left",
    " and said nothing",
    " before anyone spoke",
    " , then turned away",
    " without a word",
)
DEVICES = (
    "the TV",
    "the television",
    "the lamp",
    "the light",
    "the radio",
    "the engine",
    "the lights",
    "the stove",
)
CLOTHES = (
    "his coat",
    "her coat",
    "his hat",
    "the jacket",
    "her gloves",
    "his boots",
    "the helmet",
    "her shoes",
)
TAILS = ("", " in the hall", " and sat down", " with one hand", " and went to the window")
SWITCHES = ("turned", "switched", "turned", "flicked")


def past(rng: random.Random) -> str:
    """She put the lamp down and left."""
    verb, rests = rng.choice(PASTS)
    return f"{rng.choice(SUBJECTS)} {verb} {rng.choice(rests)}{rng.choice(MORE)} ."


def switch(rng: random.Random) -> str:
    """He turned on the television and sat down."""
    verb, way = rng.choice(SWITCHES), rng.choice(("on", "on", "off"))
    return f"{rng.choice(SUBJECTS)} {verb} {way} {rng.choice(DEVICES)}{rng.choice(TAILS)} ."


def dress(rng: random.Random) -> str:
    """He put on his coat."""
    return (
        f"{rng.choice(SUBJECTS)} {rng.choice(('put', 'pulled'))} on {rng.choice(CLOTHES)}{rng.choice(MORE)} ."
    )


def main(out: Path, count: int = 500) -> None:
    """Write the rows."""
    rng = random.Random(5)
    made = sorted({maker(rng) for _ in range(count // 3) for maker in (past, switch, dress)})
    rng.shuffle(made)
    with out.open("w", encoding="utf-8") as lines:
        for text in made:
            words = text.split()
            spaces = [int(after not in (".", ",")) for after in words[1:]] + [0]
            lines.write(json.dumps({"words": words, "spaces": spaces}) + "\n")
    print(len(made))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
