#!/usr/bin/env python3
"""A machine's changes on the practice cloud, with machines on paper: google_life.py ALOFT_ON_PRACTICE ALOFT. What the
practice cloud's own lists and its bill say is the judge."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "harness"))
import google  # noqa: E402  beside the harness

ON_PRACTICE = ALOFT = ""
ALL_ZONES = [f"us-central1-{letter}" for letter in "abcf"]
NO_T4 = "stock: [{gpus: nvidia-tesla-t4, there_are: 0}]"


class Life(unittest.TestCase):
    def setUp(self):
        self.meet_a_cloud()

    def meet_a_cloud(self, **how):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cloud = google.PracticeCloud(ALOFT, pathlib.Path(folder.name) / "cloud", **how)
        self.addCleanup(self.cloud.end)
        self.home = google.GoogleHome(pathlib.Path(folder.name) / "person", self.cloud)

    def aloft(self, *words):
        return subprocess.run([ON_PRACTICE, *words], env=self.home.environment(), capture_output=True, text=True,
                              timeout=google.PATIENCE)

    def record(self, *words):
        done = self.aloft(*words, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def up(self, *more):
        return self.record("up", "--name", "lab", "--on", "gcp", "--region", "us-central1", "--setup", "bare", "--yes",
                           *more)

    def resize(self, *more):
        return self.record("resize", "lab", "--yes", *more)

    def thing(self, wanted):
        found = [thing for kind, thing in self.cloud.things("lab") if kind == wanted]
        self.assertEqual(len(found), 1, f"{wanted}: {found}")
        return found[0]

    def gpus(self):
        return sum(gpu["acceleratorCount"] for gpu in self.thing("instance").get("guestAccelerators", []))

    def outside(self):
        return self.thing("instance")["networkInterfaces"][0]["accessConfigs"][0].get("natIP")

    def assert_nothing_is_left(self):
        self.record("down", "lab", "--yes")
        self.assertEqual(self.cloud.things("lab"), [])
        self.assertEqual(self.cloud.still_billed("lab"), [])

    def test_a_gpu_comes_and_goes_on_the_same_disk(self):
        self.up()
        disk, instance = self.thing("disk")["id"], self.thing("instance")["id"]
        self.assertEqual(self.gpus(), 0)
        plan = self.resize("--gpu", "T4")["plan"]
        self.assertTrue(any(line.startswith("an hour costs") for line in plan["choice"]), plan["choice"])
        self.assertTrue(any("off meanwhile" in warning for warning in plan["offer"]["warnings"]))
        self.assertEqual((self.gpus(), self.thing("instance")["status"]), (1, "RUNNING"))
        self.assertEqual(self.thing("instance")["scheduling"]["onHostMaintenance"], "TERMINATE")
        self.resize("--gpu", "none", "--disk", "100GB")
        self.assertEqual((self.gpus(), self.thing("instance")["status"]), (0, "RUNNING"))
        self.assertEqual(self.thing("disk")["sizeGb"], "100")
        self.assertEqual((self.thing("disk")["id"], self.thing("instance")["id"]), (disk, instance))
        self.assertEqual(self.resize("--gpu", "none")["changed"], 0)
        self.assert_nothing_is_left()

    def test_a_shortage_leaves_it_what_it_was(self):
        self.up()
        before = self.thing("instance")["machineType"]
        self.cloud.weather(NO_T4, "no-t4")
        failed = self.aloft("resize", "lab", "--gpu", "T4", "--yes")
        self.assertNotEqual(failed.returncode, 0)
        self.assertIn("it runs again as it was before", failed.stderr)
        instance = self.thing("instance")
        self.assertEqual((instance["status"], instance["machineType"], self.gpus()), ("RUNNING", before, 0))
        machine = self.record("status", "lab")["machines"][0]
        self.assertEqual((machine["state"], machine["offer"]["gpu"]), ("running", None))
        self.assertEqual(self.up()["changed"], 0)
        self.assert_nothing_is_left()

    def test_a_zone_that_google_no_longer_has_is_passed_by(self):
        wish = ("--name", "lab", "--on", "gcp", "--region", "us-central1", "--gpu", "T4", "--setup", "bare")
        first = self.record("plan", *wish)["plan"]["offer"]["details"]["zone"]
        left = [zone for zone in ALL_ZONES if zone != first]
        self.meet_a_cloud(zones=", ".join(left))
        told = self.aloft("up", *wish, "--yes")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn(f"'{first}'. Unknown zone.", told.stderr)
        self.assertIn(self.thing("instance")["zone"].rpartition("/")[2], left)
        self.assert_nothing_is_left()

    def test_a_static_address_stays_until_it_is_given_up(self):
        self.up("--address", "static")
        number = self.outside()
        self.assertEqual((self.thing("address")["address"], self.thing("address")["status"]), (number, "IN_USE"))
        self.record("stop", "lab")
        stopped = self.record("status", "lab")["machines"][0]["price"]["stopped"]["micros"]
        self.record("start", "lab")
        self.assertEqual(self.outside(), number)
        self.resize("--address", "ephemeral")
        self.assertNotEqual(self.outside(), number)
        self.assertNotIn("address", [kind for kind, _ in self.cloud.things("lab")])
        self.assertLess(self.record("status", "lab")["machines"][0]["price"]["stopped"]["micros"], stopped)
        self.resize("--address", "static")
        self.assertEqual(self.thing("address")["address"], self.outside())
        self.assert_nothing_is_left()

    def kinds(self):
        return sorted(kind for kind, _ in self.cloud.things("lab"))

    def machine(self, *more):
        return self.record("status", "lab", *more)["machines"][0]

    def test_its_disk_is_kept_and_taken_up_again(self):
        self.up("--disk-type", "ssd", "--address", "static")
        disk = self.thing("disk")
        self.assertTrue(disk["type"].endswith("/pd-ssd"), disk)
        self.assertTrue(all(not one["autoDelete"] for one in self.thing("instance")["disks"]))
        self.record("down", "lab", "--keep-disk", "--yes")
        self.assertEqual(self.kinds(), ["disk"])
        (billed,) = self.cloud.still_billed("lab")
        for look in ((), ("--refresh",)):
            machine = self.machine(*look)
            self.assertEqual(machine["state"], "disk-only")
            self.assertEqual(machine["price"]["running"]["micros"], billed["hour_micros"])
        self.assertIn("a month", self.aloft("status", "lab").stdout)
        self.assertIn("aloft --practice up --name lab", self.aloft("ssh", "lab").stderr)
        self.assertEqual(self.record("down", "lab", "--keep-disk", "--yes")["machines"][0]["changed"], 0)
        self.up()
        self.assertEqual(self.thing("disk")["id"], disk["id"])
        self.assertEqual((self.thing("instance")["status"], self.machine()["state"]), ("RUNNING", "running"))
        self.record("down", "lab", "--keep-disk", "--yes")
        self.assert_nothing_is_left()

    def test_a_disk_that_is_to_stay_goes_only_when_that_is_said(self):
        plan = self.up("--disk-on-down", "keep")["plan"]
        self.assertTrue(any("keeps its disk" in line for line in plan["choice"]), plan["choice"])
        for _ in range(2):
            self.record("down", "lab", "--yes")
            self.assertEqual(self.kinds(), ["disk"])
        self.record("down", "lab", "--with-disk", "--yes")
        self.assertEqual((self.kinds(), self.cloud.still_billed("lab")), ([], []))

    def test_a_shortage_leaves_a_kept_disk_alone(self):
        self.up("--gpu", "T4", "--address", "static")
        self.record("down", "lab", "--keep-disk", "--yes")
        self.cloud.weather(NO_T4, "no-t4")
        failed = self.aloft("up", "--name", "lab", "--yes")
        self.assertNotEqual(failed.returncode, 0)
        self.assertIn("its disk is left in us-central1-", failed.stderr)
        self.assertEqual((self.kinds(), self.machine()["state"]), (["disk"], "disk-only"))
        self.assert_nothing_is_left()

    def test_a_disk_that_the_machine_does_not_take_is_refused(self):
        wish = ("plan", "--name", "lab", "--on", "gcp", "--setup", "bare")
        refused = self.aloft(*wish, "--type", "g2-standard-4", "--disk-type", "standard")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("their disk can be balanced or ssd", refused.stderr)
        prices = [self.record(*wish, "--region", "us-central1", "--disk", "100GB", "--disk-type", kind)["plan"]["price"]
                  ["stopped"]["micros"] for kind in ("standard", "balanced", "ssd")]
        self.assertEqual(prices, sorted(set(prices)))
        self.up("--disk-type", "standard")
        changed = self.aloft("up", "--name", "lab", "--disk-type", "ssd", "--yes")
        self.assertIn("type cannot be changed", changed.stderr)
        self.assert_nothing_is_left()

    def test_the_cloud_itself_stops_it_at_its_deadline(self):
        plan = self.up("--deadline", "8h")["plan"]
        self.assertIn("the cloud itself stops it 8h after each start", plan["choice"])
        self.assertEqual(self.thing("instance")["scheduling"]["maxRunDuration"], {"seconds": "28800"})
        self.assertIn("the cloud stops it at", self.aloft("status", "lab").stdout)
        self.cloud.say("weather", "--forward", "9h")
        self.assertEqual(self.record("status", "lab", "--refresh")["machines"][0]["state"], "stopped")
        self.resize("--deadline", "none")
        self.assertNotIn("maxRunDuration", self.thing("instance")["scheduling"])
        self.assertEqual(self.thing("instance")["status"], "RUNNING")
        self.assert_nothing_is_left()


if __name__ == "__main__":
    ON_PRACTICE, ALOFT = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
