"""What stands in the place of the due list: all served, nobody registered, no prices yet, or not to be read."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from agent_app.domain.errors import Trouble
from agent_app.gui.screens.home.reading import Found, Next
from agent_app.gui.screens.home.wording import village_name
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.states import EmptyState
from agent_app.records.views.villages import Village


class Pages:
    """One page for each reason; `for_filter` picks the one of a filter that leaves nobody."""

    def __init__(
        self,
        session: Session,
        go_on: Callable[[], object],
        register: Callable[[], object],
        again: Callable[[], object],
    ) -> None:
        self._session = session
        self._served_in: Village | None = None
        say = session.say
        self.next = Button("", "primary", icon="map-pin", keycap="Ctrl+Enter")
        self.next.clicked.connect(go_on)
        self._register = Button(say("home.empty.register"), "primary", icon="user-plus", keycap="F2")
        self._register.clicked.connect(register)
        self._again = Button(say("home.error.again"), "primary", icon="refresh-cw", keycap="F5")
        self._again.clicked.connect(again)
        self.served = EmptyState("check-check", "", "", self.next)
        self.nobody = EmptyState("users", "", say("home.empty.nobody_below"), self._register)
        self.no_prices = EmptyState("clock", say("home.empty.no_prices"), say("home.empty.no_prices_below"))
        self.none = EmptyState("circle-dashed", "")
        self.error = EmptyState("circle-alert", say("home.error.title"), "", self._again)

    def for_filter(self, name: str, found: Found) -> QWidget:
        """The page for a filter that leaves nobody."""
        say = self._session.say
        village = village_name(self._session, found.village)
        if not found.day.members:
            self.nobody.say(say("home.empty.nobody", name=village), say("home.empty.nobody_below"))
            return self.nobody
        if name == "served":
            self.none.say(say("home.empty.none_served"), say("home.empty.none_served_below"))
            return self.none
        if self._served_in != found.village:
            # What was found for this village before stays until the next answer.
            self._served_in = found.village
            self.served.say(say("home.empty.served", name=village))
            self.next.hide()
        return self.served

    def show_next(self, found: Found, following: Next | None) -> None:
        """Where to go from a village where all are served."""
        say = self._session.say
        self.next.setVisible(following is not None)
        below = say("home.empty.day_done")
        if following is not None:
            name = village_name(self._session, following.village)
            below = say("home.empty.next", name=name, count=following.left)
            self.next.setText(say("home.empty.go", name=name))
        self.served.say(say("home.empty.served", name=village_name(self._session, found.village)), below)

    def wrong(self, trouble: Trouble) -> QWidget:
        """The page that says why nothing can be read."""
        self.error.say(self._session.say("home.error.title"), self._session.words.of(trouble))
        return self.error
