"""A first draft of a report's tables from its plain text; a person reviews every row.

outline      headings -> sections, and which part of the text looks ahead
commitments  quantities and milestones of that part -> targets
roles        every numeral -> the target it belongs to, or a guess at what it is
suspicions   likely scanning errors and impossible magnitudes -> doubts
names        from a promise's words -> an indicator's name, its id, and one that exists already
draft        all of it together

Rows are dicts of column -> text, as the CSV will hold them. What a machine is unsure of says so in
its note, which begins with `UNSURE`; validation then leads through what is left to be done.
"""

from scripts.desk.drafting.draft import Draft, Known, draft_report
from scripts.desk.drafting.suspicions import facts_of

__all__ = ["Draft", "Known", "draft_report", "facts_of"]
