"""What of a brief is compared with posts: its text as a whole, and what it says that creators should post about."""

import re

# "... wants creators who review films", "creators that bake", "streamers posting about consoles". A brief names its
# product first, and the product (a print shop) is often further from the posts than what they are about (museums).
_SOUGHT = re.compile(
    r"\bwho\b|\b(?:creators|influencers|people|accounts|partners) that\b|\babout\b"
    r"|(?<!\bfor )\b(?:posting|sharing|showing|reviewing|covering|discussing|documenting)(?: about)?\b",
    re.IGNORECASE,
)


def brief_texts(query: str) -> tuple[str, ...]:
    """The texts whose mean vector stands for a brief: the whole, then what follows the first such words, if any.

    English wording only; a brief in other words is compared as a whole.
    """
    found = _SOUGHT.search(query)
    sought = query[found.end() :].strip() if found else ""
    return (query, sought) if sought else (query,)
