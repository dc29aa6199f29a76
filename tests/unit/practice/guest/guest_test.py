#!/usr/bin/env python3
"""The guest's rules: whose keys count, until when, and what becomes of the person's own lines."""
import pathlib
import sys
import unittest
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "src/practice/machines/guest"))

import accounts  # noqa: E402
import metadata  # noqa: E402
import names  # noqa: E402
import notices  # noqa: E402

NOW = 1_800_000_000  # 2027-01-15T08:00:00Z


def state(instance=None, project=None):
    return {"instance": {"attributes": instance or {}}, "project": {"attributes": project or {}}}


def google_key(moment):
    return f'ann:ssh-rsa AAAA google-ssh {{"userName":"ann","expireOn":"{moment}"}}'


class Keys(unittest.TestCase):
    def test_of_instance_and_project_count(self):
        users, end = accounts.wished(state({"ssh-keys": "ann:ssh-ed25519 A one\n\nann:ssh-ed25519 B\n"},
                                           {"ssh-keys": "bea:ssh-ed25519 C"}), NOW)
        self.assertEqual(users, {"ann": ["ssh-ed25519 A one", "ssh-ed25519 B"], "bea": ["ssh-ed25519 C"]})
        self.assertIsNone(end)

    def test_of_the_project_can_be_blocked(self):
        for instance in ({"block-project-ssh-keys": "TRUE"}, {"sshKeys": ""}):
            self.assertEqual(accounts.wished(state(instance, {"ssh-keys": "bea:ssh-ed25519 C"}), NOW)[0], {})

    def test_do_not_count_with_os_login(self):
        for where in ({"instance": {"enable-oslogin": "TRUE", "ssh-keys": "ann:k"}},
                      {"instance": {"ssh-keys": "ann:k"}, "project": {"enable-oslogin": "true"}}):
            self.assertEqual(accounts.wished(state(**where), NOW)[0], {})
        self.assertIn("ann", accounts.wished(state({"enable-oslogin": "FALSE", "ssh-keys": "ann:k"},
                                                   {"enable-oslogin": "TRUE"}), NOW)[0])

    def test_end_when_they_say(self):
        self.assertEqual(accounts.wished(state({"ssh-keys": google_key("2027-01-15T08:00:01+0000")}), NOW)[1], NOW + 1)
        for ended in ("2027-01-15T08:00:00+0000", "2027-01-15T09:00:00+0100", "2027-01-15T07:59:59", "soon"):
            self.assertEqual(accounts.wished(state({"ssh-keys": google_key(ended)}), NOW)[0], {}, ended)

    def test_that_are_none_let_nobody_in(self):
        for line in ("no colon", ":key", "ann:", "-x:key", "../x:key", "a b:key", "x" * 40 + ":key"):
            self.assertEqual(accounts.wished(state({"ssh-keys": line}), NOW)[0], {}, line)

    def test_of_ours_are_replaced_and_others_stay(self):
        present = ["mine", accounts.MARK, "old", "also mine"]
        self.assertEqual(accounts.merged(present, ["new"]), ["mine", "also mine", accounts.MARK, "new"])
        self.assertEqual(accounts.merged(accounts.merged(present, ["new"]), []), ["mine", "also mine"])


class Users(unittest.TestCase):
    def test_that_could_not_be_made_are_tried_again(self):
        asked, fails = [], {"bea"}

        def let_in(user, keys):
            asked.append(user)
            return user not in fails

        users = {"ann": ["k"], "bea": ["l"]}
        with mock.patch.multiple(accounts, let_in=let_in, remembered=set, remember=lambda users: None):
            before = accounts.settle(users, {})
            self.assertEqual(before, {"ann": ["k"]})
            fails.clear()
            self.assertEqual(accounts.settle(users, before), users)
        self.assertEqual(asked, ["ann", "bea", "bea"])


class Rest(unittest.TestCase):
    def test_names_of_ours_are_replaced_and_others_stay(self):
        once = names.merged(["127.0.0.1 localhost"], ["10.0.0.7 vm"])
        self.assertEqual(once, ["127.0.0.1 localhost", "10.0.0.7 vm  # Added by Google"])
        self.assertEqual(names.merged(once, ["10.0.0.8 vm"]), ["127.0.0.1 localhost", "10.0.0.8 vm  # Added by Google"])

    def test_notices(self):
        self.assertEqual(notices.notices({"instance": {"preempted": "FALSE", "maintenanceEvent": "NONE"}}), [])
        self.assertEqual(len(notices.notices({"instance": {"preempted": "TRUE", "maintenanceEvent": "TERMINATE"}})), 2)

    def test_truth_as_google_reads_it(self):
        self.assertTrue(all(map(metadata.is_true, ("TRUE", "true", "Y", "yes", "1", " True "))))
        self.assertFalse(any(map(metadata.is_true, (None, "", "FALSE", "0", "no"))))


if __name__ == "__main__":
    unittest.main()
