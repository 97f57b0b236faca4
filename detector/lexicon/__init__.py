"""What storyfault knows of the world: nouns and the plain facts about what they name.

The data is ``corpora/lexicon``; it depends on no text and no parser. ``noun("lamps")`` looks a word up,
``is_a`` asks for its class, ``nouns_of`` lists a class.
"""

from detector.lexicon.lookup import head_noun, is_a, noun, nouns_of, only_a, senses
from detector.lexicon.nouns import Noun

__all__ = ["Noun", "head_noun", "is_a", "noun", "nouns_of", "only_a", "senses"]
