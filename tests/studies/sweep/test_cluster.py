"""A recipe on a real dask scheduler with two real workers, one of which is killed midway."""

import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from consolidation import BadInput, sweep

pytest.importorskip("distributed")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@pytest.fixture
def cluster(tmp_path):
    """A scheduler's address, and its two workers' processes."""
    where = tmp_path / "scheduler.json"
    told = ["--scheduler-file", str(where), "--no-dashboard"]
    environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s"}
    start = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*start, "scheduler", "--port", "0", "--host", "127.0.0.1", *told], cwd=tmp_path, env=environment, **QUIET
    )
    options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path)]
    workers = []
    try:
        for _ in range(120):
            if where.exists() and where.read_text().endswith("}"):
                break
            time.sleep(0.25)
        from distributed import Client

        workers += [
            subprocess.Popen([*start, "worker", *told, *options], cwd=tmp_path, env=environment, **QUIET)
            for _ in range(2)
        ]
        with Client(scheduler_file=str(where), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.slow
def test_one_of_two_workers_is_killed_midway(cluster, study, tmp_path):
    address, workers = cluster
    killed = []

    def tell(progress):
        if not killed and progress.done >= 20:
            killed.append(os.kill(workers[0].pid, signal.SIGKILL))

    recipe = study(replicates=40)
    results = sweep(recipe, cluster=address, progress=tell)
    assert killed and workers[0].wait() == -signal.SIGKILL
    assert len(results) == 160 and not len(results.failures)
    local = sweep(recipe, workers=0, folder=tmp_path / "local")
    pd.testing.assert_frame_equal(results.pandas(), local.pandas())


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x"])
def test_nobody_there(study, address, monkeypatch):
    from consolidation.studies.sweep import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(BadInput, match="nobody answers there"):
        sweep(study(), cluster=address)
