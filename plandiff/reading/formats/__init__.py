"""From the bytes of a file to a `Received` text; nothing is known of plans.

`finding` names the format, `encodings` decodes text, `rows` reads a row of a
table file; the packages `pdf`, `web` and `word` each read one family. The
common value they give, and the clock they ask in every loop, stand in
`plandiff.reading.received`.
"""
