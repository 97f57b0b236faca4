"""Who and what a story is about: the values its templates are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from detector.synthesis.grammar_data import Genre, Grammar, Plot
from detector.synthesis.grammar_text import Writer, choose

_SHIPS = (
    "Albatross",
    "Saint Anne",
    "Morning Star",
    "Halcyon",
    "Petrel",
    "Good Hope",
    "Marigold",
    "Sea Otter",
)
_SPACESHIPS = ("Perihelion", "Long Patience", "Aurora", "Kepler", "Second Dawn", "Voyager's Wake")


@dataclass(frozen=True)
class Cast:
    """The values drawn for one story.

    Attributes:
        genre: Its genre.
        plot: Its plot.
        slots: Every template slot with its value (``hero``, ``he``, ``obj``, ``place`` …).
        material: What the object is made of.
        noun: What the object is.
        gift: A small second thing.
    """

    genre: Genre
    plot: Plot
    slots: dict[str, str]
    material: str
    noun: str
    gift: str


def _pronouns(female: bool, prefix: str = "") -> dict[str, str]:
    forms = ("she", "her", "her", "herself") if female else ("he", "him", "his", "himself")
    return {prefix + key: form for key, form in zip(("he", "him", "his", "himself"), forms, strict=True)}


def draw_cast(grammar: Grammar, genre: Genre, plot: Plot, rng: Random) -> Cast:
    """Draw names, roles, places and things; the two names begin with different letters."""
    female, friend_female = rng.random() < 0.5, rng.random() < 0.5
    hero = rng.choice(grammar.female if female else grammar.male)
    friends = grammar.female if friend_female else grammar.male
    friend = rng.choice([name for name in friends if name[0] != hero[0]])
    role = rng.choice(genre.words["roles"])
    friend_role = rng.choice([word for word in genre.words["friends"] if word != role])
    place, place2 = rng.sample(genre.words["places"], 2)
    noun = rng.choice(sorted(grammar.objects))
    material = rng.choice(grammar.objects[noun])
    ship, ship2 = rng.sample(_SPACESHIPS if genre.id == "science_fiction" else _SHIPS, 2)
    slots = {
        "hero": hero,
        "friend": friend,
        "role": role,
        "friend_role": friend_role,
        "place": place,
        "place2": place2,
        "obj": f"{material} {noun}",
        "objn": noun,
        "foe": rng.choice(genre.words["foe"]),
        "wood": rng.choice(genre.words["wood"]),
        "ship": ship,
        "ship2": ship2,
        "label": genre.label,
        "ask": rng.choice(genre.ask),
        **_pronouns(female),
        **_pronouns(friend_female, "f"),
    }
    gift = rng.choice([thing for thing in grammar.gifts if noun not in thing])
    return Cast(genre, plot, slots, material, noun, gift)


def write_request(grammar: Grammar, cast: Cast, rng: Random) -> tuple[str, str]:
    """A user's request for the story, and the short plan a model would make of it."""
    writer = Writer(cast.slots, rng)
    writer.introduced()
    for key, template in (("premise", cast.plot.premise), ("plan", cast.plot.plan)):
        writer.slots[key] = writer.fill(choose(template, rng), inside=True)
    kind = "named" if rng.random() < 0.7 else "unnamed"
    request = writer.fill(writer.choose(grammar.prompts[kind]))
    if rng.random() < 0.3:
        request += " " + writer.choose(grammar.prompts["wishes"])
    reasoning = writer.fill(writer.choose(grammar.prompts["plan"]))
    return request, reasoning
