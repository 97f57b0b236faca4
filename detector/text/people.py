"""Who a noun or a name may be: person or thing, he, she or it, one or many."""

from __future__ import annotations

from functools import cache

from detector.lexicon import noun
from detector.resources import resource

MALE = frozenset(
    (
        "man boy father dad grandfather grandpa brother son uncle nephew husband king prince duke lord sir "
        "gentleman wizard monk priest bishop groom waiter actor hero sultan emperor mr sire lad bloke guy "
        "widower godfather stepfather grandson baron count earl knight butler footman"
    ).split()
)
FEMALE = frozenset(
    (
        "woman girl mother mum mom grandmother grandma sister daughter aunt niece wife queen princess "
        "duchess lady witch nun bride waitress actress heroine empress mrs ms miss madam maid lass widow "
        "godmother stepmother granddaughter baroness countess housewife maiden nurse"
    ).split()
)
PERSON = (
    MALE
    | FEMALE
    | frozenset(
        (
            "person child baby kid teenager adult stranger friend neighbor neighbour doctor teacher "
            "captain soldier guard officer detective inspector sheriff pilot driver farmer fisherman "
            "sailor merchant clerk baker butcher smith blacksmith carpenter tailor cook chef student "
            "pupil apprentice master servant beggar thief killer murderer victim patient surgeon "
            "scientist engineer professor author writer poet painter artist musician singer dancer "
            "librarian judge lawyer mayor president general colonel sergeant keeper hunter ranger rider "
            "warrior elder villager traveler traveller visitor guest host owner customer crew couple twin "
            "cousin parent lover fiance fiancee leader chief boss secretary assistant agent spy reporter "
            "journalist photographer mechanic nurse monk ghost figure voice crowd people"
        ).split()
    )
)
_NOTHING = frozenset(("abstract", "time", "measure", "feeling", "quality", "event", "shape", "thought"))
HE = frozenset(["he", "him", "his", "himself"])
SHE = frozenset(["she", "her", "hers", "herself"])
IT = frozenset(["it", "its", "itself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
I = frozenset(["i", "me", "my", "mine", "myself"])  # noqa: E741
WE = frozenset(["we", "us", "our", "ours", "ourselves"])
YOU = frozenset(["you", "your", "yours", "yourself", "yourselves"])
TITLES = frozenset(("mr mrs ms miss dr sir lady lord captain professor old aunt uncle king queen").split())


@cache
def names() -> dict[str, str]:
    """First names in small letters with ``he`` or ``she`` (``corpora/lexicon/first_names.yml``).

    Raises:
        ResourceError: The file is missing (a damaged installation).
    """
    import yaml

    lists = yaml.safe_load(resource("corpora/lexicon/first_names.yml").read_text(encoding="utf-8"))
    return {name.lower(): who for who in ("she", "he") for name in lists[who].split()}


def gender(lemma: str, *, name: bool) -> str | None:
    """``he``, ``she`` or ``it`` where the word itself says; None where it does not."""
    if lemma in MALE:
        return "he"
    if lemma in FEMALE:
        return "she"
    if name:
        return names().get(lemma)
    return None if animate(lemma) else "it"


@cache
def is_person(lemma: str) -> bool:
    """Whether a noun names somebody."""
    entry = noun(lemma)
    return lemma in PERSON or (entry is not None and entry.alive is True and "person" in entry.kinds)


@cache
def animate(lemma: str) -> bool:
    """Whether a noun names somebody, or an animal, that may be *he*, *she* or *it*."""
    entry = noun(lemma)
    return is_person(lemma) or (entry is not None and "animal" in entry.kinds)


@cache
def nothing(lemma: str) -> bool:
    """Whether a noun names what *it* seldom means in a story: a time, a measure, a feeling."""
    entry = noun(lemma)
    return entry is not None and entry.kinds <= _NOTHING
