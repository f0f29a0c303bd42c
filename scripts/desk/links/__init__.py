"""Whether the addresses of sources still open: asked by a person now and then, never by a build.

addresses  packages -> the addresses they cite, and where each is recorded
asking     one address -> what its server says, asked politely
progress   what was asked and when, kept so that a run can stop and go on
round      addresses and progress -> a run: what is asked, what is left for later
cells      a CSV's bytes -> the same bytes with some cells changed
record     answers -> the cells `checked` and `reachable` of `sources.csv`
"""
