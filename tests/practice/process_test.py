#!/usr/bin/env python3
"""The practice cloud's process as a person has it: process_test.py ALOFT. Begun, killed, begun again, stopped, removed;
and what it says to those who are not its owner."""
import contextlib
import http.client
import json
import os
import pathlib
import re
import select
import signal
import socket
import sqlite3
import ssl
import stat
import subprocess
import sys
import tempfile
import unittest

ALOFT = ""


class Process(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.addCleanup(self.aloft, "practice", "reset", "--yes")

    def aloft(self, *words, code=None, **more):
        environment = {**os.environ, "ALOFT_HOME": str(self.home), **more}
        environment.pop("ALOFT_PRACTICE", None)
        done = subprocess.run([ALOFT, *words], capture_output=True, text=True, env=environment, timeout=60)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def record(self, *words):
        return json.loads(self.aloft("practice", *words, "--json", code=0).stdout)

    def start(self, *words):
        return self.record("start", "--machines", "paper", *words)["cloud"]

    def endpoint(self):
        return json.loads((self.home / "practice/google/endpoint.json").read_text())

    def ask(self, method, path, body=None, headers=None, token=True):
        endpoint = self.endpoint()
        connection = http.client.HTTPConnection("127.0.0.1", endpoint["port"], timeout=30)
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {endpoint['token']}"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def kill(self):
        """As if the power went; its lock is free once it has gone."""
        pid = self.endpoint()["pid"]
        gone = os.pidfd_open(pid)
        os.kill(pid, signal.SIGKILL)
        ended = select.select([gone], [], [], 60)[0]
        os.close(gone)
        self.assertTrue(ended)

    def test_goes_on_after_a_kill_with_what_it_knew_on_the_same_port(self):
        first = self.start()
        self.record("weather", "stockout-week", "--forward", "3h")
        self.ask("GET", "/compute/v1/projects/x", token=False)
        calls = self.record("status")["cloud"]["calls"]
        self.kill()
        self.assertFalse(self.record("status")["running"])
        second = self.start()
        self.assertEqual(second["address"], first["address"])
        self.assertEqual(second["world"], "stockout-week")
        self.assertEqual(second["ahead_seconds"], 10800)
        self.assertEqual(second["calls"], calls)
        self.assertEqual(second["machines"]["kind"], "paper")
        self.assertNotEqual(second["pid"], first["pid"])

    def test_begins_though_a_record_is_broken_and_says_which(self):
        self.start()
        self.kill()
        broken = "projects/aloft-practice/zones/us-central1-a/operations/broken"
        with contextlib.closing(sqlite3.connect(self.home / "practice/google/state.db")) as records, records:
            records.execute("INSERT INTO documents VALUES (?, ?)", (broken, '{"status": "RUNNING", "practice": 7}'))
            records.execute("INSERT INTO documents VALUES ('agenda/broken', '7')")
            records.execute("INSERT INTO documents VALUES ('projects/torn', '{torn')")
        self.start()
        self.assertTrue(self.record("status")["running"])
        said = (self.home / "practice/google/practice.log").read_text()
        self.assertIn(broken, said)
        self.assertRegex(said, "projects/torn in .*state.db could not be read; it is set aside there")
        self.kill()
        with contextlib.closing(sqlite3.connect(self.home / "practice/google/state.db")) as records:
            self.assertEqual(records.execute("SELECT * FROM damaged").fetchall(), [("projects/torn", "{torn")])

    def test_lets_its_person_in_as_often_as_he_asks(self):
        self.start("--world", "new-account")
        for _ in range(12):
            self.aloft("practice", "sign-in", code=0)

    def test_is_never_there_twice(self):
        first = self.start()
        again = self.aloft("practice", "start", code=0)
        self.assertIn("runs already", again.stderr)
        second = self.aloft("practice", "start", "--foreground", code=4)
        self.assertIn("it runs already", second.stderr)
        self.assertEqual(self.record("status")["cloud"]["pid"], first["pid"])

    def test_says_why_it_cannot_begin(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            done = self.aloft("practice", "start", "--machines", "paper", "--port", str(other.getsockname()[1]), code=1)
        self.assertIn("another program listens there", done.stderr)
        done = self.aloft("practice", "start", "--world", "sunny", code=1)
        self.assertIn("there is no world 'sunny'", done.stderr)
        world = self.home / "mine.yaml"
        world.write_text("name: mine\nstok: []\n")
        done = self.aloft("practice", "start", "--world", str(world), code=1)
        self.assertIn("2:1", done.stderr)

    def test_stops_by_word_and_by_signal(self):
        self.start()
        self.aloft("practice", "stop", code=0)
        self.assertFalse(self.record("status")["running"])
        environment = {**os.environ, "ALOFT_HOME": str(self.home)}
        process = subprocess.Popen([ALOFT, "practice", "start", "--foreground", "--machines", "paper"],
                                   stderr=subprocess.PIPE, text=True, env=environment)
        self.assertIn("answers at http://127.0.0.1:", process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 0)
        process.stderr.close()

    def test_leaves_nothing_when_it_is_removed(self):
        self.start()
        self.aloft("practice", "sign-in", code=0)
        self.aloft("practice", "reset", code=10)
        self.assertTrue(self.record("status")["running"])
        self.aloft("practice", "reset", "--yes", code=0)
        self.assertEqual(list((self.home / "practice").iterdir()), [])

    def test_is_for_its_owner_alone(self):
        self.start()
        for path in ("status", "state", "bill", "log", "weather", "stop", "nothing"):
            for method in ("GET", "POST", "PUT"):
                status, body = self.ask(method, f"/practice/v1/{path}", token=False)
                self.assertEqual(status, 401, path)
                self.assertNotIn(self.endpoint()["token"], body)
        self.assertEqual(self.ask("GET", "/practice/v1/status", headers={"Host": "rebound.example"})[0], 421)
        self.assertEqual(self.ask("GET", "/practice/v1/status")[0], 200)
        for path in [self.home / "practice/google", *(self.home / "practice/google").iterdir()]:
            if path.is_dir() or path.name in ("endpoint.json", "weather.yaml", "practice.log", "lock"):
                self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_its_secrets_are_in_no_log(self):
        self.start()
        made = self.record("sign-in")["sign_in"]
        key = json.loads(pathlib.Path(made["service_account_key"]).read_text())["private_key"]
        person = json.loads(pathlib.Path(made["authorized_user"]).read_text())
        words = "grant_type=refresh_token&refresh_token=" + person["refresh_token"]
        self.ask("POST", "/token", words, token=False)
        self.ask("POST", "/token?" + words, token=False)
        zones = "/compute/v1/projects/aloft-practice/zones?access_token=" + person["refresh_token"]
        self.assertEqual(self.ask("GET", zones, token=False)[0], 401)
        secrets = [self.endpoint()["token"], person["refresh_token"], person["client_secret"], key.splitlines()[1]]
        for name in ("calls.log", "practice.log", "weather.yaml"):
            text = (self.home / "practice/google" / name).read_text()
            for secret in secrets:
                self.assertNotIn(secret, text, name)

    def test_speaks_tls_to_those_who_trust_its_authority(self):
        cloud = self.start()
        port = int(re.search(r":(\d+)$", cloud["tls_address"]).group(1))
        trusting = ssl.create_default_context(cafile=cloud["authority_file"])
        for name in ("localhost", "127.0.0.1", "compute.googleapis.com"):
            with socket.create_connection(("127.0.0.1", port)) as plain, \
                    trusting.wrap_socket(plain, server_hostname=name) as line:
                line.sendall(f"GET /compute/v1/projects/x HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
                self.assertIn(b" 401 ", line.recv(100))
        with self.assertRaises(ssl.SSLError), socket.create_connection(("127.0.0.1", port)) as plain:
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")

    def test_a_practising_aloft_touches_nothing_real(self):
        done = self.aloft("--practice", "up", "--yes", code=2)
        self.assertIn("has no practice form", done.stderr)
        self.assertIn("practice:", done.stderr)
        self.assertFalse((self.home / "ledger.db").exists())
        self.assertTrue((self.home / "practice/home/ledger.db").exists())


if __name__ == "__main__":
    ALOFT = sys.argv.pop(1)
    unittest.main()
