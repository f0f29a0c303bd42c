"""The two small languages of a report: quantities in official prose, and its structure.

`quantities` reads amounts and comparators out of a clause. `headings`, `source_text` and
`numerals_in_text` find headings, sentences, numerals and their spans.
"""
