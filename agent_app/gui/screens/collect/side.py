"""The paper beside the form, as it will be printed, and whether it is printed at once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agent_app.documents.receipt_layout import Block
from agent_app.gui.printing import default_printer
from agent_app.gui.screens.receipt.paper_view import PaperView
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Card, IconLabel, column, row, scrolling
from agent_app.gui.widgets.choices import Switch
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.store import kept

PRINT_KEY = "collect.print"


class PreviewCard(Card):
    """The paper, and the switch that is kept from one receipt to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__(margin=16, spacing=10, kind="well")
        say = session.say
        self._session = session
        self.blocks: tuple[Block, ...] = ()
        self.view = PaperView()
        area = scrolling(self.view)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        area.setWidgetResizable(False)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(say("collect.preview"))
        self.area = area
        self.switch = Switch(say("collect.print"))
        self._printer = ElidedLabel("", "small", "text2")
        texts = column(label(say("collect.print"), "strong"), self._printer, spacing=1)
        box = Card(margin=12, spacing=0)
        line = row(IconLabel("printer"), texts, self.switch, spacing=12)
        line.setStretch(1, 1)
        box.body.addLayout(line)
        self.body.addLayout(row(label(say("collect.preview"), "label"), None, Pill(say("collect.roll"), "text2")))
        self.body.addWidget(area, 1)
        self.body.addWidget(box)
        self._asked = False
        self.setFixedWidth(theme().px(330))
        theme().changed.connect(self._restyle)

    @property
    def prints(self) -> bool:
        """Whether the paper is to be printed once it is saved."""
        return self.switch.isEnabled() and self.switch.isChecked()

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Another paper; without any there is nothing to see yet."""
        self.blocks = tuple(blocks)
        self.view.setVisible(bool(blocks))
        self.view.show_blocks(blocks)
        self.view.resize(self.view.sizeHint())

    def ask_printer(self) -> None:
        """Look for a printer, once, and for what was chosen the last time."""
        if not self._asked:
            self._asked = True
            self._session.ask(self, lambda connection: kept.load(connection, PRINT_KEY), self._found, key="print")

    def _found(self, wanted: bool | None) -> None:
        name = default_printer()
        self._printer.setText(name or self._session.say("collect.print.none"))
        self.switch.setEnabled(name is not None)
        self.switch.setChecked(name is not None and wanted is not False)
        self.switch.clicked.connect(self._keep)

    def _keep(self, wanted: bool) -> None:
        self._session.store.run(lambda connection: kept.keep(connection, PRINT_KEY, wanted))

    def _restyle(self) -> None:
        self.setFixedWidth(theme().px(330))
        self.view.resize(self.view.sizeHint())


class PreviewSheet(Sheet):
    """The paper where there is no room beside the form."""

    def __init__(self, window: QWidget, session: Session, blocks: Sequence[Block]) -> None:
        super().__init__(window, session.say("collect.preview"), "receipt-text", width=380)
        view = PaperView()
        view.show_blocks(blocks)
        self.body.addWidget(view, 0, Qt.AlignmentFlag.AlignHCenter)
        self.close_button = self.add_button(session.say("collect.sheet.back"), "secondary", None)

    def present(self) -> None:
        super().present()
        self.close_button.setFocus()
