"""A folder of CSVs -> raw package -> tables -> typed rows.

`read` reads a folder, `typed_rows` makes a `Place` of it, `tabular` is the table model of any
package, `vocabulary` holds what places share.
"""
