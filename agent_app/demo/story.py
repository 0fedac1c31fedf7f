"""The day told in a few lines, and the figures of the three sides in a table."""

import sys
from typing import TextIO

from agent_app.demo.compare import Comparison
from agent_app.domain.money import format_rupiah

ROWS = (
    ("members", "Anggota terdaftar", False),
    ("receipts", "Struk", False),
    ("collected", "Diterima", True),
    ("reversed", "Dibatalkan", True),
    ("deposited", "Disetor (dinyatakan)", True),
    ("in_transit", "Dalam perjalanan", True),
    ("confirmed", "Dihitung cabang", True),
    ("receivable", "Piutang agen", True),
    ("surplus", "Lebih setor", True),
    ("on_hand", "Kas di tangan agen", True),
)


class Story:
    """Tells the day, a line an event, with the hour of the branch."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """To standard output unless another stream is given."""
        self._stream = stream or sys.stdout

    def scene(self, title: str) -> None:
        """A new part of the day."""
        print(f"\n{title}", file=self._stream)

    def tell(self, hour: str, text: str) -> None:
        """One event."""
        print(f"  {hour}  {text}", file=self._stream)

    def table(self, found: Comparison) -> None:
        """The figures of agents, centre and supervisor side by side."""
        sides = (("agen", found.agents), ("pusat", found.centre), ("supervisor", found.supervisor))
        print("\n" + " " * 24 + "".join(f"{name:>18}" for name, _ in sides), file=self._stream)
        for key, label, is_money in ROWS:
            figures = [figure[key] for _, figure in sides]
            shown = [format_rupiah(one) if is_money else str(one) for one in figures]
            mark = "  ✓" if len(set(figures)) == 1 else "  BERBEDA"
            print(f"  {label:<22}" + "".join(f"{one:>18}" for one in shown) + mark, file=self._stream)
        for device, heads in found.heads.items():
            seq, _, h = heads["agent"].partition(":")
            mark = "sama di tiga sisi" if len(set(heads.values())) == 1 else "BERBEDA"
            print(f"  Jurnal laptop {device}: {seq} baris, {h[:12]}… {mark}", file=self._stream)
        identity = "ya" if found.identity_holds else "TIDAK"
        print(
            f"  Diterima − dibatalkan = di tangan + di jalan + dihitung − lebih + piutang: {identity}",
            file=self._stream,
        )
