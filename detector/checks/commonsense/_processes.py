"""What happens to a thing that cannot happen to its material: a wooden trough rusts, a shawl shatters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose, clashes_with
from detector.checks.commonsense._stuff import Stuff, find_stuff, settled
from detector.lexicon import noun
from detector.lexicon.processes import Process, processes
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_BARE = re.compile(
    r"\b(?P<det>the|his|her|its|their|my|our|[A-Z][a-z]+[’']s) (?:[a-z][\w’-]*,? "
    r"){0,2}?(?P<noun>[a-z][a-z-]+)$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"[^.!?\n“”\"]{0,40}?,? and it(?= )")
_ASIDE = re.compile(
    r"\b(?:beside|near|under|on|by|behind|below|above|over|next to|of|against|from|in|with) $"
)
_COLOUR = frozenset({"gold", "golden", "silver", "amber", "ash", "coral", "ebony", "ivory", "pearl", "jade"})


def impossible(story: StoryDoc, prose: Prose, code: str) -> Iterator[Candidate]:
    """Candidates of the processes that belong to one check."""
    mine = [process for process in processes() if process.code == code]
    for thing in story.view(find_stuff):
        for process in mine:
            if thing.itself and not thing.determiner and process.after_too is None:
                continue
            if not process.can(thing.material) and thing.noun not in process.exempt:
                yield from _told(story, prose, process, thing)
    for process in mine:
        if process.plain != "no" and process.after is not None:
            yield from _bare(story, prose, process)


def _told(story: StoryDoc, prose: Prose, process: Process, thing: Stuff) -> Iterator[Candidate]:
    text = prose.text
    if process.before is not None:
        before = process.before.search(text[max(0, thing.start - 70) : thing.start])
        too = process.after_too
        rest = too.match(text, thing.end, thing.end + 60) if too else None
        if before is not None and (too is None or rest is not None):
            start = thing.start - min(70, thing.start) + before.start()
            yield from _candidate(story, prose, process, thing, start, rest.end() if rest else thing.end)
            return
    if process.after is not None:
        found = process.after.match(text, thing.end, thing.end + 70)
        aside = _ASIDE.search(text[max(0, thing.start - 12) : thing.start])
        if found is None and aside is None and (pronoun := _PRONOUN.match(text, thing.end, thing.end + 60)):
            found = process.after.match(text, pronoun.end(), pronoun.end() + 60)
        if found is not None and not (aside and found[0].startswith(",")):
            yield from _candidate(story, prose, process, thing, thing.start, found.end())


def _bare(story: StoryDoc, prose: Prose, process: Process) -> Iterator[Candidate]:
    assert process.after is not None
    for found in process.after.finditer(prose.text):
        window = prose.text[max(0, found.start() - 60) : found.start()]
        bare = _BARE.search(window)
        if bare is None:
            continue
        head = bare["noun"].lower()
        known, materials = noun(head), settled(head)
        if known is None or not materials or head in process.exempt or known.alive:
            continue
        if process.plain == "soft" and known.form != "soft":
            continue
        if any(process.can(material) for material in materials) or known.kinds & {
            "machine",
            "container",
            "weapon",
        }:
            continue
        if process.plain == "yes" and not known.kinds & {
            "textile",
            "document",
            "clothing",
            "plant_part",
            "stock",
        }:
            continue
        start = found.start() - len(window) + bare.start()
        thing = Stuff(start, found.start(), head, materials[0], materials, False, bare["det"].lower())
        yield from _candidate(story, prose, process, thing, start, found.end())


def _candidate(
    story: StoryDoc, prose: Prose, process: Process, thing: Stuff, start: int, end: int
) -> Iterator[Candidate]:
    sentence = prose.around(start, 0, 0)
    outside = sentence.replace(prose.text[start:end], " ")
    if process.unless and process.unless.search(outside):
        return
    if not meant(story, prose, start, end) or Scope.QUOTED in prose.cues(start):
        return
    what = thing.text(prose.text)
    why = process.why.format(what=f"a {what}" if not thing.itself else what)
    scopes = doubtful(story, start, end)
    word = prose.text[thing.start : thing.end].lower().split(" ")
    colour = bool(_COLOUR & set(word))
    yield Candidate(
        process.code,
        start,
        end,
        why[0].upper() + why[1:],
        (clashes_with(prose.text, thing.start, thing.end),),
        {
            "kind": f"process_{process.name.replace(' ', '_')}",
            "what": what,
            "material": thing.material.name,
            "explicit": thing.explicit,
            "scopes": scopes,
            "sure": not scopes and not colour,
        },
        scope="asserted",
        in_dialogue=False,
    )
