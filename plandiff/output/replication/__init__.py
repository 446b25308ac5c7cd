"""A report that others can make again: its inputs, versions and hashes.

Read `bundles` (what a bundle holds, checked), then `writing` (`bundle`),
`verifying` (`verify`) and `versions` (what the bytes of a result hang on).
"""
