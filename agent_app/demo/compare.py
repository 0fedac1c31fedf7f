"""The three sides of the sample day next to each other: totals, heads and the cash identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.demo.stage import Laptop, Stage
from agent_app.journal import chain
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import journal
from agent_app.records.views.totals import AllTotals, Totals, totals

Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`agents`, `centre`, `supervisor`: totals by name; `per_agent` the same by person code; `heads` by device."""

    agents: Figures
    centre: Figures
    supervisor: Figures
    per_agent: dict[str, dict[str, Figures]]
    heads: dict[str, dict[str, str]]
    identity_holds: bool

    @property
    def agrees(self) -> bool:
        """Whether all sides hold the same, to the rupiah and to the line."""
        sides = [self.agents, self.centre, self.supervisor]
        equal = all(side == sides[0] for side in sides)
        equal &= all(len({str(side) for side in one.values()}) == 1 for one in self.per_agent.values())
        equal &= all(len(set(one.values())) == 1 for one in self.heads.values())
        return equal and self.identity_holds

    def as_json(self) -> dict[str, Any]:
        """The document `--json` writes."""
        return {
            "agents": self.agents,
            "centre": self.centre,
            "supervisor": self.supervisor,
            "per_agent": self.per_agent,
            "heads": self.heads,
        }


def compare(stage: Stage, agents: Sequence[Laptop], supervisor: Laptop) -> Comparison:
    """Compute every side's figures from its own database alone."""
    coop = stage.centre.coop
    own = {agent.person: _own_totals(agent) for agent in agents}
    with supervisor.store.reading() as connection:
        at_supervisor = totals(connection, coop)
    with stage.centre.reading() as connection:
        at_centre = totals(connection, coop)
    return Comparison(
        agents=_summed([own[agent.person] for agent in agents]),
        centre=at_centre.all.as_dict(),
        supervisor=at_supervisor.all.as_dict(),
        per_agent={
            agent.person: {
                "agents": own[agent.person].as_dict(),
                "centre": _of(at_centre, agent.person),
                "supervisor": _of(at_supervisor, agent.person),
            }
            for agent in agents
        },
        heads={str(agent.store.identity.device): _heads(stage, agent, supervisor) for agent in agents},
        identity_holds=all(one.cash.identity_holds for one in (*own.values(), at_centre.all, at_supervisor.all)),
    )


def _own_totals(agent: Laptop) -> Totals:
    """What an agent's own laptop says of its agent, apart from what it knows of others."""
    with agent.store.reading() as connection:
        known = totals(connection, agent.store.identity.coop).per_agent
    return known[agent.person]


def _of(known: AllTotals, person: str) -> Figures:
    return known.per_agent[person].as_dict()


def _summed(sides: Sequence[Totals]) -> Figures:
    figures = [side.as_dict() for side in sides]
    return {name: sum(one[name] for one in figures) for name in figures[0]}


def _heads(stage: Stage, agent: Laptop, supervisor: Laptop) -> dict[str, str]:
    number, coop = agent.store.identity.device, stage.centre.coop
    with agent.store.reading() as own, supervisor.store.reading() as theirs, stage.centre.reading() as central:
        return {
            "agent": recomputed_head(own, coop, number),
            "centre": recomputed_head(central, coop, number),
            "supervisor": recomputed_head(theirs, coop, number),
        }


def recomputed_head(connection: Connection, coop: str, number: int) -> str:
    """ "seq:hex" of a journal, hashed again from its first line on."""
    key = connection.execute(
        select(device.c.public_key).where(device.c.coop == coop, device.c.device == number)
    ).scalar_one()
    h = chain.genesis(coop, number, bytes(key))
    seq = 0
    statement = (
        select(journal.c.line)
        .where(journal.c.coop == coop, journal.c.device == number)
        .order_by(journal.c.seq)
        .execution_options(yield_per=2000)
    )
    for raw in connection.execute(statement).scalars():
        h, seq = chain.step(h, bytes(raw)), seq + 1
    return f"{seq}:{h.hex()}"
