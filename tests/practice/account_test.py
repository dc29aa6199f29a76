#!/usr/bin/env python3
"""An account as a person has it, on the practice cloud: account_test.py ALOFT. Set up from nothing, stopped in the middle,
refused with words; and what is kept of it on the disk."""
import base64
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

ALOFT = ""
PLAY_MONEY = "012345-6789AB-CDEF01"
QUICK = """
name: quick
operation_times:
  - time: 50ms
billing_accounts:
  - id: 012345-6789AB-CDEF01
    name: Play money
{accounts}
projects:
  - id: my-first-project
    services: [cloudresourcemanager.googleapis.com, serviceusage.googleapis.com]
{project}
"""


class Account(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.addCleanup(self.aloft, "practice", "reset", "--yes")

    def environment(self, **more):
        hidden = ("ALOFT_PRACTICE", "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT",
                  "CLOUDSDK_CONFIG", "GOOGLE_CLOUD_QUOTA_PROJECT")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        return {**kept, "ALOFT_HOME": str(self.home), "HOME": str(self.home), **more}

    def aloft(self, *words, code=None, **more):
        done = subprocess.run([ALOFT, *words], capture_output=True, text=True, env=self.environment(**more), timeout=120)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def practice(self, *words, code=0, **more):
        return self.aloft("--practice", *words, code=code, **more)

    def begin(self, accounts="", project=""):
        world = self.home / "quick.yaml"
        world.write_text(QUICK.format(accounts=accounts, project=project))
        self.aloft("practice", "start", "--machines", "paper", "--world", str(world), code=0)
        self.aloft("practice", "sign-in", code=0)

    def checks(self, ground=("--practice",), **more):
        record = json.loads(self.aloft(*ground, "doctor", "--json", **more).stdout)
        return {check["subject"]: check for check in record["checks"] if "Google" in check["subject"]}

    def calls(self):
        record = json.loads(self.aloft("practice", "log", "--json", code=0).stdout)
        return [call["method"] for call in record["calls"]]

    def folder(self):
        return self.home / "practice/home/google"

    def person(self):
        return json.loads((self.folder() / "authorized-user.json").read_text())

    def test_from_nothing_to_good_all_through(self):
        self.begin()
        before = self.checks()
        for subject, word in (("billing", "no billing account"), ("APIs", "off: "), ("network", "not known")):
            self.assertIn(word, before[f"Google Cloud {subject}"]["detail"])
        self.assertIn("nobody can be asked", self.practice("init", "gcp", code=10).stderr)
        self.practice("init", "gcp", "--yes")
        for subject, check in self.checks().items():
            self.assertEqual(check["verdict"], "good", f"{subject}: {check}")
        again = json.loads(self.practice("init", "gcp", "--json").stdout)
        self.assertEqual((again["project"], again["tasks"]), ("my-first-project", []))
        self.assertIn("nothing was to be done", self.practice("init", "gcp").stdout)

    def test_the_doctor_does_what_needs_no_choice(self):
        self.begin(project="    billing_account: " + PLAY_MONEY)
        fixed = json.loads(self.practice("doctor", "--fix", "--json").stdout)["fixed"]
        self.assertEqual(len(fixed), 3, fixed)
        for subject, check in self.checks().items():
            self.assertEqual(check["verdict"], "good", f"{subject}: {check}")
        self.assertEqual(json.loads(self.practice("doctor", "--fix", "--json").stdout)["fixed"], [])
        self.assertIsNone(json.loads(self.practice("doctor", "--json").stdout)["fixed"])

    def test_killed_after_any_step_it_goes_on(self):
        self.begin()
        words = ["--practice", "init", "gcp", "--project", "my-lab-42", "--service-account", "--yes"]
        for step in range(1, 11):
            process = subprocess.Popen([ALOFT, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                       env=self.environment())
            for line in process.stderr:
                if line.startswith(f"[{step}/"):
                    process.send_signal(signal.SIGKILL)
                    break
            process.stderr.close()
            process.wait(60)
        self.practice("init", "gcp", "--project", "my-lab-42", "--service-account", "--yes")
        for subject, check in self.checks().items():
            self.assertEqual(check["verdict"], "good", f"{subject}: {check}")
        self.assertIn("aloft-machines@my-lab-42", self.checks()["Google Cloud account"]["detail"])
        self.assertEqual(self.calls().count("cloudresourcemanager.projects.create"), 1)
        for path in self.folder().iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)

    def test_who_pays_is_the_persons_to_say(self):
        self.begin(accounts="  - id: 0A0A0A-0B0B0B-0C0C0C\n    name: Work")
        refused = self.practice("init", "gcp", "--yes", code=None)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("--billing-account ID", refused.stderr)
        self.assertIn("0A0A0A-0B0B0B-0C0C0C", refused.stderr)
        self.practice("init", "gcp", "--yes", "--billing-account", "0A0A0A-0B0B0B-0C0C0C")
        self.assertIn("0A0A0A-0B0B0B-0C0C0C pays", self.checks()["Google Cloud billing"]["detail"])

    def test_a_right_that_is_missing_is_named_with_who_has_it(self):
        self.begin(project="    denied: [compute.instances.create, serviceusage.services.enable]")
        rights = self.checks()["Google Cloud rights"]
        self.assertEqual(rights["verdict"], "bad")
        self.assertIn("compute.instances.create", rights["detail"])
        self.assertIn("--role=roles/compute.instanceAdmin.v1", rights["hint"])
        refused = self.practice("init", "gcp", "--yes", code=None)
        self.assertIn("serviceusage.services.enable", refused.stderr)

    def test_a_token_outlives_its_process_and_is_nowhere_in_the_clear(self):
        self.begin()
        self.practice("init", "gcp", "--yes")
        before = self.calls().count("oauth2.token")
        for _ in range(3):
            self.practice("doctor")
        self.assertEqual(self.calls().count("oauth2.token"), before, "no process asked for one")
        self.assertTrue((self.folder() / "token").exists())
        for path in (self.home / "practice/home").rglob("*"):
            if path.is_file():
                self.assertNotIn(b"ya29.", path.read_bytes(), path)
                self.assertNotIn(base64.b64encode(b"ya29.practice")[:12], path.read_bytes(), path)
        (self.folder() / "token").write_text("rubbish")
        self.practice("doctor")
        self.assertEqual(self.calls().count("oauth2.token"), before + 1)

    def test_a_sign_in_that_ended_is_said_without_its_secret(self):
        self.begin()
        self.practice("init", "gcp", "--yes")
        (self.folder() / "token").unlink()
        revoked = {**self.person(), "refresh_token": "1//hunter2"}
        (self.folder() / "authorized-user.json").write_text(json.dumps(revoked))
        account = self.checks()["Google Cloud account"]
        self.assertEqual(account["verdict"], "bad")
        self.assertIn("invalid_grant: Token has been expired or revoked.", account["detail"])
        self.assertIn("gcloud auth application-default login", account["hint"])
        self.assertNotIn("hunter2", json.dumps(account))

    def test_without_a_network_one_line_says_so(self):
        self.begin()
        key = self.folder() / "service-account.json"
        away = {"https_proxy": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1"}
        bad = [check for check in self.checks((), GOOGLE_APPLICATION_CREDENTIALS=str(key), **away).values()
               if check["verdict"] == "bad"]
        self.assertEqual(len(bad), 1, bad)
        self.assertIn("does not answer", bad[0]["detail"])

    def test_credentials_that_are_none_are_named(self):
        rubbish = self.home / "rubbish.json"
        rubbish.write_text('{"type": "service_account", "private_key": "hunter2"}')
        for named, words in ((self.home / "none.json", "is not there"), (self.home, "cannot be read"),
                             (rubbish, 'it has no "client_email"')):
            account = self.checks((), GOOGLE_APPLICATION_CREDENTIALS=str(named))["Google Cloud account"]
            self.assertEqual(account["verdict"], "bad")
            self.assertIn(words, account["detail"])
            self.assertIn(str(named), account["detail"])
            self.assertNotIn("hunter2", json.dumps(account))
        self.assertEqual(self.checks(())["Google Cloud account"]["verdict"], "warning", "who has no account is not bad")

    def test_a_program_or_amazon_is_refused_in_words(self):
        external = {"type": "external_account", "audience": "a", "subject_token_type": "t",
                    "token_url": "https://sts.googleapis.com/v1/token"}
        file = self.home / "external.json"
        for source, words in (({"executable": {"command": "hunter2"}}, "aloft runs none"),
                              ({"environment_id": "aws1"}, "signed for Amazon")):
            file.write_text(json.dumps({**external, "credential_source": source}))
            account = self.checks((), GOOGLE_APPLICATION_CREDENTIALS=str(file))["Google Cloud account"]
            self.assertIn(words, account["detail"])
            self.assertNotIn("hunter2", json.dumps(account))

    def test_others_who_can_read_a_key_are_told_of(self):
        self.begin()
        self.practice("init", "gcp", "--yes", "--service-account")
        key = next(self.folder().glob("service-account-*.json"))
        key.chmod(0o644)
        account = self.checks()["Google Cloud account"]
        self.assertEqual(account["verdict"], "warning")
        self.assertEqual(account["hint"], f"chmod 600 {key}")


if __name__ == "__main__":
    ALOFT = sys.argv.pop(1)
    unittest.main()
