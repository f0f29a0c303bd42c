"""From a series to a drawing: years across, values up, targets drawn as what they are.

`derive_chart` decides every position and every word, `svg` only writes them down; how a chart of a
page looks is in the theme's style sheets. `draw_series` makes all drawings of a series at once.

A threshold is a line with an arrow and a tint on the side that keeps the promise, “about” a band of
the published tolerance, a range a band between two lines, a bare figure a line with a diamond. A
full-year value is a filled point, a cumulative one a hollow point.
"""

from scripts.charts.chart import Chart
from scripts.charts.layout import derive_chart
from scripts.charts.series import DrawnSeries, SeriesDrawings, draw_series
from scripts.charts.small import SmallChart, derive_small_chart
from scripts.charts.svg import render_small_svg, render_svg

__all__ = [
    "Chart",
    "DrawnSeries",
    "SeriesDrawings",
    "SmallChart",
    "derive_chart",
    "derive_small_chart",
    "draw_series",
    "render_small_svg",
    "render_svg",
]
