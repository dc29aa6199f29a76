#!/usr/bin/env python3
"""Kills the real aloft at every moment that matters, for every verb, and counts what is left.

After each kill three things must hold:
  known     whatever exists is in the ledger, before anything else has been done;
  finished  or removed: the next command finishes the work, or takes it away, without help;
  single    there are never two of one thing, and after `down` there is none.

On paper (aloft_on_paper) the cloud is a file, a run takes milliseconds, and every single write is tried. With real
machines each call of a program is tried: while it runs on alone, and when it has ended. On Google Cloud, which is the
practice cloud here (aloft_on_practice), every write is tried and every call: before it is sent, while it is on its way
to arrive when aloft is dead, when it is there, when it has been answered, and when that has been read.

  kill.py --library libkill_at.so --aloft aloft
  kill.py --library libkill_at.so --aloft aloft_on_paper --place paper --moments all
  kill.py --library libkill_at.so --aloft aloft_on_practice --place google --practice aloft --moments all
  kill.py --library libkill_at.so --aloft aloft --program aloft_journal_late --late-journal
"""

import argparse
import concurrent.futures
import itertools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import google
import world


class Violation(Exception):
    pass


class Unrecorded(Violation):
    """Something exists that the ledger does not know."""


NOT_FOUND = 3
ON_ITS_WAY = "on its way"
MOVES = ("move", "resize-move")
WITH_ITS_DISK = ("disk", "host_key", "key")


class Trial:
    """One home, one machine, one kill."""

    def __init__(self, options, folder: pathlib.Path, machine: str):
        self.options = options
        self.home = options.home(folder)
        self.machine = machine
        self.cpus = 1

    def words(self, verb):
        if verb == "move":
            return ["start", self.machine, "--move", "--json"]
        if verb == "shelve":
            return ["down", self.machine, "--keep-disk", "--yes", "--json"]
        if verb == "unshelve":
            verb = "up"
        if verb in ("up", "up with a GPU", "up in a zone") and self.options.place == "google":
            more = ["--gpu", "T4"] if verb == "up with a GPU" else []
            region = "us-central1-a" if verb == "up in a zone" else "us-central1"
            return ["up", "--name", self.machine, "--yes", "--json", "--on", "gcp", "--region", region, "--cpus", "4",
                    "--address", "static", "--setup", "bare", *more]
        if verb in ("resize", "resize-move"):
            change = ["--gpu", "T4"] if self.options.place == "google" else ["--cpus", str(self.cpus)]
            move = ["--move", "--region", "us-central1"] if verb == "resize-move" else []
            return ["resize", self.machine, *change, *move, "--yes", "--json"]
        if verb == "up":
            # On real machines this is about the machine: installing has a test of its own, and takes a minute a time.
            setup = "full" if self.options.place == "paper" else "bare"
            return ["up", "--name", self.machine, "--yes", "--json", "--cpus", str(self.cpus), "--memory", "512MB",
                    "--setup", setup]
        if verb == "down":
            return ["down", self.machine, "--yes", "--json"]
        return [verb, self.machine, "--json"]

    def run(self, verb):
        """Undisturbed, and it has to succeed."""
        try:
            done = subprocess.run([self.options.aloft, *self.words(verb)], capture_output=True, text=True,
                                  env=self.home.environment(), stdin=subprocess.DEVNULL, timeout=300)
        except subprocess.TimeoutExpired as late:
            raise Violation(f"{late}; it had said: {late.output} {late.stderr}; at work:\n{world.at_work()}") from late
        # Killed before anything was written, there is no machine to remove.
        fine = (0, NOT_FOUND) if verb == "down" else (0,)
        if done.returncode not in fine:
            raise Violation(f"`aloft {verb}` ended with {done.returncode}: {done.stderr or done.stdout[:600]}")

    def run_killed(self, verb, at):
        """Killed at that moment; answers whether it came so far, and the moments it went through."""
        log = self.home.folder / "moments"
        log.unlink(missing_ok=True)
        environment = self.home.environment() | {"LD_PRELOAD": self.options.library, "ALOFT_KILL_AT": str(at),
                                                 "ALOFT_KILL_LOG": str(log)}
        if self.options.late_journal:
            environment["ALOFT_JOURNAL_LATE"] = "yes"
        # Not communicate(): a program that outlives aloft would hold its outputs open.
        process = subprocess.Popen([self.options.program, *self.words(verb)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment)
        code = process.wait(timeout=300)
        self.home.wait_for_acts(self.machine)
        # Two threads may write their lines in another order than they took their numbers, and one line may be missing:
        # that of a thread that was about to write when the other one had the process killed.
        numbered = (line.split(" ", 1) for line in log.read_text().splitlines())
        moments = {int(number): what for number, what in numbered}
        if at == 0 and code != 0:
            again = subprocess.run([self.options.aloft, *self.words(verb)], capture_output=True, text=True,
                                   env=self.home.environment(), stdin=subprocess.DEVNULL, timeout=300)
            raise Violation(f"`aloft {verb}` with counting ended with {code}; once more: {again.stdout}{again.stderr}")
        return code == -signal.SIGKILL, moments

    def check_known(self):
        ledger = world.known(self.options.aloft, self.home, self.machine)
        unknown = [thing for thing in self.home.things(self.machine) if thing not in ledger]
        if unknown:
            raise Unrecorded(f"exists and is not in the ledger: {unknown}")

    def check_finished(self, verb):
        kinds = sorted(kind for kind, _ in self.home.things(self.machine))
        expected = [kind for kind in self.home.one_of_each if verb != "shelve" or kind in WITH_ITS_DISK]
        if kinds != expected:
            raise Violation(f"not exactly one each of {expected}: {kinds}")
        if wrong := self.home.wrong_with(self.machine, verb):
            raise Violation(f"finished, and not as it should be after {verb}: {wrong}")

    def check_nothing(self):
        left = self.home.things(self.machine) + self.home.leftover_processes(self.machine)
        if left:
            raise Violation(f"left behind: {left}")

    def check_answers(self, expected):
        if self.options.place != "podman":
            return
        done = subprocess.run([self.options.aloft, "ssh", self.machine, "--", "cat", "/var/tmp/kept"], capture_output=True,
                              text=True, env=self.home.environment(), stdin=subprocess.DEVNULL, timeout=60)
        if done.returncode != 0 or done.stdout != expected:
            raise Violation(f"the machine does not answer as it should: {done.returncode} {done.stdout}{done.stderr}")

    def leave_a_file(self):
        if self.options.place != "podman":
            return
        subprocess.run([self.options.aloft, "ssh", self.machine, "--", "printf kept > /var/tmp/kept; sync"], check=True,
                       env=self.home.environment(), stdin=subprocess.DEVNULL, timeout=60)

    def remove(self):
        self.run("down")
        self.check_nothing()
        shutil.rmtree(self.home.folder)


def prepare(trial, verb):
    """Brings the machine to where the verb begins."""
    if verb == "up":
        return
    if verb in MOVES:
        trial.home.cloud.weather("")
    trial.run({"move": "up with a GPU", "resize-move": "up in a zone"}.get(verb, "up"))
    trial.leave_a_file()
    if verb in ("start", "move"):
        trial.run("stop")
    if verb == "unshelve":
        trial.run("shelve")
    if verb in MOVES:
        trial.home.cloud.weather(google.NO_T4_WHERE_IT_IS, "no-t4")


def rewind(trial, verb):
    """Back to where the verb begins, when it has been finished."""
    if verb == "stop":
        trial.run("start")
    if verb == "start":
        trial.run("stop")
    if verb == "shelve":
        trial.run("unshelve")
        trial.check_finished("unshelve")
        trial.check_answers("kept")
    if verb == "unshelve":
        trial.run("shelve")


def finish(trial, verb, at, what):
    """The next command: the same one finishes, or `down` removes; `up` and a move go both ways in turn, and away from what
    is still on its way. Answers whether the machine can serve for the next trial."""
    if verb == "down" or (verb in ("up", *MOVES) and (at % 2 or ON_ITS_WAY in what)):
        trial.remove()
        return False
    trial.run(verb)
    trial.check_finished(verb)
    if verb == "up":
        trial.leave_a_file()
    if verb not in ("stop", "shelve"):
        trial.check_answers("kept")
    # A GPU that was added is not taken off again, and nobody moves back.
    if verb in ("up", *MOVES) or (verb == "resize" and trial.options.place == "google"):
        trial.remove()
        return False
    rewind(trial, verb)
    return True


numbers = itertools.count()
FAILURES = (Violation, subprocess.SubprocessError, OSError, RuntimeError)


def new_trial(options, verb):
    number = next(numbers)
    trial = Trial(options, options.folder / f"h{number}", f"kill{number}")
    prepare(trial, verb)
    return trial


def one_after_another(options, verb, positions):
    """The trials of one worker; a machine that came out whole serves again. Yields (position, what, violation)."""
    trial = None
    for at in positions:
        try:
            trial = trial or new_trial(options, verb)
            if verb == "resize":
                trial.cpus = 3 - trial.cpus
            killed, moments = trial.run_killed(verb, at)
            # What is on its way is to arrive while the next command is at work.
            what = moments.get(at, "") if killed else "not reached"
            if killed and ON_ITS_WAY not in what:
                trial.check_known()
            if not finish(trial, verb, at, what):
                trial = None
            yield at, what, None
        except FAILURES as violation:
            if trial:
                subprocess.run([options.aloft, *trial.words("down")], capture_output=True, env=trial.home.environment(), check=False)
            trial = None
            yield at, "", violation
            if options.late_journal and isinstance(violation, Unrecorded):
                return
    if trial:
        trial.remove()


def count(options, verb):
    trial = new_trial(options, verb)
    if verb == "resize":
        trial.cpus = 2
    _, moments = trial.run_killed(verb, 0)
    if verb != "down":
        trial.run("down")
    return moments


def chosen(moments, which):
    """Positions from 1. For a call: while the program runs on alone, and when it has ended. What lies before it is a
    moment of the ledger, and those are all tried on paper."""
    words = {"all": ("",), "calls": ("program begun", "program ended", "call", "answer")}[which]
    return [position for position, moment in sorted(moments.items()) if any(word in moment for word in words)]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aloft", required=True)
    parser.add_argument("--library", required=True)
    parser.add_argument("--program", help="the one that is killed, when it is not aloft itself")
    parser.add_argument("--verbs", default="up,resize,stop,start,shelve,unshelve,down")
    parser.add_argument("--moments", default="calls", choices=["all", "calls"])
    parser.add_argument("--side-by-side", type=int, default=os.cpu_count())
    parser.add_argument("--place", default="podman", choices=["podman", "paper", "google"], help="where machines are")
    parser.add_argument("--practice", help="the aloft that serves the practice cloud")
    parser.add_argument("--late-journal", action="store_true", help="the program journals late: succeed only when that is found out")
    parser.add_argument("--cache", type=pathlib.Path, help="folder of base images to share")
    options = parser.parse_args()
    options.aloft = str(pathlib.Path(options.aloft).resolve())
    options.library = str(pathlib.Path(options.library).resolve())
    options.program = str(pathlib.Path(options.program).resolve()) if options.program else options.aloft
    return options


def drive(options):
    violations = []
    with concurrent.futures.ThreadPoolExecutor(options.side_by_side) as pool:
        for verb in options.verbs.split(","):
            moments = count(options, verb)
            positions = chosen(moments, options.moments)
            workers = [positions[first::options.side_by_side] for first in range(options.side_by_side)]
            work = [pool.submit(lambda share, verb=verb: list(one_after_another(options, verb, share)), share) for share in workers]
            results = [result for done in work for result in done.result()]
            killed = sum(what != "not reached" for _, what, _ in results)
            for at, _, violation in results:
                if violation:
                    violations.append(violation)
                    print(f"{verb}, moment {at} of {len(moments)}: {violation}", flush=True)
            print(f"{verb}: {len(moments)} moments, {len(results)} tried, {killed} killed, {len(violations)} violations so far", flush=True)
    return violations


def main():
    options = parse()
    # Ended from outside, it still takes its machines away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    missing = world.why_no_machines() if options.place == "podman" else None
    if missing:
        print(f"skipped: {missing}")
        return 77
    with tempfile.TemporaryDirectory(prefix="aloft-kill-", dir=world.quick_place()) as folder, world.own_podman(options, folder), \
            google.Clouds(options.practice, pathlib.Path(folder)) as clouds:
        options.folder = pathlib.Path(folder)
        options.cache = options.cache or options.folder / "cache"
        options.cache.mkdir(parents=True, exist_ok=True)
        options.home = {"podman": lambda place: world.PodmanHome(place, options.cache), "paper": world.PaperHome,
                        "google": lambda place: google.GoogleHome(place, clouds.mine())}[options.place]
        violations = drive(options)
        if not violations and clouds.left():
            violations.append(Violation(f"left in the clouds when all was over: {clouds.left()}"))
    if options.late_journal:
        found_out = any(isinstance(violation, Unrecorded) for violation in violations)
        print("found out, as it must be" if found_out else "NOT found out: the harness proves nothing")
        return 0 if found_out else 1
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
