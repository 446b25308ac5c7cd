"""Readers: what people decide, and how far two of them agree.

`review` lets them decide uncertain links, `coding` code themes by hand;
`agreement` compares two of either.
"""
