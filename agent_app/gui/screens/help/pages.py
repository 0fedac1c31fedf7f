"""The pages of help: one a screen and one of all keys, as Markdown in the shipped files, searched by their words.

A topic is the screen's key; where the two roles have different screens or keys under one, the file is the role's own.
"""

from dataclasses import dataclass
from functools import cache

from agent_app.domain.texts import fold
from agent_app.paths import resource

TOPICS = {
    "agent": ("home", "collect", "receipt", "register", "members", "deposit", "sync", "settings", "keys"),
    "supervisor": (
        *("home", "reconcile", "count", "decide", "agents", "members", "remit", "roster", "reports", "audit"),
        *("receipt", "sync", "settings", "keys"),
    ),
}
OWN_FILES = {("supervisor", "home"): "branch", ("supervisor", "keys"): "keys_supervisor"}


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
def pages(role: str, language: str) -> tuple[Page, ...]:
    """All pages for a role in a language, in the order of the work."""
    found = []
    for topic in TOPICS[role]:
        text = resource("help", language, f"{OWN_FILES.get((role, topic), topic)}.md").read_text(encoding="utf-8")
        found.append(Page(topic, text.splitlines()[0].removeprefix("# "), text))
    return tuple(found)
