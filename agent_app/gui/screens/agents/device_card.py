"""One laptop: its state, what is known of it, and the button that closes it when it is lost."""

from collections.abc import Callable

from agent_app.gui.screens.agents.reading import Device
from agent_app.gui.screens.agents.wording import Revoking, device_state, facts_of, revoking, revoking_words
from agent_app.gui.screens.members.facts import Facts
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Notice, row
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import ElidedLabel, label


class DeviceCard(Card):
    """`revoke` is called with the laptop. Where it cannot be closed, `why_not` says so in words under the button."""

    def __init__(self, session: Session, one: Device, revoke: Callable[[Device], object]) -> None:
        super().__init__(margin=14, spacing=8, kind="well")
        self.device = one
        state = device_state(session, one)
        name = one.known.device_name or session.say("agents.laptop", number=one.known.device)
        heading = row(ElidedLabel(name, "strong"), Pill(state.text, state.tone, state.icon), spacing=8)
        heading.setStretch(0, 1)
        self.body.addLayout(heading)
        facts = Facts(session)
        facts.put([(session.say("agents.number"), str(one.known.device)), *facts_of(session, one)])
        self.body.addWidget(facts)
        self.revoke = Button(session.say(revoking(session, one).button), "danger", icon="ban")
        self.revoke.clicked.connect(lambda: revoke(self.device))
        self.why = label("", "small", "text2", wrap=True)
        said = revoking_words(session, one) if revoking(session, one) is not Revoking.WAITS else ""
        if said and not one.is_revoked:
            self.body.addWidget(Notice(said, "warn" if one.asked_by is not None else "info", "ban"))
        if not one.is_revoked:
            self.body.addWidget(self.revoke)
            self.body.addWidget(self.why)
        else:
            self.revoke.setParent(None)
            self.why.setParent(None)

    def allow(self, why_not: str) -> None:
        """Whether the laptop can be closed now; with the reason where it cannot."""
        self.revoke.setEnabled(not why_not)
        self.revoke.setToolTip(why_not)
        self.why.setText(why_not)
        self.why.setVisible(bool(why_not))
