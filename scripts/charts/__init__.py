"""From a series to a drawing: years across, values up, targets drawn as what they are.

`derive_chart` decides every position and every word, the templates of `theme/charts/` write them
down; how a chart of a page looks is in the theme's style sheets.

A threshold is a line with an arrow and a tint on the side that keeps the promise, “about” a band of
the published tolerance, a range a band between two lines, a bare figure a line with a diamond. A
full-year value is a filled point, a cumulative one a hollow point.
"""

from scripts.charts.chart import Chart
from scripts.charts.layout import derive_chart
from scripts.charts.series import DrawnSeries, SeriesDrawings
from scripts.charts.small import SmallChart, derive_small_chart
from scripts.charts.svg import render_small_svg, render_svg, render_svg_file

__all__ = [
    "Chart",
    "DrawnSeries",
    "SeriesDrawings",
    "SmallChart",
    "derive_chart",
    "derive_small_chart",
    "render_small_svg",
    "render_svg",
    "render_svg_file",
]
