"""PDF: from the letters of a page to paragraphs.

In the order of the way: `fonts` that PDFium sees, `letters` of a page, in
`rows`, as `lines`; `rulings` around tables; `margins` and `annotations`, which
are no text; `places` and `columns` give the order; `breaks` says where a
paragraph begins, `composing` puts it together, `reader` conducts.
"""
