"""PDF: from the letters of a page to paragraphs.

`letters` of a page, `lines` of letters, `rulings` around tables, `columns` in
reading order, `margins` (running heads, footnotes), `composing` of
paragraphs; `reader` conducts them.
"""
