"""The review desk: a report beside its rows, in the browser of the person who reviews them.

state      a package as it stands with what is wrong with it; a change tried in a copy
tables     the tables as rows of text, which edits change
edits      what a person decides about a promise: right, no promise, split, joined, a new one
numerals   the numerals of a report, kept in step with its promises
proposals  words selected in the text -> the cells of a new promise
desk       reports that can be opened; a change checked, written, undone; how far the review is
marks      the text in blocks, cut where promises begin and end
forms      a row as the fields of a form, from the Table Schemas and the vocabulary
pages      what the browser is shown
guard      who may ask: loopback, the token, the page itself
server     addresses -> pages and changes
"""
