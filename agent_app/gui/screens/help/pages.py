"""The pages of help: one a screen and one of all keys, as Markdown in the shipped files, searched by their words."""

from dataclasses import dataclass
from functools import cache

from agent_app.domain.texts import fold
from agent_app.paths import resource

TOPICS = ("home", "collect", "receipt", "register", "members", "deposit", "sync", "settings", "keys")


@dataclass(frozen=True, slots=True)
class Page:
    """`text` is Markdown; its first line is the title."""

    topic: str
    title: str
    text: str

    def tells_of(self, words: str) -> bool:
        """Whether all the words stand somewhere on the page."""
        folded = fold(self.text)
        return all(word in folded for word in fold(words).split())


@cache
def pages(language: str) -> tuple[Page, ...]:
    """All pages of a language, in the order of the work."""
    found = []
    for topic in TOPICS:
        text = resource("help", language, f"{topic}.md").read_text(encoding="utf-8")
        found.append(Page(topic, text.splitlines()[0].removeprefix("# "), text))
    return tuple(found)
