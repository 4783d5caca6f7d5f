"""A real Spark cluster on loopback: a master, two workers, a Spark Connect server.

It is started from the package `pyspark`, which `make test-system` puts beside the
environment, as an ordinary user, and ended process by process.
"""

import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.system.mariadb_server import free_port

#: The package with the jars; it cannot stand beside the client in one environment.
HOME = Path(
    os.environ.get("UPHELD_SPARK_HOME")
    or Path(__file__).parents[2] / ".venv" / "spark" / "pyspark"
)
#: Who runs it where the tests run as root.
NOBODY = 65534
#: How long the cluster may take to be there, in seconds; a busy machine takes a minute.
PATIENCE = 240

#: Tests ask many small questions: starting counts for more there than running.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
MANY_SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


@dataclass(slots=True)
class Cluster:
    """The processes of one cluster."""

    folder: Path
    user: int | None
    master: int = field(default_factory=free_port)
    web: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    others: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def remote(self) -> str:
        """The address that the engine is given."""
        return f"sc://127.0.0.1:{self.port}"

    def start(self, name: str, words: Sequence[str]) -> "subprocess.Popen[bytes]":
        """One process of Spark, its output in a file of its name."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        if self.user is not None:
            os.chown(place, self.user, self.user)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(place),
            "SPARK_HOME": str(HOME),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(place),
            "SPARK_WORKER_DIR": str(place),
            "SPARK_NO_DAEMONIZE": "1",
            # For the server it goes before --driver-memory.
            "SPARK_DAEMON_MEMORY": "1g" if name == "server" else "256m",
            "SPARK_DAEMON_JAVA_OPTS": JAVA,
        }
        if java := os.environ.get("JAVA_HOME"):
            environment["JAVA_HOME"] = java
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [str(HOME / "bin" / words[0]), *words[1:]],
                cwd=place,
                env=environment,
                user=self.user,
                stdout=log,
                stderr=log,
            )

    def begin(self, settings: dict[str, str]) -> None:
        """Start everything, and wait until it is there."""
        master = "org.apache.spark.deploy.master.Master"
        worker = "org.apache.spark.deploy.worker.Worker"
        at = ("--host", "127.0.0.1", "--port", str(self.master))
        class_ = "spark-class"
        self.others.append(
            self.start("master", (class_, master, *at, "--webui-port", str(self.web)))
        )
        for number in (1, 2):
            words = ("--cores", "1", "--memory", "1g", "--host", "127.0.0.1")
            web = ("--webui-port", str(free_port()))
            address = f"spark://127.0.0.1:{self.master}"
            name = f"worker-{number}"
            self.workers.append(
                self.start(name, (class_, worker, *words, *web, address))
            )
        self.wait(lambda: self.alive() == 2, "two workers")
        self.serve(settings)

    def serve(self, settings: dict[str, str]) -> None:
        """Start the server that clients talk to."""
        options = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self.port),
            "spark.ui.enabled": "false",
            "spark.executor.memory": "640m",
            "spark.executor.cores": "1",
            "spark.executor.extraJavaOptions": JAVA,
            "spark.cores.max": "2",
            "spark.locality.wait": "0",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(self.folder / "server" / "warehouse"),
            **settings,
        }
        given = [part for k, v in options.items() for part in ("--conf", f"{k}={v}")]
        words = (
            "spark-submit",
            *("--master", f"spark://127.0.0.1:{self.master}"),
            *("--driver-memory", "1g", "--driver-java-options", JAVA),
            *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"),
            *given,
            "spark-internal",
        )
        self.server = self.start("server", words)
        self.wait(self.answers, "a Spark Connect server")

    def alive(self) -> int:
        """How many workers the master has."""
        with suppress(OSError, ValueError):
            page = f"http://127.0.0.1:{self.web}/json/"
            with urllib.request.urlopen(page, timeout=5) as answer:
                return int(json.load(answer)["aliveworkers"])
        return 0

    def answers(self) -> bool:
        """Whether the server lets one connect."""
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Until something is there; a process that ends fails the test."""
        end = time.monotonic() + PATIENCE
        while not ready():
            running = (*self.workers, *self.others, self.server)
            assert all(p is None or p.poll() is None for p in running), self.logs()
            assert time.monotonic() < end, f"no {what} in time\n{self.logs()}"
            time.sleep(0.25)

    def logs(self) -> str:
        """The ends of what the processes wrote."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(
            f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs
        )

    def end(self) -> None:
        """End what was started here, each by itself."""
        server = [] if self.server is None else [self.server]
        for process in (*server, *self.workers, *self.others):
            if process.poll() is None:
                process.terminate()
        for process in (*server, *self.workers, *self.others):
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            if process.poll() is None:
                process.kill()
                process.wait(timeout=30)


@contextmanager
def spark_cluster(settings: dict[str, str] | None = None) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts."""
    assert HOME.is_dir(), f"no Spark in {HOME}: run the tests by `make test-system`"
    with tempfile.TemporaryDirectory(
        prefix="upheld-spark-", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder, NOBODY if os.geteuid() == 0 else None)
        try:
            cluster.begin(settings or {})
            yield cluster
        finally:
            cluster.end()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that the workers may read."""
    with tempfile.TemporaryDirectory(prefix="upheld-seen-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield folder
