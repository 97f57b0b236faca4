"""Whether a final message is a refusal. Conservative: a story that begins with an apology is a story."""

from __future__ import annotations

import re

_MAX_CHARS = 600
"""Refusals are short; a longer text that opens like one is a story until a person says otherwise."""

_HELP = (
    r"(?:help|assist|comply|continue|fulfil?l|provide|write|create|generate|produce|do)\b"
    r"(?:\s+(?:you\s+)?(?:with\s+)?(?:that|this|it|the\s+request|your\s+request|such|any|a\b|an\b))?"
)
_REFUSAL = re.compile(
    rf"""^\W*(?:
        (?:i['’]?\s?a?m|we\s+are|we['’]re)\s+(?:really\s+|very\s+|so\s+)?sorry\b[,.;:—–-]*\s*
            (?:but\s+)?(?:i|we)\s*(?:can(?:['’]t|not|\s+not)|(?:am|['’]m|are|['’]re)\s+(?:not\s+able|unable)\s+to|
            won['’]t)\s+(?:be\s+able\s+to\s+)?{_HELP}
      | (?:sorry|i\s+apologi[sz]e)[,.;:—–-]*\s*(?:but\s+)?i\s*(?:can(?:['’]t|not|\s+not)|
            (?:am|['’]m)\s+(?:not\s+able|unable)\s+to|won['’]t)\s+{_HELP}
      | i\s*(?:can(?:['’]t|not)|(?:am|['’]m)\s+(?:not\s+able|unable)\s+to|won['’]t)\s+
            (?:help|assist|comply|fulfil?l)\b(?:\s+you)?\s*(?:with\s+)?
            (?:that|this|the\s+request|your\s+request|such)
      | as\s+an\s+ai(?:\s+language\s+model)?\b.{{0,80}}?\bi\s*(?:can(?:['’]t|not)|
            (?:am|['’]m)\s+(?:not\s+able|unable))
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def looks_like_refusal(text: str) -> bool:
    """Whether a completion declines the request.

    True for "I'm sorry, but I can't help with that."; False for a story whose first words are
    ``"I'm sorry, but I can't stay," Ada said``, and for any text over 600 characters.
    """
    stripped = text.strip()
    if not stripped or len(stripped) > _MAX_CHARS or stripped[0] in "\"“‘'«":
        return False
    return _REFUSAL.match(stripped) is not None
