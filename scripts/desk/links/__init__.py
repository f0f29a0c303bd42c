"""Whether the addresses of sources still open, and copies of their pages.

Asked by a person now and then, never by a build.

addresses  packages -> the addresses they cite, and where each is recorded
asking     one address -> what its server says, asked politely
progress   what was asked and when, kept so that a run can stop and go on
round      addresses and progress -> a run: what is asked, what is left for later
cells      a CSV's bytes -> the same bytes with some cells changed
record     answers -> the cells of `sources.csv` that say what was found and where a copy is
archive    an address -> a copy of its page, or what changed since the copy
page_text  an HTML page -> the text that a reader sees
"""
