"""The same on a cluster; nothing is lost when a worker ends."""

from __future__ import annotations

import os
import threading
import time

import pandas as pd
import pytest
from scale.invented import plans

import plandiff
from plandiff.errors import ClusterError
from plandiff.scale import search
from plandiff.scale.cluster import connect

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_reuse_on_a_cluster_is_the_same(client, monkeypatch) -> None:
    documents = plans(6, 40, seed=21)
    monkeypatch.setattr(search, "_BLOCK", 32)
    alone = plandiff.reuse(documents)
    spread = plandiff.reuse(documents, client=client)
    assert len(alone) > 50
    pd.testing.assert_frame_equal(alone, spread, check_exact=True)
    assert alone.attrs == spread.attrs


def test_alignments_on_a_cluster_are_the_same(client) -> None:
    documents = plans(3, 8, seed=22)
    alone = plandiff.align_many(documents, "all")
    spread = plandiff.align_many(documents, "all", client)
    assert list(alone) == list(spread)
    for pair in alone:
        pd.testing.assert_frame_equal(
            alone[pair].pairs, spread[pair].pairs, check_exact=True
        )
        pd.testing.assert_frame_equal(
            alone[pair].links, spread[pair].links, check_exact=True
        )
        assert alone[pair].signature == spread[pair].signature


def test_a_worker_that_ends_loses_nothing(client, monkeypatch) -> None:
    documents = plans(8, 120, seed=23)
    alone = plandiff.reuse(documents)
    monkeypatch.setattr(search, "_BLOCK", 4)
    pids = client.run(os.getpid)

    def end_one() -> None:
        time.sleep(0.3)
        os.kill(next(iter(pids.values())), 9)

    ending = threading.Thread(target=end_one)
    ending.start()
    spread = plandiff.reuse(documents, client=client)
    ending.join()
    pd.testing.assert_frame_equal(alone, spread, check_exact=True)


def test_a_scheduler_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:1: expected"):
        connect("tcp://127.0.0.1:1", seconds=0.5)
