"""What there really is of one owner's machines, asked of podman and the file system (or of the paper), not of aloft."""

import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import subprocess


def quick_place():
    """In memory when there is room: nothing here is about the disk, and a trial writes hundreds of megabytes."""
    memory = pathlib.Path("/dev/shm")
    enough = 4 << 30
    return memory if memory.exists() and shutil.disk_usage(memory).free > enough else None


def why_no_machines():
    """Why machines cannot be made on this computer, or nothing."""
    if shutil.which("podman") is None:
        return "podman is not installed"
    done = subprocess.run(["podman", "info"], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"podman does not work here: {done.stderr.strip()}"


@contextlib.contextmanager
def own_podman(options, folder):
    """A store of podman's for the harness alone, so that nothing of the person's is seen or touched."""
    if options.place != "podman":
        yield
        return
    settings = pathlib.Path(folder) / "storage.conf"
    settings.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n')
    os.environ["CONTAINERS_STORAGE_CONF"] = str(settings)
    try:
        yield
    finally:
        subprocess.run(["podman", "rm", "--all", "--force", "--time", "0"], capture_output=True, check=False)
        del os.environ["CONTAINERS_STORAGE_CONF"]


def at_work():
    """Programs that may be what a command waits for."""
    listed = subprocess.run(["ps", "axfo", "pid,etimes,stat,args"], capture_output=True, text=True, check=False).stdout
    return "\n".join(line[:1000] for line in listed.splitlines() if "aloft" in line or "podman" in line)


class Home:
    """One ALOFT_HOME."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.data = folder
        folder.mkdir(parents=True, mode=0o700)

    def environment(self):
        return dict(os.environ, ALOFT_HOME=str(self.folder))

    def owner(self):
        file = self.data / "owner"
        return file.read_text().strip() if file.exists() else None

    def wrong_with(self, machine, verb):
        """Of the machine, after that verb; nothing when nobody can say."""
        return []

    def wait_for_acts(self, machine):
        """A killed aloft may have left a program at work; it holds the machine's lock until it has ended."""
        file = self.data / "locks" / f"machine-{machine}.lock"
        if not file.exists():
            return
        with open(file) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)


def labelled(owner, name, *words):
    done = subprocess.run(["podman", *words, "--filter", f"label=aloft-owner={owner}", "--format", name],
                          capture_output=True, text=True, check=True)
    return sorted(done.stdout.split())


class PodmanHome(Home):
    """Its machines are real."""

    one_of_each = ["disk", "instance", "key", "network", "port"]

    def __init__(self, folder: pathlib.Path, cache: pathlib.Path):
        super().__init__(folder)
        (folder / "cache").symlink_to(cache)

    def things(self, machine):
        """Everything that was made, as (kind, name). The cached image is not a machine's and does not count."""
        owner = self.owner()
        found = []
        if owner:
            found += [("instance", name) for name in labelled(owner, "{{.Names}}", "ps", "-a")]
            found += [("disk", name) for name in labelled(owner, "{{.Name}}", "volume", "ls")]
            found += [("network", name) for name in labelled(owner, "{{.Name}}", "network", "ls")]
        for reservation in self.folder.glob("ports/*[0-9]"):
            if reservation.name.isdigit():
                found.append(("port", json.loads(reservation.read_text())["name"]))
        if (self.folder / "machines" / machine).exists():
            found.append(("key", machine))
        return found

    def leftover_processes(self, machine):
        """Programs that still run for a machine that is gone."""
        needles = [f"{self.folder}/machines", f"aloft-{machine}-{self.owner()}"]
        left = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if any(needle in words for needle in needles):
                left.append(words.strip())
        return left


class PaperHome(Home):
    """Its cloud is a file."""

    one_of_each = ["address", "disk", "host_key", "instance", "key", "network"]

    def environment(self):
        return super().environment() | {"ALOFT_PAPER": str(self.folder)}

    def things(self, machine):
        found = []
        for file in (self.folder / "local.json", self.folder / "ssh.json"):
            if file.exists():
                found += [(one["ref"]["kind"], one["ref"]["name"]) for one in json.loads(file.read_text())]
        return [thing for thing in found if thing[0] != "image"]

    def leftover_processes(self, machine):
        return []


def known(aloft: str, home: Home, machine: str):
    """What the ledger knows of the machine, as (kind, name)."""
    done = subprocess.run([aloft, "status", machine, "--json"], capture_output=True, text=True, env=home.environment(), check=False)
    not_found = 3
    if done.returncode == not_found:
        return []
    if done.returncode != 0:
        raise RuntimeError(f"aloft status ended with {done.returncode}: {done.stdout}{done.stderr}")
    resources = json.loads(done.stdout)["machines"][0]["resources"]
    return [(one["resource"]["ref"]["kind"], one["resource"]["ref"]["name"]) for one in resources]
