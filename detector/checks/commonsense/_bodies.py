"""How many eyes, hands, legs and fingers ordinary people and animals have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued

_N = "#+"
_PERSON = (
    r"(?:man|woman|boy|girl|child|baby|mother|father|sister|brother|teacher|doctor|baker|sailor|farmer|"
    r"priest|soldier|aunt|uncle|nurse)"
)
_PARTS: dict[str, dict[str, int]] = {
    "person": {
        "eyes": 2,
        "ears": 2,
        "arms": 2,
        "legs": 2,
        "hands": 2,
        "feet": 2,
        "knees": 2,
        "elbows": 2,
        "thumbs": 2,
        "fingers": 10,
        "toes": 10,
        "noses": 1,
    },
    "spider": {"legs": 8},
    "octopus": {"arms": 8, "tentacles": 8},
    "insect": {"legs": 6},
    "beast": {"legs": 4, "paws": 4, "hooves": 4, "eyes": 2, "ears": 2},
    "bird": {"legs": 2, "wings": 2, "eyes": 2, "feet": 2},
}
_ANIMALS = {
    "spider": "spider",
    "tarantula": "spider",
    "scorpion": "spider",
    "octopus": "octopus",
    "ant": "insect",
    "bee": "insect",
    "beetle": "insect",
    "butterfly": "insect",
    "moth": "insect",
    "wasp": "insect",
    "ladybird": "insect",
    "cricket": "insect",
    "dog": "beast",
    "cat": "beast",
    "horse": "beast",
    "pony": "beast",
    "donkey": "beast",
    "mule": "beast",
    "cow": "beast",
    "goat": "beast",
    "sheep": "beast",
    "pig": "beast",
    "fox": "beast",
    "wolf": "beast",
    "rabbit": "beast",
    "hen": "bird",
    "crow": "bird",
    "sparrow": "bird",
    "owl": "bird",
    "duck": "bird",
    "goose": "bird",
}
_ALL_OF = Cued(
    rf"\b(?P<what>(?:on |with |of )?[Aa]ll (?P<n>{_N}) of (?P<own>his|her|my|its|the (?:[a-z]+ )"
    rf"?(?P<animal>{'|'.join(_ANIMALS)}|{_PERSON})['’]s|"
    rf"(?:a|an|the) (?P<animal2>{'|'.join(_ANIMALS)})['’]s) (?P<part>eyes|ears|arms|legs|hands|feet|knees|"
    rf"thumbs|fingers|toes|paws|hooves|wings|tentacles))\b"
)
_HAS = re.compile(
    rf"\b(?P<what>(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er) (?:[a-z]+ )?(?P<animal>{'|'.join(_ANIMALS)}|{_PERSON})"
    rf"(?:['’]s (?P<n2>{_N})| (?:has|had|with|on|raised|moved) (?:its |his |her |all |all its )"
    rf"?(?P<n>{_N})) "
    r"(?:[a-z]+ )?(?P<part>eyes|ears|arms|legs|hands|feet|knees|thumbs|fingers|toes|paws|hooves|wings|"
    r"tentacles))\b"
)
_STRANGE = Cued(
    r"\b(?:mutant|mutat\w+|alien\w*|monster\w*|demon\w*|god\w*|creature|magic\w*|enchant\w*|robot\w*|"
    r"mechanical|cyborg|clockwork|born with|extra|lost|"
    r"missing|amputat\w+|maimed|accident|war|frostbite|saw|severed|stump|prosthe\w+|toy|doll|carved|"
    r"painted|drawn|drawing|statue|two-headed|heads|"
    r"hydra|chimera|dream\w*|spell|curse\w*|witch|wizard|planet|species|other|remaining|wooden|puppet|"
    r"strange\w*|impossib\w+|too many|wrong|legend\w*|beast)\b",
    re.IGNORECASE,
)


def wrong_bodies(told: Told) -> Iterator[Candidate]:
    """``all six of her fingers`` on one pair of hands never lost; a spider on six legs; a dog on five."""
    prose = told.prose
    for pattern in (_ALL_OF, _HAS):
        for found in pattern.finditer(prose.shape):
            group = found.groupdict()
            name = (group.get("n") and "n") or "n2"
            value = prose.value(found.span(name))
            animal = group.get("animal") or group.get("animal2")
            kind = _ANIMALS.get(animal or "", "person")
            real = _PARTS[kind].get(found["part"])
            if (
                value is None
                or real is None
                or value == real
                or (found["part"] in ("fingers", "toes") and value in (5, 10))
            ):
                continue
            fixed = kind in ("spider", "insect", "octopus") and found["part"] == "legs"
            if (value < real and not fixed and (pattern is _HAS or kind == "person")) or _STRANGE.search(
                prose.around(found.start(), 4, 3)
            ):
                continue
            if (
                told.prose.quoted(*found.span("what"))
                or not told.real(found.start("what"))
                or (kind == "person" and animal is None and group.get("own") == "its")
            ):
                continue
            yield clash(
                prose,
                "C07",
                found.span("what"),
                f"That makes {value} {found['part']}; there are {real}.",
                [],
                "body",
                sure=kind != "person" or value > real,
                stated=float(value),
                real=real,
            )
