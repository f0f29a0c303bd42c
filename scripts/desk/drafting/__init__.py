"""A first draft of a report's tables from its plain text; a person reviews what is doubtful.

outline      headings -> sections
pieces       the text -> pieces that promise one thing: clauses, and enumerations cut at 、
subjects     the words around a figure -> what it is of; the members of a 分别 list
figures      pieces with a quantity -> promises with a figure
directions   clauses of the main targets without one -> directional promises
milestones   clauses that name an event -> milestones
indicators   a promise's words -> an indicator of the place, one that places share, or a new one
roles        every numeral -> the target it belongs to, or a guess at what it is
suspicions   likely scanning errors and impossible magnitudes -> doubts
draft        all of it together
scorecard    what was found where, in a few lines

Which part of a text looks ahead, and by when, is in `scripts.text.horizons`. Rows are dicts of
column -> text, as the CSV will hold them. Each target has a confidence with its reason; the note of
one that has to be looked at begins with `UNSURE`, and validation leads through those.
"""

from scripts.desk.drafting.draft import Draft, draft_report
from scripts.desk.drafting.indicators import Known
from scripts.desk.drafting.suspicions import facts_of

__all__ = ["Draft", "Known", "draft_report", "facts_of"]
