"""What lines about closed and reopened days say."""

import msgspec

from agent_app.journal.entries import days
from agent_app.records.facts.collector import Facts, Source, plain, reference
from agent_app.records.facts.money import business_day, private
from agent_app.records.tables import days as t


def day_closed(entry: days.DayClosed, source: Source, facts: Facts) -> None:
    facts.add(
        t.day_closing,
        {
            **source.columns(),
            "closed_day": _own_day(entry, source),
            "day": business_day(entry.day),
            **msgspec.structs.asdict(entry.totals),
            "still_open": plain(msgspec.to_builtins(entry.still_open)),
            "held": plain([[one.device, one.seq] for one in entry.held]),
        },
    )


def day_reopened(entry: days.DayReopened, source: Source, facts: Facts) -> None:
    facts.add(
        t.day_reopening,
        {
            **source.columns(),
            **reference("closing", entry.closing),
            "closed_day": _own_day(entry, source),
            "day": business_day(entry.day),
            "reason": entry.reason,
            "note": private(entry.private, "note"),
        },
    )


def _own_day(entry: days.DayClosed | days.DayReopened, source: Source) -> str:
    if entry.branch != source.branch:
        raise ValueError("a supervisor closes the days of their own branch")
    return business_day(entry.closed_day)
