"""The same work on a Dask cluster: blocks as tasks, merged in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from plandiff.scale.search import Found, Search, blocks

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["search_on"]


def search_on(client: Client, task: Search) -> Iterator[Found]:
    """Search all rows on a cluster, in the order of the rows.

    Parameters
    ----------
    client : distributed.Client
        Connected. A worker that is lost is replaced by others: the blocks
        it had are searched again.
    task : Search
        Sent to each worker once.

    Yields
    ------
    Found
        Of each block, the same as without a cluster.
    """
    cluster: Any = client
    everywhere = cluster.scatter(task, broadcast=True, hash=False)
    parts = blocks(len(task.weights))
    futures = cluster.map(_block, parts, task=everywhere, pure=False)
    for future in futures:
        yield future.result()
        future.release()


def _block(part: tuple[int, int], task: Search) -> Found:
    return task.block(*part)
