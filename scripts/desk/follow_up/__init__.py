"""What became of a place's promises, read from a text or a table, as rows for a person to check.

proposal          a row that could be written, with the promise, the words, and how sure it is
promises          tables of a place -> its promises, each with the words by which it is recognised
review            a report's text -> the figures that it tells of the year gone
observations      those figures -> rows of `observations.csv`
events            clauses that name a milestone -> rows of `evidence.csv`
sheets            tables of tasks -> rows of `observations.csv` and `evidence.csv`
responsibilities  tables of tasks and offices -> rows of `bodies.csv`, `responsibilities.csv`
run               files -> proposals; proposals -> the place's tables

Confidence is that of `drafting`: what is `low` is shown and never written. Notes of rows that are
written begin with the marks of a draft, so that validation leads through them.
"""
