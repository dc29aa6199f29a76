"""What there is of one machine on the practice cloud, asked by Google's own calls and of its bill, not of aloft."""

import http.client
import json
import os
import pathlib
import subprocess
import threading
import urllib.parse

import world

PROJECT = "aloft-practice"
PATIENCE = 120  # seconds after which something hangs, however slow the computer
WORLD = """\
name: {name}
zones: [{zones}]
operation_times: [{{time: 60ms}}]
quota_limits: [{{limit: 1000000}}]
{weather}
billing_accounts: [{{id: 012345-6789AB-CDEF01}}]
projects:
  - id: aloft-practice
    billing_account: 012345-6789AB-CDEF01
    services: [compute.googleapis.com, cloudquotas.googleapis.com]
"""
THREE_ZONES = "us-central1-a, us-central1-b, us-central1-c"
# In the first of the zones, to which a machine with a GPU goes that may go to any.
NO_T4_WHERE_IT_IS = "stock: [{gpus: nvidia-tesla-t4, zones: us-central1-a, there_are: 0}]"


def is_of(name, machine):
    return not machine or f"-{machine}-" in name


class PracticeCloud:
    """One process of it, machines on paper; its lists and its bill are the judge."""

    def __init__(self, aloft, folder: pathlib.Path, weather="", zones=THREE_ZONES):
        self.aloft = aloft
        self.folder = folder
        self.zones = zones
        folder.mkdir(mode=0o700)
        world_file = folder / "world.yaml"
        world_file.write_text(WORLD.format(name="first", weather=weather, zones=self.zones))
        self.say("start", "--machines", "paper", "--world", str(world_file))
        self.say("sign-in")
        self.endpoint = json.loads((folder / "practice/google/endpoint.json").read_text())
        self.token = self.signed_in()

    def say(self, *words):
        subprocess.run([self.aloft, "practice", *words], env=dict(os.environ, ALOFT_HOME=str(self.folder)), check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE)

    def end(self):
        self.say("stop")

    def ask(self, method, path, body=None, token=None, lines=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.endpoint["port"], timeout=PATIENCE)
        try:
            headers = dict(lines)
            if token:
                headers["Authorization"] = f"Bearer {token}"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status not in (200, 404):
                raise RuntimeError(f"{method} {path}: {answer.status} {text[:500]}")
            return json.loads(text) if answer.status == 200 else None
        finally:
            connection.close()

    def own(self, method, path, body=None):
        return self.ask(method, f"/practice/v1/{path}", json.dumps(body) if body is not None else None, self.endpoint["token"])

    def google(self, path):
        return self.ask("GET", f"/compute/v1/projects/{PROJECT}/{path}", token=self.token)

    def signed_in(self):
        person = json.loads((self.folder / "practice/home/google/authorized-user.json").read_text())
        form = {name: person[name] for name in ("client_id", "client_secret", "refresh_token")}
        return self.ask("POST", "/token", urllib.parse.urlencode({"grant_type": "refresh_token", **form}))["access_token"]

    def weather(self, weather, name="next"):
        """In force with the next call; calls are counted anew."""
        self.own("PUT", "weather", {"text": WORLD.format(name=name, weather=weather, zones=self.zones)})

    def things(self, machine=""):
        """Everything in it that somebody made for the machine, or for any, as (kind, what Google says of it)."""
        found = []
        for kind, word in (("instance", "instances"), ("disk", "disks"), ("address", "addresses")):
            scopes = self.google(f"aggregated/{word}").get("items", {})
            found += [(kind, thing) for scope in scopes.values() for thing in scope.get(word, [])]
        for kind, word in (("firewall", "firewalls"), ("snapshot", "snapshots")):
            listed = self.google(f"global/{word}").get("items", [])
            found += [(kind, thing) for thing in listed if not thing["name"].startswith("default-")]
        return [(kind, thing) for kind, thing in found if is_of(thing["name"], machine)]

    def still_billed(self, machine=""):
        return [line for line in self.own("GET", "bill")["lines"] if line["still_on"] and is_of(line["thing"], machine)]


class Clouds:
    """One for each worker, so that what one of them bills is its own."""

    def __init__(self, aloft, folder: pathlib.Path, weather=""):
        self.aloft = aloft
        self.folder = folder
        self.weather = weather
        self.lock = threading.Lock()
        self.begun = {}

    def mine(self):
        worker = threading.get_ident()
        with self.lock:
            number = len(self.begun)
            if worker in self.begun:
                return self.begun[worker]
            self.begun[worker] = None
        cloud = PracticeCloud(self.aloft, self.folder / f"cloud{number}", self.weather)
        self.begun[worker] = cloud
        return cloud

    def left(self):
        """What is in any of them, and should be in none when all is over."""
        clouds = [cloud for cloud in self.begun.values() if cloud]
        return [left for cloud in clouds for left in (*cloud.things(), *cloud.still_billed())]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for cloud in self.begun.values():
            if cloud:
                cloud.end()


class GoogleHome(world.Home):
    """Its machines are the practice cloud's, on paper."""

    one_of_each = ["address", "disk", "firewall", "firewall", "host_key", "instance", "key"]

    def __init__(self, folder: pathlib.Path, cloud: PracticeCloud):
        super().__init__(folder)
        self.cloud = cloud
        self.data = folder / "practice" / "home"
        self.data.mkdir(parents=True, mode=0o700)
        (folder / "practice" / "google").symlink_to(cloud.folder / "practice" / "google")
        (self.data / "google").symlink_to(cloud.folder / "practice" / "home" / "google")

    def environment(self):
        return super().environment() | {"ALOFT_PAPER": str(self.folder), "ALOFT_PRACTICE": "1"}

    def things(self, machine):
        found = [(kind, thing["name"]) for kind, thing in self.cloud.things(machine)]
        if (self.data / "machines" / machine).exists():
            found.append(("key", machine))
        met = self.folder / "met.json"
        if met.exists():
            found += [(one["ref"]["kind"], one["ref"]["name"]) for one in json.loads(met.read_text())]
        return found

    def leftover_processes(self, machine):
        """Nothing runs for it here; but what is on may be on a bill and in no list."""
        return self.cloud.still_billed(machine)

    def wrong_with(self, machine, verb):
        """Of the instance, after that verb; nothing when it is as the verb says."""
        instances = [thing for kind, thing in self.cloud.things(machine) if kind == "instance"]
        status = "TERMINATED" if verb == "stop" else "RUNNING"
        wrong = [thing["status"] for thing in instances if thing["status"] != status]
        gpus = sum(gpu["acceleratorCount"] for thing in instances for gpu in thing.get("guestAccelerators", []))
        if verb in ("resize", "move", "resize-move") and gpus != 1:
            wrong.append(f"{gpus} GPUs")
        if verb in ("move", "resize-move"):
            wrong += [thing["zone"] for kind, thing in self.cloud.things(machine)
                      if kind in ("instance", "disk") and not thing["zone"].endswith("us-central1-b")]
        return wrong
