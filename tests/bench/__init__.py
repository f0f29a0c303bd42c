"""How long a site takes, beside Hugo's time for the same pages in the same run.

synthetic   seeded places by the package contract
hugo        bare pages of them for Hugo, all in Markdown and data-driven
same_pages  what our own pages show, as data
hugo_same   the same pages for Hugo, by the Go templates in `layouts/`
measure     a command's seconds, processor time and memory
agreement   whether two sites have the same pages with the same numbers
describe    what was measured, as tables with the targets
"""
