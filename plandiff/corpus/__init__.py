"""The corpus: bundled plans, digests of plans, and the user's own files.

`collection` gives documents by id, `entries` reads the catalog, `digest`
makes a document of our own cited summary, `intake` adds a user's file after
`checking` it against what is known, `sealing` writes hashes.
"""

from plandiff.corpus.collection import Corpus, catalog, load_corpus

__all__ = ["Corpus", "catalog", "load_corpus"]
