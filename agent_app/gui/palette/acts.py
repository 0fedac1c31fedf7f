"""Acts, settings and help of the palette: what there is whoever is looked for."""

from collections.abc import Callable
from functools import partial
from typing import Any

from agent_app.domain.texts import words
from agent_app.gui.palette.hits import Group, Hit, begins
from agent_app.gui.session import Session

SHOWN_SETTINGS, SHOWN_HELP = 4, 3
LOOKS = (("light", "sun"), ("dark", "moon"), ("sunlight", "sun-medium"))


def act_hits(frame: Any, text: str) -> list[Hit]:
    """Screens, acts, settings and help whose words fit, and registering somebody of that name."""
    session: Session = frame.session
    typed = words(text)
    fitting = [one for one in _screens(frame) + _acts(frame) if not typed or _fits(one, typed)]
    if not typed:
        return fitting
    fitting += [one for one in _settings(frame) if _fits(one, typed)][:SHOWN_SETTINGS]
    fitting += _help(frame, session, typed)
    if "register" not in frame.entries or not any(letter.isalpha() for letter in text):
        return fitting
    return [*fitting, _register(frame, text)]


def all_keys(frame: Any) -> dict[str, Callable[[], None]]:
    """By its key every act that shows one, so that the key works while the palette is open."""
    return {one.keys: one.act for one in (*_screens(frame), *_acts(frame), *_settings(frame)) if one.keys}


def _fits(hit: Hit, typed: tuple[str, ...]) -> bool:
    return begins(f"{hit.title} {hit.words_to_find}", typed)


def _screens(frame: Any) -> list[Hit]:
    say = frame.session.say
    return [
        Hit(
            Group.ACTS,
            say(f"frame.nav.{entry.key}"),
            "",
            partial(frame.go, entry.key),
            entry.icon,
            # Where a page has a function key too, that is the shorter one.
            entry.keys[-1] if entry.keys else "",
            words_to_find=say(f"palette.words.{entry.key}"),
        )
        for entry in frame.entries.values()
        if entry.key != "receipt"
    ]


def _acts(frame: Any) -> list[Hit]:
    say = frame.session.say
    return [
        Hit(Group.ACTS, say("palette.send"), "", frame.session.engine.send_now, "upload", "Ctrl+Shift+S"),
        Hit(Group.ACTS, say("palette.lock"), "", frame.lock.emit, "lock", "Ctrl+L"),
    ]


def _register(frame: Any, text: str) -> Hit:
    name = " ".join(text.split())
    title = frame.session.say("palette.register", name=name)
    return Hit(Group.ACTS, title, "", partial(frame.go, "register", name=name), "user-plus")


def _settings(frame: Any) -> list[Hit]:
    say = frame.session.say
    looks = [
        Hit(Group.SETTINGS, say(f"palette.look.{look}"), "", partial(frame.change_settings, theme=look), icon)
        for look, icon in LOOKS
    ]
    sizes = [
        Hit(Group.SETTINGS, say("palette.larger"), "", partial(frame.text_size.emit, 1), "type", "Ctrl++"),
        Hit(Group.SETTINGS, say("palette.smaller"), "", partial(frame.text_size.emit, -1), "type", "Ctrl+-"),
    ]
    other = "en" if frame.session.settings.language == "id" else "id"
    language = Hit(
        Group.SETTINGS,
        say(f"palette.language.{other}"),
        "",
        partial(frame.change_settings, language=other),
        "languages",
    )
    return [*looks, *sizes, language]


def _help(frame: Any, session: Session, typed: tuple[str, ...]) -> list[Hit]:
    if "help" not in frame.entries:
        return []
    topics = [entry.key for entry in frame.entries.values() if entry.key != "help"]
    hits = [
        Hit(
            Group.HELP,
            session.say("palette.help", screen=session.say(f"frame.nav.{topic}")),
            "",
            partial(frame.go, "help", topic=topic),
            "circle-help",
        )
        for topic in topics
    ]
    return [one for one in hits if _fits(one, typed)][:SHOWN_HELP]
