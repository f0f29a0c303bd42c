"""How long a site takes, beside Hugo's and stock Pelican's time for the same Markdown.

synthetic    seeded places by the package contract
peers        the Markdown of our pages for Hugo and for stock Pelican
pages_alone  our pages alone, as a generator of pages would render them
measure      a command's seconds, processor time and memory
agreement    whether sites have the same pages with the same numbers
describe     what was measured, as tables with the targets
"""
