"""The parts of a drawing as SVG: there are dozens of each, so they are written as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import escape

from scripts.charts.chart import LegendEntry, LegendKind, Marks, Segment, TargetMark
from scripts.charts.geometry import Box, Label

RED, INK = "#b5452f", "currentColor"
_SPECIAL = re.compile(r"[&<>\"']")
_SAMPLES: dict[LegendKind, str] = {
    "target": f'<path class="chart-target" stroke="{RED}" stroke-width="2.2" d="M0-5h14"/>',
    "doubted": f'<path class="chart-target" stroke="{RED}" stroke-width="2.2"'
    ' stroke-dasharray="5 3" d="M0-5h14"/>',
    "beyond": f'<path class="chart-target" fill="none" stroke="{RED}" stroke-width="1.6"'
    ' d="M7-11l6 10h-12z"/>',
    "path": f'<path class="chart-path" stroke="{RED}" stroke-width="1.5" stroke-dasharray="2 4"'
    ' d="M0-5h14"/>',
    "actual": '<circle class="chart-point" cx="8" cy="-5" r="4"/>',
    "interim": '<circle class="chart-interim" cx="8" cy="-5" r="4" fill="none"'
    f' stroke="{INK}" stroke-width="1.8"/>',
}


def escaped(text: str) -> str:
    """A text as it stands between tags and in attributes."""
    return str(escape(text)) if _SPECIAL.search(text) else text


def all_escaped(texts: Sequence[str]) -> Sequence[str]:
    """`escaped` of each; mostly there is nothing to escape in any."""
    return list(map(escaped, texts)) if _SPECIAL.search("".join(texts)) else texts


def format_coordinate(value: float) -> str:
    """One decimal, without a trailing zero: the same bytes on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _shortened(elements: str) -> str:
    """Elements whose attributes end in coordinates of one decimal, without trailing zeros.

    Only attributes: a text between tags has no quotation mark that is not escaped.
    """
    return elements.replace('"-0.0"', '"0"').replace('.0"', '"')


def render_texts(  # noqa: PLR0913 - attributes of one element
    labels: Sequence[Label],
    kind: str,
    *,
    fill: str = "",
    opacity: str = "",
    weight: str = "",
    anchor: str = "start",
) -> str:
    """Labels of one kind in a group; empty without any."""
    if not labels:
        return ""
    head = f'<g class="chart-{kind}"'
    if fill:
        head += f' fill="{fill}"'
    if opacity:
        head += f' fill-opacity="{opacity}"'
    if weight:
        head += f' font-weight="{weight}"'
    if anchor != "start":
        head += f' text-anchor="{anchor}"'
    words = all_escaped([label.text for label in labels])
    texts = [
        f'<text x="{x:.1f}" y="{y:.1f}">{text}</text>'
        if own == anchor
        else f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{own}">{text}</text>'
        for (x, y, _, _, _, own), text in zip(labels, words, strict=True)
    ]
    return f"{head}>{_shortened(''.join(texts))}</g>\n"


def render_marks(chart_id: str, marks: Marks, plot: Box, zero: float | None) -> str:
    """The axis and the marks, from the back to the front; nothing else of a chart."""
    n = format_coordinate
    hatch = f"chart-{escaped(chart_id)}-hatch"
    parts: list[str] = []
    if any(target.doubted for target in marks.targets):
        parts.append(
            f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><path class="chart-hatch" d="M0 0V6"'
            f' stroke="{RED}" stroke-width="1.6"/></pattern></defs>\n'
        )
    parts.append(
        f'<path class="chart-axis" fill="none" stroke="{INK}" stroke-opacity=".7"'
        f' d="M{n(plot.left)} {n(plot.bottom if zero is None else zero)}H{n(plot.right)}"/>\n'
    )
    parts += [_render_zone(target, target.zone, hatch) for target in marks.targets if target.zone]
    if marks.paths:
        parts.append(
            f'<g class="chart-path" fill="none" stroke="{RED}" stroke-dasharray="2 4"'
            f' stroke-width="1.5">{_render_lines(marks.paths)}</g>\n'
        )
    if marks.targets:
        targets = "".join(map(_render_target, marks.targets))
        parts.append(
            f'<g class="chart-target" fill="none" stroke="{RED}" stroke-width="2.2">{targets}</g>\n'
        )
    if marks.polyline:
        points = " ".join([f"{x:.1f},{y:.1f}" for x, y in marks.polyline])
        points = f"{points} ".replace(".0,", ",").replace(".0 ", " ")[:-1]
        parts.append(
            f'<polyline class="chart-line" fill="none" stroke="{INK}" stroke-width="1.6"'
            f' points="{points}"/>\n'
        )
    full, interim = 'r="4"/>\n', f'r="4" fill="none" stroke="{INK}" stroke-width="1.8"/>\n'
    points = "".join(
        [
            f'<circle class="chart-interim" cx="{x:.1f}" cy="{y:.1f}" {interim}'
            if hollow
            else f'<circle class="chart-point" cx="{x:.1f}" cy="{y:.1f}" {full}'
            for x, y, hollow in marks.points
        ]
    )
    parts.append(_shortened(points))
    return "".join(parts)


def _render_zone(target: TargetMark, zone: Box, hatch: str) -> str:
    n = format_coordinate
    look = (
        f'class="chart-doubted" fill="url(#{hatch})" fill-opacity=".45"'
        if target.doubted
        else f'class="chart-zone" fill="{RED}" fill-opacity=".13"'
    )
    left, top, right, bottom = zone
    return (
        f'<g {look}><rect x="{n(left)}" y="{n(top)}" width="{n(right - left)}"'
        f' height="{n(bottom - top)}"/></g>\n'
    )


def _render_lines(lines: Iterable[Segment]) -> str:
    n = format_coordinate
    return "".join(f'<path d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}"/>' for x1, y1, x2, y2 in lines)


def _render_target(target: TargetMark) -> str:
    n = format_coordinate
    text = _render_lines(target.lines)
    if target.doubted:
        text = f'<g stroke-dasharray="5 3">{text}</g>'
    if arrow := target.arrow:
        d = 5 if arrow.y2 < arrow.y1 else -5
        text += (
            f'<path stroke-width="1.6" d="M{n(arrow.x1)} {n(arrow.y1)}V{n(arrow.y2)}'
            f'm-4 {d}l4 {-d} 4 {d}"/>'
        )
    if target.diamond:
        x, y = target.diamond
        text += (
            f'<path class="chart-diamond" fill="{RED}" stroke="none"'
            f' d="M{n(x)} {n(y - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5z"/>'
        )
    if target.beyond:
        x, y = target.beyond
        text += f'<path stroke-width="1.6" d="M{n(x)} {n(y)}l6 10h-12z"/>'
    return text


def render_legend(entry: LegendEntry) -> str:
    """A sample of a mark and its word."""
    x, y = format_coordinate(entry.x), format_coordinate(entry.y)
    return (
        f'<g class="chart-legend" transform="translate({x} {y})">{_SAMPLES[entry.kind]}'
        f'<text x="18">{escaped(entry.text)}</text></g>\n'
    )


def render_stops(stops: Iterable[tuple[Box, str]]) -> str:
    """What answers to the pointer and the keyboard: nothing to be seen, in whole units."""
    places = list(stops)
    said = all_escaped([say for _, say in places])
    return "".join(
        [
            f'<rect x="{round(left)}" y="{round(top)}" width="{round(right - left)}"'
            f' height="{round(bottom - top)}" data-say="{say}"/>'
            for ((left, top, right, bottom), _), say in zip(places, said, strict=True)
        ]
    )
