"""Tables of tasks and offices (牵头单位, 责任单位, 配合单位) as rows about responsible bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from scripts.desk.drafting.indicators import draft_id
from scripts.desk.follow_up.promises import Matter
from scripts.desk.follow_up.proposal import Origin, Proposal, Row
from scripts.desk.follow_up.sheets import Line, recognise

ROLES = {"lead": "lead", "joint": "joint", "helping": "joint"}
_BETWEEN = re.compile("[、，,；;/\\s]+(?![^（(]*[）)])")
_AROUND = re.compile("^(?:由|会同)|(?:等(?:单位|部门)?|牵头|负责|配合|按职责分工负责)+$")


def propose_responsibilities(
    lines: Iterable[Line], matters: Sequence[Matter], bodies: Sequence[Row], origin: Origin
) -> Iterator[Proposal]:
    """A row for each office of each task that is a promise, and one for each office not yet listed.

    An office that leads is not listed as joint, too.
    """
    ids = {row["name_zh"]: row["body_id"] for row in bodies}
    for line in lines:
        found, sure = recognise(line["task"], matters, origin.period)
        roles = {
            name: role
            for column, role in reversed(ROLES.items())
            for name in read_offices(line[column])
        }
        for name, role in roles.items() if found else ():
            if name not in ids:
                ids[name] = draft_id(name, ids.values())
                row = {"body_id": ids[name], "name_zh": name}
                yield Proposal(table="bodies", row=row, promise="", words=name, confidence=sure)
            for matter in found:
                yield Proposal(
                    table="responsibilities",
                    row={
                        "target_id": matter.target["target_id"],
                        "body_id": ids[name],
                        "role": role,
                        "source_id": origin.source_id,
                    },
                    promise=matter.words,
                    words=f"{line['task']}：{name}",
                    confidence=sure,
                )


def read_offices(cell: str) -> list[str]:
    """The offices that a cell names: 市发展改革委、各县（市、区）政府 are two."""
    names = (_AROUND.sub("", part.strip()) for part in _BETWEEN.split(cell))
    return list(dict.fromkeys(name for name in names if name))
