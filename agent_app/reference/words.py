"""The words of codes, in Indonesian and English: `review.<code>.title`, `refused.<code>` and the like.

Texts carry parameters in braces, `{amount}`; whoever speaks formats money, months and dates beforehand.
"""

import json
import re
from collections.abc import Mapping
from functools import cache

from agent_app.domain.errors import Refused, Trouble
from agent_app.domain.months import Language
from agent_app.paths import resource

_PARAMETER = re.compile(r"\{([a-z_]+)\}")


class Words:
    """The texts of one language by key."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)

    def parameters(self, key: str) -> frozenset[str]:
        """Names of the parameters a text carries."""
        return frozenset(_PARAMETER.findall(self._texts[key]))

    def say(self, key: str, **params: object) -> str:
        """The text with its parameters filled in; one that is not given stays visible in braces.

        Raises KeyError for a key without words.
        """
        return _PARAMETER.sub(
            lambda found: str(params.get(found[1], found[0])),
            self._texts[key],
        )

    def of(self, trouble: Trouble) -> str:
        """What a refusal or a missing thing is called for the person in front of the screen."""
        room = "refused" if isinstance(trouble, Refused) else "unavailable"
        return self.say(f"{room}.{trouble.code}", **trouble.params)


@cache
def words(language: Language = "id") -> Words:
    """All texts of a language: those of `words/<language>.json` and of each `words/<subject>_<language>.json`.

    Raises ValueError when two files hold the same key.
    """
    texts: dict[str, str] = {}
    for path in sorted(resource("words").glob("*.json")):
        if path.stem == language or path.stem.endswith(f"_{language}"):
            found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
            if twice := texts.keys() & found.keys():
                raise ValueError(f"{path.name} repeats {min(twice)}")
            texts |= found
    return Words(texts)
