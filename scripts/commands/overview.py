"""What `invoke` without arguments shows: the desk's commands first, the workshop's apart."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from invoke.context import Context

from scripts.commands.output import task

DESK = {
    "写数据 write data": (
        "new-place new-report draft follow-up responsibilities observe template import-excel mend"
    ),
    "查来源 look after sources": "links archive watch stale",
    "检查和预览 check and preview": "validate serve diff site check verify",
    "发布 publish": "release publish rollback install-hooks",
}
"""The commands of a maintainer, in the order of the work."""


@task(default=True)
def overview(_: Context) -> None:
    """有哪些命令 / Which commands there are.

    invoke overview
    """
    import tasks

    every = {name.replace("_", "-"): getattr(tasks, name) for name in vars(tasks)}
    commands = {name: one for name, one in every.items() if isinstance(one, type(overview))}
    sys.stdout.write(render_overview(commands))


def render_overview(commands: Mapping[str, Any]) -> str:
    """The commands by group, each with the first line of its help.

    Args:
        commands: name on the command line -> task.
    """
    listed = [name for names in DESK.values() for name in names.split()]
    workshop = sorted(commands.keys() - {*listed, "overview"})
    groups = {**DESK, "工房：测试和测量 workshop: trials and measures": " ".join(workshop)}
    lines: list[str] = []
    for title, names in groups.items():
        lines += [title, *(f"  {name:<17}{_first_line(commands[name])}" for name in names.split())]
    return "\n".join([*lines, "用法和例子 usage, an example：invoke 命令 COMMAND --help\n"])


def _first_line(command: Any) -> str:
    return str(command.__doc__).strip().splitlines()[0]
