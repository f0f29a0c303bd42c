"""Workbooks that people keep, in and out.

sheets     a workbook file -> sheets of cells as text, as people see them (by in2csv)
layout     a sheet -> which row is the heading, which column is what, where the notes begin
cells      a cell as people write it -> the cell as the contract has it
proposal   rows of a sheet against a table -> what would be added or changed
template   a place's tables -> a workbook with drop-downs and notes, that comes back unchanged
"""
