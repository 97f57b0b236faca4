"""The lexicon's sizes and rigidity agree with what people say: our own list, and verbphysics."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import pytest

from detector.lexicon import noun
from detector.lexicon.agreement import agreement, size_order
from detector.resources import data_root

# smaller < larger, by common knowledge; ours
_ORDERS = """
ant < cat, flea < dog, mouse < lion, bee < hen, cat < elephant, rabbit < elephant, sparrow < ostrich
fly < owl
goldfish < shark, minnow < whale, hamster < horse, kitten < cow, kitten < giraffe, squirrel < moose
pill < bucket, needle < spade, thimble < barrel, pin < rake, coin < table, ring < chair, button < wardrobe
bead < vase, matchstick < broom
matchbox < wardrobe, wallet < bathtub, purse < piano, teacup < cauldron
spoon < ladder, fork < door, knife < boat, pen < desk, envelope < mattress, stamp < newspaper, postcard < sofa
phone < car, laptop < bus, wristwatch < grandfather clock, pocket watch < wardrobe, battery < truck
bullet < cannon, dagger < lance, pistol < cannon, arrowhead < spear, dart < harpoon
rowing boat < ocean liner, canoe < aircraft carrier, bicycle < train, scooter < lorry, pram < aeroplane
brick < house, doorknob < door
tile < castle, hut < city, cottage < mountain, room < city
village < kingdom
puddle < ocean, pebble < boulder, hill < continent, shed < skyscraper, tent < mountain
apple < pumpkin, cherry < watermelon, pea < cabbage, strawberry < pineapple, grape < melon
earring < crown, finger < torso, eye < torso, thumb < arm, tooth < torso
"""


def _pairs() -> list[tuple[str, str]]:
    return [
        (small.strip(), large.strip())
        for small, _, large in (pair.partition("<") for pair in _ORDERS.replace("\n", ",").split(","))
        if large
    ]


def test_the_list_has_sixty_orders_and_more() -> None:
    assert len(set(_pairs())) >= 60


@pytest.mark.parametrize(("small", "large"), _pairs())
def test_the_smaller_is_smaller(small: str, large: str) -> None:
    one, other = noun(small), noun(large)
    assert one is not None
    assert other is not None
    assert size_order(one, other) == -1
    assert size_order(other, one) == 1


def test_agreement_counts_what_both_order_and_names_where_they_differ() -> None:
    rows = [
        {"obj1": "elephant", "obj2": "mice", "size-maj": "1", "size-agree": "3"},
        {"obj1": "ants", "obj2": "castle", "size-maj": "1", "size-agree": "2"},
        {"obj1": "ant", "obj2": "house", "size-maj": "-1", "size-agree": "1"},
        {"obj1": "ant", "obj2": "house", "size-maj": "-42", "size-agree": "3"},
        {"obj1": "xyzzy", "obj2": "house", "size-maj": "-1", "size-agree": "3"},
    ]
    found = agreement(rows, "size")
    assert (found.agreed, found.differ, found.silent) == (1, (("ants", "castle"),), 1)
    assert found.share == 0.5


_DATA = Path(os.environ.get("DATA", data_root().parent / "shared" / "data"))
_FILES = sorted(_DATA.glob("verbphysics_objects_*.csv.gz"))


@pytest.mark.skipif(not _FILES, reason="verbphysics is not here; set DATA to its folder")
@pytest.mark.parametrize("trait", ["size", "rigidness"])
def test_the_lexicon_agrees_with_verbphysics(trait: str) -> None:
    rows: dict[tuple[str, str], dict[str, str]] = {}  # a pair is in both files
    for path in _FILES:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows.update({(row["obj1"], row["obj2"]): row for row in csv.DictReader(lines)})
    found = agreement(rows.values(), trait)
    print(f"{trait}: {found.share:.1%} of {found.agreed + len(found.differ)} pairs, {found.silent} silent")
    print(f"they say more: {', '.join(' > '.join(pair) for pair in found.differ)}")
    assert found.agreed >= 200
    assert found.share >= 0.9
