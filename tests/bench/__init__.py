"""How long a site takes, beside Hugo's time for its bare pages in the same run.

synthetic   seeded places by the package contract
hugo        the same pages for Hugo, all in Markdown and data-driven
measure     a command's seconds, processor time and memory
agreement   whether two sites have the same pages with the same numbers
"""
