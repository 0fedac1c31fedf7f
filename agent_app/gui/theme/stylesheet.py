"""The one style sheet, filled from the tokens. Widgets name their part in it by `role`, `tone` and `kind`."""

from string import Template

from agent_app.gui.theme.tokens import tokens

_SHEET = Template(
    """
* { outline: none; }
QWidget { color: $text; }
QMainWindow, QWidget[surface="bg"] { background: $bg; }
QWidget[surface="surface"] { background: $surface; }
QWidget[surface="nav"] { background: $nav; }
QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: ${r_card}px; }
QFrame[kind="well"] { background: $surface2; border: 1px solid $line; border-radius: ${r_card}px; }
QFrame[kind="notice"][tone="ok"] { background: $ok_soft; border: 1px solid $ok_line; border-radius: ${r_button}px; }
QFrame[kind="notice"][tone="warn"] {
  background: $warn_soft; border: 1px solid $warn_line; border-radius: ${r_button}px; }
QFrame[kind="notice"][tone="bad"] { background: $bad_soft; border: 1px solid $bad_line; border-radius: ${r_button}px; }
QFrame[kind="notice"][tone="info"] { background: $info_soft; border: 1px solid $line; border-radius: ${r_button}px; }
QFrame[kind="sheet"] { background: $surface; border: 1px solid $line_strong; border-radius: ${r_dialog}px; }
QFrame[kind="toast"] { background: $pri_soft; border: none; border-top: 1px solid $line_strong; }
QFrame[kind="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="bar"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QLabel { background: transparent; }
QLabel[role="money_xl"] { font-size: ${money_xl}px; font-weight: 700; }
QLabel[role="money_l"] { font-size: ${money_l}px; font-weight: 700; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 700; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[role="body"] { font-size: ${body}px; }
QLabel[role="strong"] { font-size: ${body}px; font-weight: 600; }
QLabel[role="table"] { font-size: ${table}px; }
QLabel[role="label"] { font-size: ${label}px; font-weight: 600; }
QLabel[role="small"] { font-size: ${label}px; }
QLabel[role="caption"] { font-size: ${caption}px; }
QLabel[tone="text"] { color: $text; }
QLabel[tone="text2"] { color: $text2; }
QLabel[tone="text3"] { color: $text3; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="info"] { color: $info; }
QLabel[tone="pri"] { color: $pri_text; }
QLabel[tone="nav"] { color: $nav_text; }
QLabel[tone="nav_on"] { color: $nav_on; }
QLabel[tone="nav_dim"] { color: $nav_dim; }
QLineEdit, QPlainTextEdit, QDateEdit, QSpinBox {
  background: $surface; border: 1px solid $line_input; border-radius: ${r_input}px;
  padding: 0 ${pad}px; min-height: ${h_input}px; font-size: ${body}px; color: $text;
  selection-background-color: $pri; selection-color: $on_pri; }
QPlainTextEdit { padding: ${pad_small}px ${pad}px; }
QLineEdit:focus, QPlainTextEdit:focus, QDateEdit:focus, QSpinBox:focus, QComboBox:focus {
  border: 2px solid $focus; padding-left: ${pad_focus}px; }
QLineEdit[tone="bad"], QComboBox[tone="bad"] { border: 2px solid $bad; }
QLineEdit[role="money_l"] { font-size: ${money_l}px; font-weight: 600; min-height: ${h_money}px; }
QLineEdit[role="palette"], QLineEdit[role="palette"]:focus {
  border: none; background: transparent; padding: 0; font-size: ${section}px; }
QLineEdit:disabled, QComboBox:disabled { color: $text3; background: $sunken; }
QLineEdit:read-only { background: $sunken; }
QComboBox { background: $surface; border: 1px solid $line_input; border-radius: ${r_input}px;
  padding: 0 ${pad}px; min-height: ${h_input}px; font-size: ${body}px; color: $text; }
QComboBox::drop-down { border: none; width: ${drop}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
  background: $surface; border: 1px solid $line_strong; selection-background-color: $pri_soft;
  selection-color: $text; padding: 4px; font-size: ${body}px; }
QComboBox QAbstractItemView::item { min-height: ${h_chip}px; padding: 4px 8px; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $line_strong; border-radius: 3px; min-height: 32px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle:horizontal { background: $line_strong; border-radius: 3px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
  width: 0; height: 0; }
QAbstractItemView { background: $surface; alternate-background-color: $surface; border: none; font-size: ${table}px; }
QAbstractItemView:focus { border: 2px solid $focus; border-radius: ${r_input}px; }
QListView:focus, QTableView:focus { border: none; }
QListWidget:focus, QTableWidget:focus, HistoryList:focus { border: 2px solid $focus; border-radius: ${r_input}px; }
QListWidget { padding: 3px; }
QListWidget::item { padding: 9px 10px; color: $text; border-left: 3px solid transparent; }
QListWidget::item:selected { background: $pri_soft; color: $pri_text; border-left: 3px solid $pri; }
QTextBrowser { background: $surface; font-size: ${body}px; }
QHeaderView { background: $surface2; }
QHeaderView::section { background: $surface2; color: $text2; border: none; border-bottom: 1px solid $line;
  padding: 8px 12px; font-size: ${caption}px; font-weight: 600; }
QTabBar::tab { background: transparent; color: $text2; padding: 8px 2px; margin-right: 18px; font-size: ${table}px;
  border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: $pri_text; font-weight: 600; border-bottom: 3px solid $pri; }
QTabBar::tab:focus { border-bottom: 3px solid $focus; color: $text; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QMenu { background: $surface; border: 1px solid $line_strong; border-radius: 8px; padding: 6px; font-size: ${table}px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 6px; color: $text; }
QMenu::item:selected { background: $pri_soft; }
QMenu::item:disabled { color: $text3; }
QToolTip { background: $text; color: $surface; border: none; padding: 6px 8px; font-size: ${caption}px; }
QProgressBar { background: $sunken; border: none; border-radius: 5px; max-height: 10px; min-height: 10px; }
QProgressBar::chunk { background: $pri; border-radius: 5px; }
"""
)


def stylesheet(look: str, percent: int) -> str:
    """The sheet of a look at a text size in percent."""
    known = tokens()
    grown = {name: round(size * percent / 100) for name, size in known.type_px.items()}
    heights = {f"h_{name}": round(size * percent / 100) for name, size in known.height_px.items()}
    radii = {f"r_{name}": size for name, size in known.radius_px.items()}
    return _SHEET.substitute(
        known.colors[look],
        **grown,
        **radii,
        h_input=heights["h_input"] - 2,
        h_money=heights["h_button_money"] - 2,
        h_chip=heights["h_chip"],
        pad=12,
        pad_small=8,
        pad_focus=11,
        drop=34,
    )
