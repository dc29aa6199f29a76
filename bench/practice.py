#!/usr/bin/env python3
"""practice.py ALOFT ASK_OFTEN FIXED_ANSWER: calls a second of the practice cloud with 200 machines on paper, against a
bare server of the same library that has the same answers ready; and the memory of both."""
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

MACHINES = 200
ROUNDS = 7
CONNECTIONS = 4
ZONE = "/compute/v1/projects/bench-project/zones/us-central1-a/instances"
CALLS = (("instances.get", f"{ZONE}/vm-100", 2000), ("instances.list of 200", f"{ZONE}?maxResults=500", 100))
WORLD = """name: bench
quota_limits:
  - limit: 1000000
billing_accounts:
  - id: 012345-6789AB-CDEF01
projects:
  - id: bench-project
    billing_account: 012345-6789AB-CDEF01
    services: [compute.googleapis.com]
"""


def machine(number):
    return {"name": f"vm-{number}", "machineType": "zones/us-central1-a/machineTypes/n1-standard-4",
            "disks": [{"boot": True, "autoDelete": True, "initializeParams": {
                "sourceImage": "projects/debian-cloud/global/images/family/debian-12"}}],
            "networkInterfaces": [{"network": "global/networks/default"}]}


class Practice:
    def __init__(self, aloft, home):
        self.environment = {**os.environ, "ALOFT_HOME": str(home)}
        self.aloft = aloft
        world = home / "world.yaml"
        world.write_text(WORLD)
        self.say("start", "--machines", "paper", "--world", str(world))
        self.endpoint = json.loads((home / "practice/google/endpoint.json").read_text())
        self.port, self.pid = self.endpoint["port"], self.endpoint["pid"]
        self.token = self.sign_in()

    def say(self, *words):
        done = subprocess.run([self.aloft, "practice", *words], env=self.environment, capture_output=True, text=True,
                              check=False, timeout=60)
        if done.returncode:
            raise RuntimeError(f"aloft practice {words[0]}: {done.stdout}{done.stderr}")

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()[:500]}")
        return text

    def sign_in(self):
        files = json.loads(self.ask("POST", "/practice/v1/sign-in", "{}",
                                    Authorization=f"Bearer {self.endpoint['token']}"))
        person = files["authorized_user"]
        form = {name: person[name] for name in ("client_id", "client_secret", "refresh_token")}
        answer = self.ask("POST", "/token", urllib.parse.urlencode({"grant_type": "refresh_token", **form}))
        return json.loads(answer)["access_token"]

    def google(self, method, path, body=None):
        return self.ask(method, path, json.dumps(body) if body else None, Authorization=f"Bearer {self.token}")


def memory(pid):
    """(now, at most) in MB"""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


def calls_a_second(ask_often, port, path, calls, token):
    done = subprocess.run([ask_often, str(port), path, str(calls), str(CONNECTIONS)], input=token + "\n", text=True,
                          capture_output=True, check=True, timeout=300)
    return float(done.stdout)


def compare(practice, ask_often, fixed_answer, path, calls):
    """Ratios of each round, and both speeds, against a server with this very answer."""
    body = practice.google("GET", path)
    with subprocess.Popen([fixed_answer], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as bare:
        try:
            bare.stdin.write(body)
            bare.stdin.close()
            port = int(bare.stdout.readline())
            ours, theirs = [], []
            for number in range(ROUNDS + 1):
                speeds = [calls_a_second(ask_often, one, path, calls, practice.token) for one in (practice.port, port)]
                if number > 0:  # the first warms caches
                    ours.append(speeds[0])
                    theirs.append(speeds[1])
            return len(body), ours, theirs, memory(bare.pid)[0]
        finally:
            bare.kill()


def main(aloft, ask_often, fixed_answer):
    with tempfile.TemporaryDirectory() as folder:
        practice = Practice(aloft, pathlib.Path(folder))
        try:
            empty = memory(practice.pid)[0]
            for number in range(MACHINES):
                practice.google("POST", ZONE, machine(number))
            there = json.loads(practice.google("GET", f"{ZONE}?maxResults=500"))["items"]
            if {one["status"] for one in there} != {"RUNNING"} or len(there) != MACHINES:
                raise RuntimeError("the machines are not there")
            full = memory(practice.pid)[0]
            print(f"{MACHINES} machines on paper, {CONNECTIONS} connections, each call after the answer of the last. The "
                  "bare server has the answer ready.\n")
            print("| call | answer | calls a second here | bare, as many times | middle half of "
                  f"{ROUNDS} rounds |\n|---|---|---|---|---|")
            bare_memory = 0
            for name, path, calls in CALLS:
                size, ours, theirs, bare_memory = compare(practice, ask_often, fixed_answer, path, calls)
                each = sorted(b / a for a, b in zip(ours, theirs))
                print(f"| `{name}` | {size / 1024:.1f} KB | {statistics.median(ours):.0f} | "
                      f"{statistics.median(each):.1f} times | {each[len(each) // 4]:.1f} to {each[-1 - len(each) // 4]:.1f} |")
            after, most = memory(practice.pid)
            print(f"\n| memory | MB |\n|---|---|\n| the practice cloud, empty | {empty:.0f} |\n| with {MACHINES} machines | "
                  f"{full:.0f} |\n| after these calls | {after:.0f} |\n| at most | {most:.0f} |\n"
                  f"| the bare server | {bare_memory:.0f} |")
        finally:
            practice.say("reset", "--yes")


if __name__ == "__main__":
    main(*sys.argv[1:])
