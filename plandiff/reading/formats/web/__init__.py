"""Web pages.

`maintext` finds the element that holds the text, `tables` lays tables out,
`reader` conducts them.
"""
