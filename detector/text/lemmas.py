"""Lemmas of English verbs and nouns by rule and table: what the small pipeline's lemmatizer gets wrong."""

from __future__ import annotations

import re
from functools import lru_cache

# base past participle, where they do not follow the rules; alternatives with a slash
_FORMS = """
arise arose arisen/awake awoke awoken/bear bore borne/beat beat beaten/become became become
begin began begun/bend bent bent/bet bet bet/bid bade bidden/bind bound bound/bite bit bitten
bleed bled bled/blow blew blown/break broke broken/breed bred bred/bring brought brought
build built built/burn burnt burnt/burst burst burst/buy bought bought/cast cast cast
catch caught caught/choose chose chosen/cling clung clung/come came come/creep crept crept/cut cut cut
deal dealt dealt/dig dug dug/do did done/draw drew drawn/dream dreamt dreamt/drink drank drunk
drive drove driven/dwell dwelt dwelt/eat ate eaten/fall fell fallen/feed fed fed/feel felt felt
fight fought fought/find found found/flee fled fled/fling flung flung/fly flew flown
forbid forbade forbidden/forget forgot forgotten/forgive forgave forgiven/forsake forsook forsaken
freeze froze frozen/get got gotten/give gave given/go went gone/grind ground ground/grow grew grown
hang hung hung/have had had/hear heard heard/hide hid hidden/hit hit hit/hold held held/hurt hurt hurt
keep kept kept/kneel knelt knelt/know knew known/lay laid laid/lead led led/lean leant leant
leap leapt leapt/learn learnt learnt/leave left left/lend lent lent/let let let/lie lay lain
light lit lit/lose lost lost/make made made/mean meant meant/meet met met/mow mowed mown
overcome overcame overcome/pay paid paid/prove proved proven/put put put/quit quit quit/read read read
rend rent rent/rid rid rid/ride rode ridden/ring rang rung/rise rose risen/run ran run/saw sawed sawn
say said said/see saw seen/seek sought sought/sell sold sold/send sent sent/set set set/sew sewed sewn
shake shook shaken/shear sheared shorn/shed shed shed/shine shone shone/shoot shot shot
show showed shown/shrink shrank shrunk/shut shut shut/sing sang sung/sink sank sunk/sit sat sat
slay slew slain/sleep slept slept/slide slid slid/sling slung slung/slit slit slit/smell smelt smelt
sow sowed sown/speak spoke spoken/speed sped sped/spell spelt spelt/spend spent spent/spill spilt spilt
spin spun spun/spit spat spat/split split split/spoil spoilt spoilt/spread spread spread
spring sprang sprung/stand stood stood/steal stole stolen/stick stuck stuck/sting stung stung
stink stank stunk/stride strode stridden/strike struck struck/string strung strung
strive strove striven/swear swore sworn/sweep swept swept/swell swelled swollen/swim swam swum
swing swung swung/take took taken/teach taught taught/tear tore torn/tell told told
think thought thought/throw threw thrown/thrust thrust thrust/tread trod trodden
understand understood understood/undo undid undone/unwind unwound unwound/wake woke woken
wear wore worn/weave wove woven/weep wept wept/win won won/wind wound wound/withdraw withdrew withdrawn
wring wrung wrung/write wrote written/rewrite rewrote rewritten/rebuild rebuilt rebuilt
retake retook retaken/mistake mistook mistaken/outrun outran outrun/withstand withstood withstood
behold beheld beheld/foresee foresaw foreseen
"""
_KEEP_E = frozenset(
    (
        "declare compare prepare beware flare glare spare square pare adhere interfere persevere postpone "
        "condone "
        "have give live love move prove leave save carve serve strive dive drive breathe bathe close use "
        "lose raise release pause cause chase erase choose rise arise please advise notice dance place "
        "force face trace race glance bounce pierce change charge edge judge arrange plunge emerge rage "
        "urge page manage stage cage trouble double handle rattle settle tremble stumble whistle crumble "
        "gargle giggle glue argue rescue value continue pursue issue believe receive arrive deserve observe "
        "reserve solve dissolve involve evolve store stare share scare care dare bare fire hire tire wire "
        "admire desire require acquire inspire retire explore ignore restore adore pore score snore cure "
        "assure measure treasure pleasure secure injure procure figure hope shape escape tape wipe gripe "
        "type ripe taste paste waste haste note vote quote promote invite write bite unite excite recite "
        "ignite cite date state create skate hate relate locate rotate hesitate decorate operate celebrate "
        "imitate illuminate hide decide ride slide divide provide guide side fade trade invade shade blade "
        "code explode erode include conclude exclude intrude make take bake shake wake fake rake stake "
        "smoke choke poke joke stroke evoke provoke like strike hike bike name blame tame frame flame shame "
        "tune dine shine line combine define decline imagine examine determine refine pine wine phone tone "
        "stone hone atone plane scale smile file pile while style tile exhale inhale haul rule schedule"
    ).split()
)
# Stems that end so have no silent e.
_WHOLE = tuple(
    (
        "ct nt rt lt pt ft xt st ck sh ch ss ll ff zz nk lk rk "
        "sk rd ld nd mp lp rp wn rn rm lm w x y er ar or en on"
    ).split()
)
_SAME = frozenset(
    (
        "news means series species clothes scissors trousers pants jeans glasses pyjamas spectacles atlas "
        "canvas gas lens thermos chaos cosmos rhinoceros shorts overalls pliers tongs tweezers binoculars "
        "goggles leggings tights pajamas dungarees shears"
    ).split()
)
_SILENT_E = tuple("v c dg rg u iz at bl tl gl dl pl fl kl zl rs ns".split())
# peel, boil, clean, cook: no e
_TWO_VOWELS = re.compile(r"(?:ee|oo|oi|ai|ea|oa|ou)[lkntdmp]$")
_DOUBLE_KEPT = frozenset(["ll", "ss", "ff", "zz"])
_PLURALS = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "feet": "foot",
    "teeth": "tooth",
    "geese": "goose",
    "mice": "mouse",
    "oxen": "ox",
    "lives": "life",
    "wives": "wife",
    "wolves": "wolf",
    "knives": "knife",
    "loaves": "loaf",
    "leaves": "leaf",
    "thieves": "thief",
    "halves": "half",
    "shelves": "shelf",
    "selves": "self",
    "calves": "calf",
    "hooves": "hoof",
    "scarves": "scarf",
    "elves": "elf",
    "dwarves": "dwarf",
    "dice": "die",
    "pennies": "penny",
    "shoes": "shoe",
    "toes": "toe",
    "canoes": "canoe",
    "eyes": "eye",
    "ties": "tie",
    "pies": "pie",
    "lies": "lie",
    "buses": "bus",
    "lenses": "lens",
}


def _table() -> dict[str, str]:
    known: dict[str, str] = {}
    for entry in _FORMS.replace("\n", "/").split("/"):
        if entry.strip():
            base, past, participle = entry.split()
            known.setdefault(past, base)
            known.setdefault(participle, base)
    known.update(found="find", lay="lie", was="be", were="be", been="be", got="get")
    return known


_PAST = _table()
_BASES = frozenset(
    (*_PAST.values(), "found", "lay", "saw", "fell", "ground", "wound", "bore", "rent", "felt")
)
_BE = frozenset("am is are was were been being be 's 're 'm".split())


def _stems(stem: str) -> tuple[str, ...]:
    """What may have stood before *-ed* or *-ing*: as it is, with an e, with the last letter once."""
    found = [stem, stem + "e"]
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-2:] not in _DOUBLE_KEPT:
        found.append(stem[:-1])
    return tuple(found)


def _choose(stem: str, guess: str) -> str:
    options = _stems(stem)
    if stem + "e" in _KEEP_E:
        return stem + "e"
    if len(options) == 3:
        return options[2]
    if stem.endswith(_WHOLE) or _TWO_VOWELS.search(stem):
        return stem
    if guess in options:
        return guess
    if (
        stem.endswith(
            (
                "v",
                "c",
                "dg",
                "rg",
                "u",
                "iz",
                "at",
                "bl",
                "tl",
                "gl",
                "dl",
                "pl",
                "fl",
                "kl",
                "zl",
                "rs",
                "ns",
            )
        )
        and len(stem) > 2
    ):
        return stem + "e"
    return stem


def is_irregular(word: str) -> bool:
    """Whether it is the past or the participle of an irregular verb, and no base form."""
    return word in _PAST and word not in _BASES


@lru_cache(maxsize=8192)
def verb_lemma(word: str, tag: str, guess: str) -> str:
    """The base form of a verb.

    Args:
        word: The form, in small letters.
        tag: Its Penn tag (``VBD``).
        guess: What a lemmatizer says; taken where the rules leave a choice.
    """
    if word in _BE:
        return "be"
    if is_irregular(word):
        return _PAST[word]  # whatever the tagger says
    if tag in ("VB", "VBP", "MD"):
        return word if word.isalpha() else guess
    if word in _PAST and tag in ("VBD", "VBN"):
        return _PAST[word]
    if tag == "VBZ":
        if word == "has":
            return "have"
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
            return word[:-2]
        return word[:-1] if word.endswith("s") else word
    if tag in ("VBD", "VBN") and word.endswith("ed") and len(word) > 3:
        if word.endswith("ied"):
            return word[:-3] + "y" if len(word) > 4 else word[:-1]
        return word[:-1] if word.endswith("eed") else _choose(word[:-2], guess)
    if tag == "VBG" and word.endswith("ing") and not any(c in "aeiouy" for c in word[:-3]):
        return word
    if tag == "VBG" and word.endswith("ing"):
        if word.endswith("ying") and len(word) == 5:
            return word[0] + "ie"
        return _choose(word[:-3], guess)
    return guess


@lru_cache(maxsize=8192)
def noun_lemma(word: str, tag: str, guess: str) -> str:
    """The singular of a noun.

    Args:
        word: The form, in small letters.
        tag: Its Penn tag (``NNS``).
        guess: What a lemmatizer says; taken for forms the rules do not know.
    """
    if tag not in ("NNS", "NNPS"):
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word in _SAME:
        return word
    for ending, cut, add in (
        ("ies", 3, "y"),
        ("ches", 2, ""),
        ("shes", 2, ""),
        ("sses", 2, ""),
        ("xes", 2, ""),
    ):
        if word.endswith(ending) and len(word) > len(ending):
            return word[:-cut] + add
    if word.endswith("oes") and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return guess


def forms_of(verb: str) -> frozenset[str]:
    """What the forms of a verb may begin with: ``{"break", "broke"}``, ``{"smash"}``, ``{"mov"}``."""
    irregular = {form for form, base in _PAST.items() if base == verb}
    return frozenset(
        {
            verb.removesuffix("e") if len(verb) > 3 else verb,
            *irregular,
            *(("is", "was", "were") if verb == "be" else ()),
        }
    )
