"""Whoever is chosen: cash by age, change float, and the laptops."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.agents.device_card import DeviceCard
from agent_app.gui.screens.agents.reading import Device, Somebody
from agent_app.gui.screens.members.facts import Facts
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button, icon_button
from agent_app.gui.widgets.cards import Card, Flowing, column, row, rule, scrolling
from agent_app.gui.widgets.pills import Avatar
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import ElidedLabel, label

AGES = ("0_1", "2_3", "4_7", "8")


class AgentDetail(Card):
    """`why_not` tells for a laptop why it cannot be closed now; empty where it can."""

    def __init__(self, session: Session, revoke: Callable[[Device], object], why_not: Callable[[Device], str]) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self._revoke, self._why_not = session, revoke, why_not
        say = session.say
        self.person: Somebody | None = None
        self.cards: list[DeviceCard] = []
        self.avatar, self.name = Avatar(), ElidedLabel("", "section")
        self.below = ElidedLabel("", "small", "text2")
        self.back = icon_button("arrow-left", say("agents.back"), "ghost")
        self.back.hide()
        heading = row(self.back, self.avatar, column(self.name, self.below, spacing=1), spacing=12)
        heading.setStretch(2, 1)
        heading.setContentsMargins(18, 14, 18, 12)
        self._head = QWidget()
        self._head.setLayout(heading)
        self.money = Facts(session)
        content = Flowing()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(18, 12, 18, 14)
        self._body.setSpacing(10)
        self._money_title = label(say("agents.money"), "label", "text2")
        self._body.addWidget(self._money_title)
        self._body.addWidget(self.money)
        self._body.addWidget(label(say("agents.laptops"), "label", "text2"))
        self._devices = QVBoxLayout()
        self._devices.setSpacing(10)
        self._body.addLayout(self._devices)
        self._body.addStretch(1)
        self._area = scrolling(content)
        self.reconcile = Button(
            say("agents.reconcile"), "primary", icon="scale", keycap="Ctrl+Enter", height="button_primary"
        )
        self._acts = QWidget()
        self._acts.setLayout(row(self.reconcile, margins=(18, 10, 18, 14)))
        self.nobody = EmptyState("laptop", say("agents.nobody"), say("agents.nobody_below"), width=260)
        for part in (self._head, rule(), self._area, self._acts, self.nobody):
            self.body.addWidget(part, 1 if part in (self._area, self.nobody) else 0)
        self.show_person(None)

    def show_person(self, one: Somebody | None) -> None:
        """Show somebody; None for nobody."""
        self.person = one
        for part in (self._head, self._area, self._acts):
            part.setVisible(one is not None)
        self.nobody.setVisible(one is None)
        if one is None:
            return
        say = self._session.say
        self.avatar.show_name(one.name)
        self.name.setText(one.name)
        self.below.setText(say("agents.who_below", person=one.person, role=say(f"agents.role.{one.role}")))
        takes_money = one.day is not None
        self._money_title.setVisible(takes_money)
        self.money.setVisible(takes_money)
        self._acts.setVisible(takes_money)
        if one.day is not None:
            self.money.put(self._money_of(one))
        self._show_devices(one)

    def allow(self) -> None:
        """Say anew which laptops can be closed."""
        for card in self.cards:
            card.allow(self._why_not(card.device))

    def _money_of(self, one: Somebody) -> list[tuple[str, str]]:
        say = self._session.say
        assert one.day is not None
        facts = [(say("agents.cash"), format_rupiah(one.day.position.on_hand))]
        if one.age is not None:
            facts += [
                (say(f"agents.age.{age}"), format_rupiah(rupiah))
                for age, rupiah in zip(AGES, one.age.ages, strict=True)
                if rupiah
            ]
        facts.append((say("agents.in_transit"), format_rupiah(one.day.position.in_transit)))
        facts.append((say("agents.float"), format_rupiah(one.float_held)))
        return facts

    def _show_devices(self, one: Somebody) -> None:
        while (item := self._devices.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self.cards = []
        for device in one.devices:
            card = DeviceCard(self._session, device, self._revoke)
            self.cards.append(card)
            self._devices.addWidget(card)
        self.allow()
