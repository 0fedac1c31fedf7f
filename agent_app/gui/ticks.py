"""How far an act has come: on this laptop, at the centre, reconciled by the branch, or in need of help."""

from agent_app.gui.widgets.rows import Tick
from agent_app.records.views.deposited import Frontier
from agent_app.records.views.receipts import Receipt


def tick_of_line(seq: int, acknowledged: int) -> Tick:
    """Of a line of this device's own journal; `acknowledged` is the last one the centre signed for."""
    return Tick.SERVER if seq <= acknowledged else Tick.LAPTOP


def tick_of_receipt(receipt: Receipt, own_device: int, acknowledged: int, reached: Frontier) -> Tick:
    """Of a receipt: reconciled once the branch has its money. One of another device came from the centre."""
    place = (receipt.day, receipt.at, receipt.origin.device, receipt.origin.seq)
    if receipt.origin.device == own_device and receipt.origin.seq > acknowledged:
        return Tick.LAPTOP
    if receipt.source == "cash":
        is_there = reached.covers(place) and receipt.cash + receipt.titipan >= receipt.rupiah
    else:
        is_there = receipt.funds_day is not None
    return Tick.MATCHED if receipt.reversed_day is None and is_there else Tick.SERVER
