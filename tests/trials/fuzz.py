"""Spoilt files of every kind for every reader; each may have findings, and do nothing else.

    python -m tests.trials.fuzz 500  feeds so many inputs and prints how many each reader was given

Each input is read in a process of its own that may use a gigabyte more than it has when it starts,
and twenty seconds. It is wrong to raise anything but what the reader's documentation names, to
write outside the input's own folder, or to open a socket.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PRELOADED = ["tests.trials.fuzz_readers"]
SECONDS = 20
MEMORY = 1_000_000_000
AT_ONCE = 2
LONG_CELL = 10_000_000
WIDE = (10_000, 100_000, 1_000_000)
Mutation = Callable[[bytes, random.Random], bytes]


def at(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def inserted(data: bytes, chance: random.Random, more: bytes) -> bytes:
    spot = at(data, chance)
    return data[:spot] + more + data[spot:]


def flip(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def delete(data: bytes, chance: random.Random) -> bytes:
    spot = at(data, chance)
    return data[:spot] + data[spot + chance.choice([1, 2, 10, 500]) :]


def duplicate(data: bytes, chance: random.Random) -> bytes:
    spot = at(data, chance)
    piece = data[spot : spot + chance.choice([1, 10, 500, 5000])]
    return data[:spot] + piece * chance.choice([2, 3, 100]) + data[spot:]


def truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: at(data, chance)]


def control_characters(data: bytes, chance: random.Random) -> bytes:
    signs = [
        "\0",
        "\x07",
        "\x1b[2J",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\ufffe",
        "\r",
        "\x85",
        "\U000e0041",
    ]
    return inserted(data, chance, "".join(chance.choices(signs, k=3)).encode())


def broken_characters(data: bytes, chance: random.Random) -> bytes:
    return inserted(
        data, chance, chance.choice([b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5"])
    )


def huge_numbers(data: bytes, chance: random.Random) -> bytes:
    numbers = [
        "9" * 5000, "1e999999999", "-1e-999999999", "NaN", "Infinity", "9" * 400 + ".5",
        "1E+99999", "٣٤٥", "９９９９９９９９", "0x10", "1_000", "-0", "1e309", "亿" * 5000,
    ]  # fmt: skip
    digits = [i for i, byte in enumerate(data) if 48 <= byte < 58]
    spot = chance.choice(digits) if digits else at(data, chance)
    return data[:spot] + chance.choice(numbers).encode() + data[spot + 1 :]


def deep(data: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([100, 900, 1500, 100_000])
    one, other = chance.choice(["[]", "{}", "()", "><", "“”"])
    nested = one * depth + other * depth if one != "{" else '{"a":' * depth + "1" + "}" * depth
    return nested.encode() if chance.random() < 0.3 else inserted(data, chance, nested.encode())


def long_cell(data: bytes, chance: random.Random) -> bytes:
    return inserted(data, chance, chance.choice(["x", "9", " ", "长"]).encode() * LONG_CELL)


def many_columns(data: bytes, chance: random.Random) -> bytes:
    head, _, rest = data.partition(b"\n")
    wide = chance.choice(WIDE)
    names = b"".join(b",c%d" % number for number in range(wide))
    return head + names + b"\n" + (rest if chance.random() < 0.5 else rest[:200] + b"," * wide)


REPEATED: Mapping[int, Sequence[str]] = {
    50_000: ("a", "不", "年", " ", "\n", '"', "_", "*", "[", "<", "&", "`"),
    20_000: ("1,", "1至", "、1", "以上", "第一", "（一）", "|-", "- ", "> ", "("),
    8000: ("**a", "![", "<a ", "一二三四五", "比2020年"),
}
"""What a reader with a careless pattern would try again from every place."""


def exponential(data: bytes, chance: random.Random) -> bytes:
    patterns = [one * count for count, some in REPEATED.items() for one in some]
    return inserted(data, chance, f"{chance.choice(patterns)}!".encode())


def another_value(data: bytes, chance: random.Random) -> bytes:
    """Somewhere in a JSON file, a value of another kind."""
    try:
        root = json.loads(data)
    except ValueError:
        return flip(data, chance)
    places = list(places_in(root))
    if not places:
        return b"null"
    holder, key = chance.choice(places)
    odd: list[Any] = [
        None, [], {}, "", 0, -1, 1e308, 10**400, True, "\ud800", "x" * 100_000, [[]], [None],
        {"": {}}, "../../x", "/etc/passwd", "http://far.example/x", "any", "geojson", [1, "a"],
        {"fields": [{"name": "a", "type": "datetime", "format": "%%%"}]}, "a\0b", "\n", ".",
        {"name": "a", "path": ["a", 1]}, {"delimiter": "", "quoteChar": "\0"}, "(a+)+$", "*",
    ]  # fmt: skip
    holder[key] = chance.choice(odd)
    return json.dumps(root).encode()


def places_in(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder and key of a JSON value."""
    pairs = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in list(pairs):
        yield node, key
        yield from places_in(value)


def inside_archive(data: bytes, chance: random.Random) -> bytes:
    """One file of a zip spoilt, the zip itself sound: what reads its parts is reached."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, zlib.error):
        return flip(data, chance)
    if not parts:
        return data
    name = chance.choice([*(n for n in parts if "sheet" in n or "Strings" in n), *parts])
    parts[name] = chance.choice(ANYWHERE)(parts[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


ANYWHERE: tuple[Mutation, ...] = (
    flip, delete, duplicate, truncate, control_characters, broken_characters, huge_numbers, deep,
    exponential, long_cell,
)  # fmt: skip
MUTATIONS: Mapping[str, tuple[Mutation, ...]] = {
    "json": (another_value, another_value, another_value, *ANYWHERE),
    "csv": (*ANYWHERE, many_columns, control_characters, huge_numbers),
    "text": ANYWHERE,
    "bytes": (flip, delete, truncate, deep, *[inside_archive] * 6),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: what is wrong (maybe nothing), and what it took."""

    wrong: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0
    refused: bool = False


def spoil(number: int, reader: Any, folder: Path) -> str:
    """Write the input of a number into a folder, always the same one; says what was done."""
    chance = random.Random(number)  # noqa: S311
    files = dict(reader.files())
    name = chance.choice([one for one in files if reader.kind_of(one)])
    done = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        mutation = chance.choice(MUTATIONS[reader.kind_of(name)])
        files[name] = mutation(files[name], chance)
        done.append(mutation.__name__)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return f"{name}: {', '.join(done)}"


def read_one(number: int, name: str, folder: str, answer: Connection) -> None:
    """In a process of its own: spoil, read, and tell what happened."""
    from tests.trials.fuzz_readers import READERS  # noqa: PLC0415 - it loads every reader

    reader = READERS[name]
    what = spoil(number, reader, Path(folder))
    tempfile.tempdir = str(Path(folder) / "tmp")
    Path(tempfile.tempdir).mkdir()
    forbidden: list[str] = []
    refused, wrong = False, ""
    guard(Path(folder), forbidden)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    started = time.perf_counter()
    try:
        reader.read(Path(folder))
    except reader.documented:
        refused = True
    except Exception:  # noqa: BLE001 - this is what is looked for
        wrong = traceback.format_exc(limit=-6)
    seconds = time.perf_counter() - started
    if forbidden:
        wrong += f"\nnot allowed: {forbidden[:3]}"
    if wrong:
        wrong = f"#{number} {name}: {what}\n{wrong[-2500:]}\n"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answer.send(Outcome(wrong=wrong, seconds=seconds, megabytes=most, refused=refused))


def guard(folder: Path, forbidden: list[str]) -> None:
    """Note every socket, process and file outside the folder that is opened for writing."""

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket.") or event in {"subprocess.Popen", "os.system", "os.exec"}:
            forbidden.append(event)
        elif event == "open" and isinstance(arguments[0], str) and isinstance(arguments[2], int):
            writes = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            inside = Path(arguments[0]).is_relative_to(folder)
            if (
                writes
                and not inside
                and arguments[0] != os.devnull
                and "__pycache__" not in arguments[0]
            ):
                forbidden.append(f"{event} {arguments[0]}")

    sys.addaudithook(see)


def run(number: int, name: str) -> Outcome:
    """Give a reader the input of a number, and end it when it takes too long."""
    context = get_context("forkserver")
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=read_one, args=(number, name, folder, theirs))
        process.start()
        theirs.close()
        try:
            if not ours.poll(SECONDS * 3):
                return Outcome(wrong=f"#{number} {name}: no end after {SECONDS * 3} s\n")
            outcome: Outcome = ours.recv()
        except EOFError:
            process.join()
            return Outcome(wrong=f"#{number} {name}: the process died ({process.exitcode})\n")
        finally:
            process.kill()
            process.join()
    if outcome.seconds > SECONDS and not outcome.wrong:
        return Outcome(
            wrong=f"#{number} {name}: {outcome.seconds:.0f} s\n", seconds=outcome.seconds
        )
    return outcome


def main(count: int, only: str = "") -> int:
    """Print how many inputs each reader was given and what they took; 0 when nothing was wrong."""
    get_context("forkserver").set_forkserver_preload(PRELOADED)
    from tests.trials.fuzz_readers import READERS  # noqa: PLC0415

    names = [name for name in READERS if only in name]
    inputs = [(number, names[number % len(names)]) for number in range(count)]
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    slowest: dict[str, float] = dict.fromkeys(names, 0.0)
    largest: dict[str, float] = dict.fromkeys(names, 0.0)
    with ThreadPoolExecutor(AT_ONCE) as trials:
        outcomes = trials.map(lambda one: run(*one), inputs)
        for (_, name), outcome in zip(inputs, outcomes, strict=True):
            counts[name].update(
                {"inputs": 1, "refused": outcome.refused, "wrong": bool(outcome.wrong)}
            )
            slowest[name] = max(slowest[name], outcome.seconds)
            largest[name] = max(largest[name], outcome.megabytes)
            sys.stdout.write(outcome.wrong)
            sys.stdout.flush()
    sys.stdout.write(f"{'':20}  inputs  refused  wrong  slowest s  most MB\n")
    for name, one in counts.items():
        sys.stdout.write(
            f"{name:20}  {one['inputs']:6}  {one['refused']:7}  {one['wrong']:5}"
            f"  {slowest[name]:9.1f}  {largest[name]:7.0f}\n"
        )
    wrong = sum(one["wrong"] for one in counts.values())
    sys.stdout.write(f"{'✗' if wrong else '✓'} {count} 份输入 inputs, {wrong} 处不对 wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500, *sys.argv[2:3]))
