"""Whether two spellings of a name may be one person's: lists shorten names and leave titles away."""

from agent_app.domain.texts import fold


def may_be_one_name(one: str, other: str) -> bool:
    """Whether every word of the shorter name stands in the longer, whole, as its beginning, or as its first letter.

    Offices write `MARIA C.` and `Maria Contoh, S.Pd`; another word is another name.
    """
    first, second = (fold(name).split() for name in (one, other))
    if "".join(first) == "".join(second):
        return True
    shorter, longer = sorted((first, second), key=len)
    rest = list(longer)
    for word in shorter:
        found = next((each for each in rest if _fits(word, each)), None)
        if found is None:
            return False
        rest.remove(found)
    return bool(shorter) and any(len(word) > 2 and word in longer for word in shorter)


def _fits(word: str, other: str) -> bool:
    return word == other or ((len(word) == 1 or len(other) == 1) and word[0] == other[0])
