"""How far an act has come: on this laptop, at the centre, reconciled by the branch, or in need of help."""

from agent_app.gui.widgets.rows import Tick
from agent_app.records.views.deposited import Frontier
from agent_app.records.views.receipts import Receipt


def tick_of_line(seq: int, acknowledged: int) -> Tick:
    """Of a line of this device's own journal; `acknowledged` is the last one the centre signed for."""
    return Tick.SERVER if seq <= acknowledged else Tick.LAPTOP


def tick_of_receipt(receipt: Receipt, own_device: int, acknowledged: int, reached: Frontier) -> Tick:
    """Of a receipt: reconciled once the branch has counted its cash. One of another device came from the centre."""
    place = (receipt.day, receipt.at, receipt.origin.device, receipt.origin.seq)
    if receipt.origin.device == own_device and receipt.origin.seq > acknowledged:
        return Tick.LAPTOP
    return Tick.MATCHED if receipt.reversed_day is None and reached.covers(place) else Tick.SERVER
