"""What only a person knows about a file, asked once before an import: hidden rows, people who left, the order of
dates, villages typed once, branches."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.documents.roster_account import Answers, Question, QuestionKind
from agent_app.gui.models.statuses import count_label
from agent_app.gui.session import Session
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.text import label


class FileQuestions(QWidget):
    """`answered` tells the kind of a question and the option that was chosen."""

    answered = Signal(object, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self._shown: object = None
        self.options: dict[tuple[QuestionKind, str], Segment] = {}
        """The answers on offer, by question and option."""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._box: QWidget | None = None

    def show_questions(self, asked: tuple[Question, ...], answers: Answers) -> None:
        """The questions, each with what was answered before."""
        if (asked, answers) == self._shown:
            return
        self._shown = (asked, answers)
        focused = next((key for key, segment in self.options.items() if segment.hasFocus()), None)
        if self._box is not None:
            self._box.setParent(None)
            self._box.deleteLater()
        self.options = {}
        self._box = QWidget()
        lines = QVBoxLayout(self._box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        for question in asked:
            self._add(lines, question, answers)
        self._layout.addWidget(self._box)
        if focused in self.options:
            self.options[focused].setFocus()

    def _add(self, lines: QVBoxLayout, question: Question, answers: Answers) -> None:
        count = count_label(self._session, question.count)
        lines.addWidget(label(self.say(f"roster.ask_{question.kind.value}", count=count), "label", wrap=True))
        if question.said:
            lines.addWidget(label(", ".join(question.said), "caption", "text2", wrap=True))
        row = QWidget()
        flow = Flow(row)
        flow.setContentsMargins(0, 0, 0, 4)
        flow.setSpacing(8)
        for option in question.options:
            flow.addWidget(self._segment(question.kind, option, answers))
        lines.addWidget(row)

    def _segment(self, kind: QuestionKind, option: str, answers: Answers) -> Segment:
        text = option if kind is QuestionKind.BRANCH else self.say(f"roster.answer_{option}")
        segment = Segment(text, exclusive=False)
        segment.setChecked(answers.has(kind, option))
        segment.clicked.connect(lambda _=False, to=option: self.answered.emit(kind, to))
        self.options[kind, option] = segment
        return segment
