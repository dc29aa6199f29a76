"""One machine of aloft's for a measurement, in a home of its own."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile


class Machine:
    def __init__(self, aloft, home, name):
        self.aloft, self.home, self.name = aloft, pathlib.Path(home), name
        self.environment = {**os.environ, "ALOFT_HOME": str(home)}

    def call(self, *words, **more):
        return subprocess.run([self.aloft, *map(str, words)], env=self.environment, check=True, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, **more)

    def up(self, *words):
        """The events that it told of."""
        told = self.call("up", *words, "--name", self.name, "--yes", "--json", "--progress", "json", cwd=self.home).stderr
        return [json.loads(line) for line in told.splitlines() if line.startswith("{")]

    def ssh(self, *words):
        """The words of plain ssh to the machine, with aloft's own configuration."""
        return ["ssh", "-F", str(self.home / "machines" / self.name / "ssh_config"), self.name, "--", *words]

    def on_it(self, script):
        return subprocess.run(self.ssh(script), check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


@contextlib.contextmanager
def machine(aloft, name, cache):
    """Not made yet; whatever was made is removed afterwards."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="aloft-bench-"))
    pathlib.Path(cache).mkdir(parents=True, exist_ok=True)
    (home / "cache").symlink_to(pathlib.Path(cache).resolve())
    one = Machine(aloft, home, name)
    try:
        yield one
    finally:
        subprocess.run([aloft, "down", name, "--yes", "--json"], env=one.environment, capture_output=True)
        shutil.rmtree(home, ignore_errors=True)
