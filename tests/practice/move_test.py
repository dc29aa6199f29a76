#!/usr/bin/env python3
"""A machine that finds no GPU where its disk is, on a practice cloud with machines on paper:
move_test.py ALOFT_ON_PRACTICE ALOFT. What Google's lists and the bill say is the judge."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
import google  # noqa: E402

ALOFT = ""
CLOUD = None
ONE_MACHINE = ["disk", "firewall", "firewall", "instance"]


def without_t4(*zones):
    return f"stock: [{{gpus: nvidia-tesla-t4, zones: [{', '.join(zones)}], there_are: 0}}]"


class Move(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        CLOUD.weather("")
        self.home = google.GoogleHome(pathlib.Path(folder.name) / "home", CLOUD)
        self.addCleanup(self.assert_nothing_is_left)

    def assert_nothing_is_left(self):
        self.aloft("down", "lab", "--yes", code=None)
        self.assertEqual(CLOUD.things(), [])
        self.assertEqual(CLOUD.still_billed(), [])

    def aloft(self, *words, code=0):
        done = subprocess.run([ALOFT, *words], capture_output=True, text=True, env=self.home.environment(),
                              stdin=subprocess.DEVNULL, timeout=google.PATIENCE)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def stopped_machine(self, *more):
        self.aloft("up", "--name", "lab", "--on", "gcp", "--region", "us-central1,us-west1", "--gpu", "T4",
                   "--cpus", "4", "--setup", "bare", "--yes", *more)
        self.aloft("stop", "lab")
        self.assertEqual(self.zones(), {"us-central1-a"})

    def zones(self):
        return {thing["zone"].rpartition("/")[2] for kind, thing in CLOUD.things() if kind in ("instance", "disk")}

    def kinds(self):
        return sorted(kind for kind, _ in CLOUD.things())

    def status(self):
        return [thing["status"] for kind, thing in CLOUD.things() if kind == "instance"]

    def test_says_the_command_and_with_it_moves(self):
        self.stopped_machine()
        CLOUD.weather(without_t4("us-central1-a"))
        refused = self.aloft("start", "lab", code=None)
        self.assertNotEqual(refused.returncode, 0)
        self.assertRegex(refused.stderr, r"start lab --move` takes it to us-central1-b, with its disk, at \$0\.\d+ an hour")
        self.assertEqual((self.zones(), self.kinds(), self.status()), ({"us-central1-a"}, ONE_MACHINE, ["TERMINATED"]))
        moved = json.loads(self.aloft("start", "lab", "--move", "--json").stdout)
        self.assertEqual([step["resource"]["ref"]["kind"] for step in moved["plan"]["steps"]],
                         ["snapshot", "disk", "instance", "host_key", "instance", "disk", "snapshot"])
        self.assertEqual((self.zones(), self.kinds(), self.status()), ({"us-central1-b"}, ONE_MACHINE, ["RUNNING"]))
        self.assertEqual(json.loads(self.aloft("start", "lab", "--json").stdout)["changed"], 0)

    def test_goes_to_another_region_when_its_own_has_none_and_the_next_zone_is_told_once(self):
        self.stopped_machine()
        CLOUD.weather(without_t4("us-central1-*"))
        moved = self.aloft("start", "lab", "--move", "--yes", "--progress", "plain")
        self.assertEqual((self.kinds(), self.status()), (ONE_MACHINE, ["RUNNING"]))
        self.assertRegex(" ".join(self.zones()), r"^us-west1-\w$")
        self.assertIn("it leaves its region", moved.stderr)
        self.assertIn("the snapshot costs $", moved.stderr)
        self.assertEqual(moved.stderr.count("is currently unavailable in the us-central1-a zone"), 1, moved.stderr)

    def test_with_no_gpu_anywhere_is_as_it_was(self):
        self.stopped_machine()
        disk = [thing["id"] for kind, thing in CLOUD.things() if kind == "disk"]
        CLOUD.weather(without_t4("us-*"))
        refused = self.aloft("start", "lab", "--move", "--yes", code=None)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("stays off, with its disk in us-central1-a", refused.stderr)
        self.assertEqual((self.kinds(), self.status()), (ONE_MACHINE, ["TERMINATED"]))
        self.assertEqual([thing["id"] for kind, thing in CLOUD.things() if kind == "disk"], disk)
        CLOUD.weather("")
        self.aloft("start", "lab")
        self.assertEqual((self.zones(), self.status()), ({"us-central1-a"}, ["RUNNING"]))

    def test_a_static_address_goes_along_within_its_region(self):
        self.stopped_machine("--address", "static")
        number = [thing["address"] for kind, thing in CLOUD.things() if kind == "address"]
        CLOUD.weather(without_t4("us-central1-a"))
        self.aloft("start", "lab", "--move", "--yes")
        self.assertEqual((self.zones(), self.kinds()), ({"us-central1-b"}, sorted([*ONE_MACHINE, "address"])))
        instance = [thing for kind, thing in CLOUD.things() if kind == "instance"][0]
        self.assertEqual([instance["networkInterfaces"][0]["accessConfigs"][0]["natIP"]], number)
        self.assertEqual(json.loads(self.aloft("start", "lab", "--json").stdout)["changed"], 0)

    def plain_machine(self, *more):
        """In a zone that has no L4."""
        self.aloft("up", "--name", "lab", "--on", "gcp", "--region", "us-central1-f", "--cpus", "4", "--setup", "bare",
                   "--yes", *more)
        self.assertEqual(self.zones(), {"us-central1-f"})

    def resize(self, *words, code=0):
        return self.aloft("resize", "lab", *words, "--yes", "--json", code=code)

    def assert_has_l4_in_another_zone_of(self, region):
        self.assertRegex(" ".join(self.zones()), rf"^{region}-[a-eg-z]$")
        self.assertEqual((self.kinds(), self.status()), (ONE_MACHINE, ["RUNNING"]))
        instance = [thing for kind, thing in CLOUD.things() if kind == "instance"][0]
        self.assertEqual(instance["machineType"].rpartition("/")[2], "g2-standard-4")
        # What is recorded is what is there.
        self.assertEqual(json.loads(self.aloft("up", "--name", "lab", "--yes", "--json").stdout)["changed"], 0)

    def test_a_resize_that_its_zone_cannot_have_says_the_command_and_with_it_moves(self):
        self.plain_machine()
        refused = self.aloft("resize", "lab", "--gpu", "L4", code=None)
        told = re.search(r"`aloft --practice (resize lab --gpu L4 --region us-central1 --move)` takes it to us-central1-\w, "
                         r"with its disk, at \$0\.\d+ an hour", refused.stderr)
        self.assertTrue(told, refused.stderr)
        self.assertEqual((self.zones(), self.kinds(), self.status()), ({"us-central1-f"}, ONE_MACHINE, ["RUNNING"]))
        moved = json.loads(self.aloft(*told[1].split(), "--yes", "--json").stdout)
        self.assertEqual([(step["action"], step["resource"]["ref"]["kind"]) for step in moved["plan"]["steps"]],
                         [("stop", "instance"), ("make", "snapshot"), ("make", "disk"), ("make", "instance"),
                          ("wait", "host_key"), ("remove", "instance"), ("remove", "disk"), ("remove", "snapshot")])
        self.assert_has_l4_in_another_zone_of("us-central1")

    def test_a_resize_that_meets_a_stockout_goes_on_to_where_there_is_one(self):
        self.aloft("up", "--name", "lab", "--on", "gcp", "--region", "us-central1-a,us-central1-b", "--cpus", "4",
                   "--setup", "bare", "--yes")
        home, = self.zones()
        CLOUD.weather(without_t4(home))
        refused = self.resize("--gpu", "T4", code=None)
        self.assertNotEqual(refused.returncode, 0)
        error = json.loads(refused.stdout)["error"]
        self.assertRegex(error["hint"], r"runs again as it was.*`aloft --practice resize lab --gpu T4 --move` takes it to ")
        self.assertEqual((self.zones(), self.status()), ({home}, ["RUNNING"]))
        self.resize("--gpu", "T4", "--move")
        self.assertEqual((self.zones(), self.kinds(), self.status()),
                         ({"us-central1-a", "us-central1-b"} - {home}, ONE_MACHINE, ["RUNNING"]))

    def test_a_resize_goes_to_another_region_when_the_zones_of_its_own_have_run_out(self):
        self.plain_machine()
        CLOUD.weather("stock: [{gpus: nvidia-l4, zones: us-central1-*, there_are: 0}]")
        moved = self.aloft("resize", "lab", "--gpu", "L4", "--region", "us-central1,us-west1", "--max-price", "5", "--move",
                           "--yes", "--progress", "plain")
        self.assertIn("it leaves its region", moved.stderr)
        self.assertIn("it is off meanwhile", moved.stderr)
        self.assert_has_l4_in_another_zone_of("us-west1")

    def test_a_resize_with_no_such_gpu_anywhere_leaves_it_running_as_it_was(self):
        self.plain_machine()
        disk = [thing["id"] for kind, thing in CLOUD.things() if kind == "disk"]
        CLOUD.weather("stock: [{gpus: nvidia-l4, zones: 'us-*', there_are: 0}]")
        refused = self.resize("--gpu", "L4", "--region", "us-central1", "--move", code=None)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("it runs again as it was before, in us-central1-f", json.loads(refused.stdout)["error"]["hint"])
        self.assertEqual((self.zones(), self.kinds(), self.status()), ({"us-central1-f"}, ONE_MACHINE, ["RUNNING"]))
        self.assertEqual([thing["id"] for kind, thing in CLOUD.things() if kind == "disk"], disk)
        self.assertEqual(json.loads(self.aloft("up", "--name", "lab", "--yes", "--json").stdout)["changed"], 0)

    def test_a_static_address_goes_along_with_a_resize(self):
        self.plain_machine("--address", "static")
        number = [thing["address"] for kind, thing in CLOUD.things() if kind == "address"]
        self.resize("--gpu", "L4", "--region", "us-central1", "--move")
        instance = [thing for kind, thing in CLOUD.things() if kind == "instance"][0]
        self.assertEqual([instance["networkInterfaces"][0]["accessConfigs"][0]["natIP"]], number)
        self.assertEqual(self.kinds(), sorted([*ONE_MACHINE, "address"]))


def main():
    global ALOFT, CLOUD
    ALOFT = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="aloft-move-") as folder:
        CLOUD = google.PracticeCloud(str(pathlib.Path(sys.argv[2]).resolve()), pathlib.Path(folder) / "cloud", zones='"*"')
        try:
            program = unittest.main(argv=[sys.argv[0], *sys.argv[3:]], exit=False, verbosity=2)
            return 0 if program.result.wasSuccessful() else 1
        finally:
            CLOUD.end()


if __name__ == "__main__":
    sys.exit(main())
