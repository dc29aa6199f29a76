#!/usr/bin/env python3
"""aloft itself on the practice cloud, with real machines: google_up.py ALOFT [TESTS...]. One practice cloud for all tests;
what its own lists and its bill say is the judge. Ends with 77 where this computer cannot make machines."""
import ipaddress
import json
import os
import pathlib
import re
import select
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

PROJECT = "aloft-practice"
REGION = "us-central1"
PATIENCE = 300  # seconds after which a command hangs, however slow the computer
WORLD = """\
name: {name}
about: Operations take a fifth of a second.
operation_times:
  - time: 200ms
{more}
billing_accounts:
  - id: 012345-6789AB-CDEF01
    name: Play money
projects:
  - id: aloft-practice
    name: Practice
    billing_account: 012345-6789AB-CDEF01
    services:
      - cloudbilling.googleapis.com
      - cloudquotas.googleapis.com
      - cloudresourcemanager.googleapis.com
      - compute.googleapis.com
      - iam.googleapis.com
      - serviceusage.googleapis.com
"""
PLENTY = "quota_limits: [{ids: [GPUS_ALL_REGIONS, NVIDIA_T4_GPUS, PREEMPTIBLE_NVIDIA_T4_GPUS], limit: 4}]"
THREE_ZONES_EMPTY = PLENTY + """
stock:
  - gpus: nvidia-tesla-t4
    zones: [us-central1-a, us-central1-b, us-central1-f]
    there_are: 0"""
FIRST_ZONE_EMPTY = """
stock: [{gpus: nvidia-tesla-t4, zones: us-central1-a, there_are: 0}]"""
NO_QUOTA = """\
quota_limits: [{ids: [GPUS_ALL_REGIONS, NVIDIA_T4_GPUS], limit: 0}]
quota_answers: [{ids: "*", answer: granted, after: 1s}]"""

ALOFT = ""
HOME = None


def environment():
    return {**os.environ, "ALOFT_HOME": str(HOME)}


def aloft(*words):
    return subprocess.run([ALOFT, *words], env=environment(), capture_output=True, text=True, timeout=PATIENCE)


def record(*words):
    done = aloft(*words, "--json")
    if done.returncode != 0:
        raise AssertionError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


class Judge:
    """Asks the practice cloud as anybody can, by Google's own calls."""

    def __init__(self, address, person):
        self.address = address
        self.person = json.loads(pathlib.Path(person).read_text())

    def token(self):
        form = {"grant_type": "refresh_token", **{name: self.person[name] for name in
                                                  ("client_id", "client_secret", "refresh_token")}}
        body = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(self.address + "/token", body, PATIENCE) as answer:
            return json.load(answer)["access_token"]

    def get(self, path):
        asked = urllib.request.Request(f"{self.address}/compute/v1/projects/{PROJECT}/{path}",
                                       headers={"Authorization": "Bearer " + self.token()})
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return json.load(answer)

    def all_of(self, kind):
        scopes = self.get("aggregated/" + kind).get("items", {})
        return [thing for content in scopes.values() for thing in content.get(kind, [])]

    def rules(self):
        return [rule["name"] for rule in self.get("global/firewalls").get("items", [])
                if not rule["name"].startswith("default-")]

    def lets_in(self, address):
        """Whether SSH from there comes to the one machine, by all rules of its network in the order in which they count."""
        tags = self.all_of("instances")[0]["tags"]["items"]
        for rule in sorted(self.get("global/firewalls")["items"], key=lambda one: (one["priority"], "allowed" in one)):
            ports = [port for entry in rule.get("allowed", rule.get("denied")) if entry["IPProtocol"] in ("tcp", "all")
                     for port in entry.get("ports", ["0-65535"])]
            is_of_ssh = any(int(port.partition("-")[0]) <= 22 <= int(port.rpartition("-")[2]) for port in ports)
            is_of_it = set(rule.get("targetTags", tags)) & set(tags)
            if is_of_ssh and is_of_it and any(ipaddress.ip_address(address) in ipaddress.ip_network(wide)
                                              for wide in rule["sourceRanges"]):
                return "allowed" in rule
        return False

    def holds(self):
        """What there is of ours: kind and zone."""
        held = [(kind, thing["zone"].rpartition("/")[2]) for kind in ("instances", "disks") for thing in self.all_of(kind)]
        return sorted(held + [("firewalls", "global")] * len(self.rules()))


JUDGE = None


def machine_in(zone):
    return [("disks", zone), *[("firewalls", "global")] * 2, ("instances", zone)]


class Google(unittest.TestCase):
    def setUp(self):
        self.assertEqual(JUDGE.holds(), [])
        self.addCleanup(self.assert_nothing_is_left)
        self.addCleanup(aloft, "--practice", "down", "lab", "--yes")

    def assert_nothing_is_left(self):
        self.assertEqual(JUDGE.holds(), [])
        bill = record("practice", "bill")["bill"]
        self.assertEqual(bill["hourly_now"]["micros"], 0)
        self.assertEqual([line for line in bill["lines"] if line["still_on"]], [])

    def weather(self, name, more):
        world = HOME / f"{name}.yaml"
        world.write_text(WORLD.format(name=name, more=more))
        record("practice", "weather", str(world))

    @staticmethod
    def words_of_up(*more, setup="bare"):
        return ["--practice", "up", "--on", "gcp", "--region", REGION, "--name", "lab", "--setup", setup, "--yes", *more]

    def up(self, *more, setup="bare"):
        return record(*self.words_of_up(*more, setup=setup))

    def assert_the_notebook_answers(self):
        with subprocess.Popen([ALOFT, "--practice", "open", "lab", "--no-browser"], env=environment(), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as way:
            self.addCleanup(way.kill)
            address = way.stdout.readline().strip()
            self.assertTrue(address.startswith("http://127.0.0.1:"), address)
            with urllib.request.urlopen(address, timeout=PATIENCE) as page:
                self.assertIn("password", page.read().decode().lower())
            way.terminate()

    def on_machine(self, script):
        done = aloft("--practice", "ssh", "lab", "--", script)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_goes_to_the_zone_that_has_the_gpu_and_leaves_nothing_in_the_others(self):
        self.weather("three-zones-empty", THREE_ZONES_EMPTY)
        done = aloft(*self.words_of_up("--gpu", "T4", "--progress", "plain"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("us-central1-c", done.stderr)
        self.assertEqual(JUDGE.holds(), machine_in("us-central1-c"))
        gpu = JUDGE.all_of("instances")[0]["guestAccelerators"][0]
        self.assertTrue(gpu["acceleratorType"].endswith("/nvidia-tesla-t4"))
        caller, = {wide for rule in JUDGE.get("global/firewalls")["items"] if rule["name"].startswith("aloft-lab-")
                   for wide in rule["sourceRanges"]}
        self.assertTrue(JUDGE.lets_in(caller.removesuffix("/32")))
        self.assertFalse(JUDGE.lets_in("198.51.100.9"))
        id_before = JUDGE.all_of("instances")[0]["id"]
        self.assertEqual(self.up("--gpu", "T4")["changed"], 0)
        self.assertEqual(JUDGE.all_of("instances")[0]["id"], id_before)

    def test_a_spot_machine_is_one(self):
        self.weather("plenty", PLENTY)
        self.up("--gpu", "T4", "--spot", "only")
        self.assertEqual(JUDGE.all_of("instances")[0]["scheduling"]["provisioningModel"], "SPOT")

    def test_a_file_outlives_a_stop_and_a_gpu_that_is_added(self):
        self.weather("plenty", PLENTY)
        self.up("--cpus", "4")
        self.assertNotIn("guestAccelerators", JUDGE.all_of("instances")[0])
        disk = JUDGE.all_of("disks")[0]["id"]
        self.on_machine("echo kept > file && sync")
        record("--practice", "stop", "lab")
        self.assertEqual(JUDGE.all_of("instances")[0]["status"], "TERMINATED")
        record("--practice", "start", "lab")
        self.assertEqual(self.on_machine("cat file"), "kept\n")
        self.assertGreater(record("--practice", "resize", "lab", "--gpu", "T4", "--yes")["changed"], 0)
        self.assertEqual(len(JUDGE.all_of("instances")[0]["guestAccelerators"]), 1)
        self.assertEqual(self.on_machine("cat file"), "kept\n")
        self.assertGreater(record("--practice", "resize", "lab", "--gpu", "none", "--yes")["changed"], 0)
        self.assertNotIn("guestAccelerators", JUDGE.all_of("instances")[0])
        self.assertEqual(self.on_machine("cat file"), "kept\n")
        self.assertEqual([one["id"] for one in JUDGE.all_of("disks")], [disk])
        self.assertIn("cloud-init", record("--practice", "console", "lab")["console"])

    def test_a_file_survives_the_move_to_a_zone_that_has_the_gpu(self):
        self.weather("plenty", PLENTY)
        self.up("--gpu", "T4")
        self.on_machine("echo kept > file && sync")
        key = self.on_machine("cut -d ' ' -f 2 /etc/ssh/ssh_host_ed25519_key.pub")
        record("--practice", "stop", "lab")
        self.assertEqual(JUDGE.holds(), machine_in("us-central1-a"))
        self.weather("first-zone-empty", PLENTY + FIRST_ZONE_EMPTY)
        refused = aloft("--practice", "start", "lab")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("start lab --move", refused.stderr)
        record("--practice", "start", "lab", "--move")
        self.assertEqual(self.on_machine("cat file"), "kept\n")
        self.assertIn(key.strip(), (HOME / "practice/home/machines/lab/known_hosts").read_text())
        zones = {zone for kind, zone in JUDGE.holds() if kind != "firewalls"}
        self.assertEqual(len(zones), 1)
        self.assertNotIn("us-central1-a", zones)
        self.assertEqual(JUDGE.holds(), machine_in(zones.pop()))
        self.assertEqual(JUDGE.get("global/snapshots").get("items", []), [])

    def test_a_file_survives_a_resize_to_what_its_zone_does_not_have(self):
        self.weather("plenty", PLENTY.replace("NVIDIA_T4_GPUS,", "NVIDIA_T4_GPUS, NVIDIA_L4_GPUS,"))
        record("--practice", "up", "--on", "gcp", "--region", f"{REGION}-f", "--name", "lab", "--setup", "bare", "--yes")
        self.on_machine("echo kept > file")  # not synced: it is switched off in order
        refused = aloft("--practice", "resize", "lab", "--gpu", "L4", "--yes")
        self.assertRegex(refused.stderr, r"resize lab --gpu L4 --region us-central1 --move` takes it to us-central1-")
        self.assertEqual(self.on_machine("cat file"), "kept\n")
        record("--practice", "resize", "lab", "--gpu", "L4", "--region", REGION, "--move", "--yes")
        self.assertEqual(self.on_machine("cat file"), "kept\n")
        instance, = JUDGE.all_of("instances")
        self.assertTrue(instance["machineType"].rpartition("/")[2].startswith("g2-"))
        zone = instance["zone"].rpartition("/")[2]
        self.assertNotEqual(zone, f"{REGION}-f")
        self.assertEqual(JUDGE.holds(), machine_in(zone))
        self.assertEqual(JUDGE.get("global/snapshots").get("items", []), [])

    def test_without_quota_nothing_is_made_and_who_waits_gets_it_and_a_notebook(self):
        self.weather("no-quota", NO_QUOTA)
        before = len(self.calls_since(0))
        refused = aloft(*self.words_of_up("--gpu", "T4"))
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("NVIDIA_T4_GPUS", refused.stderr)
        self.assertEqual(JUDGE.holds(), [])
        self.assertNotIn(".insert", self.calls_since(before))
        self.up("--gpu", "T4", "--wait-quota", setup="full")
        self.assertEqual(len(JUDGE.all_of("instances")[0]["guestAccelerators"]), 1)
        self.assert_the_notebook_answers()

    @staticmethod
    def calls_since(before):
        return (HOME / "practice/google/calls.log").read_text()[before:]

    def kill_at(self, *methods):
        """Ends an `up` as the power does, once the practice cloud has answered such calls of it, one after the other."""
        calls = HOME / "practice/google/calls.log"
        seen = calls.stat().st_size
        process = subprocess.Popen([ALOFT, *self.words_of_up()], env=environment(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        ended = os.pidfd_open(process.pid)
        awaited = re.compile(".*".join(f'"method":"{re.escape(method)}"' for method in methods), re.DOTALL)
        with calls.open() as log:
            log.seek(seen)
            text = ""
            while not awaited.search(text) and not select.select([ended], [], [], 0.01)[0]:
                text += log.read()
        os.close(ended)
        process.kill()
        self.assertEqual(process.wait(PATIENCE), -9, f"it was over before {methods}")

    def test_after_a_kill_down_leaves_nothing(self):
        self.weather("plenty", PLENTY)
        for moment in (["compute.firewalls.insert"], ["compute.disks.insert"], ["compute.instances.insert"],
                       ["compute.instances.insert", "compute.zoneOperations.wait"],
                       ["compute.instances.insert", "compute.instances.get"]):
            with self.subTest(" ".join(moment)):
                self.kill_at(*moment)
                record("--practice", "down", "lab", "--yes")
                self.assert_nothing_is_left()


def main():
    global ALOFT, HOME, JUDGE
    ALOFT = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="aloft-google-") as folder:
        HOME = pathlib.Path(folder)
        if os.environ.get("ALOFT_TEST_CACHE"):
            (HOME / "cache").symlink_to(os.environ["ALOFT_TEST_CACHE"])
        world = HOME / "first.yaml"
        world.write_text(WORLD.format(name="first", more=PLENTY))
        try:
            cloud = record("practice", "start", "--world", str(world))["cloud"]
            if cloud["machines"]["kind"] != "real":
                print(f"no machine can be made here: {cloud['machines']['why_paper']}", file=sys.stderr)
                return 77
            JUDGE = Judge(cloud["address"], record("practice", "sign-in")["sign_in"]["authorized_user"])
            program = unittest.main(argv=[sys.argv[0], *sys.argv[2:]], exit=False, verbosity=2)
            return 0 if program.result.wasSuccessful() else 1
        finally:
            aloft("practice", "reset", "--yes")


if __name__ == "__main__":
    sys.exit(main())
