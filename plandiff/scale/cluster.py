"""The same work on a Dask cluster: pieces as tasks, merged in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, TypeVar

from plandiff.errors import ClusterError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["connect", "spread"]

_TRIES = 5

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")


def spread(
    client: Client,
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    shared: Shared,
) -> Iterator[Result]:
    """Do a piece of work for each item, on all workers.

    Parameters
    ----------
    client : distributed.Client
        Connected. What a lost worker had to do, others do again.
    work : callable
        Called with an item and what is shared; a function of a module.
    items : sequence
        The pieces of work.
    shared : object
        Sent to each worker once.

    Yields
    ------
    object
        The results, in the order of the items.

    Raises
    ------
    ClusterError
        If workers end again and again without a result.
    """
    from distributed.comm.core import CommClosedError

    cluster: Any = client
    done = 0
    lost = 0
    while done < len(items):
        begun = done
        try:
            shared_future = cluster.scatter(shared, broadcast=True, hash=False)
            futures = cluster.map(
                work, list(items[done:]), shared=shared_future, pure=False
            )
            for place, future in enumerate(futures):
                yield future.result()
                futures[place] = None  # what is done need not be kept
                done += 1
        except (CommClosedError, CancelledError) as error:
            # A worker ended while it held, or was sent, what is shared.
            lost = 1 if done > begun else lost + 1
            if lost >= _TRIES:
                raise ClusterError(
                    f"{len(items) - done} of {len(items)} pieces of work "
                    f"could not be done: workers ended {lost} times in turn "
                    f"without a result ({error}). See their logs; they may "
                    "need more memory."
                ) from error


def connect(address: str, *, seconds: float = 10.0) -> Client:
    """Connect to a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://host:8786``.
    seconds : float, default 10
        How long to wait for an answer.

    Returns
    -------
    distributed.Client
        For `plandiff.reuse` and `plandiff.align_many`.

    Raises
    ------
    ClusterError
        If `plandiff[scale]` is not installed or nobody answers.
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(
            "a cluster needs Dask, which is not installed. Install "
            "plandiff[scale]."
        ) from error
    try:
        factory: Any = distributed.Client
        client: Client = factory(address, timeout=seconds)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{address}: expected a Dask scheduler but nobody answered "
            f"within {seconds:g} seconds ({error}). Start one with `dask "
            "scheduler`, or check the address and the firewall."
        ) from error
    return client
