"""Keeps the machine's users and their keys as the metadata's ssh-keys say, while they change."""

import calendar
import grp
import json
import os
import pwd
import re
import subprocess
import time

import metadata

GROUPS = ("adm", "dip", "docker", "lxd", "plugdev", "video")
SUDOERS = "google-sudoers"
# Whom we have let in, so that they can be shut out again.
MEMORY = "/var/lib/google/google_users"
MARK = "# Added by Google"


def expiry(line):
    """When a key of the form `USER:TYPE KEY google-ssh {"expireOn": …}` ends, in seconds; None: never."""
    found = re.search(r"google-ssh\s+(\{.*\})\s*$", line)
    if not found:
        return None
    try:
        text = json.loads(found.group(1))["expireOn"]
        moment = time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
        offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", text[19:].strip())
    except (ValueError, KeyError, TypeError):
        return 0  # what cannot be read has ended
    seconds = calendar.timegm(moment)
    if offset:
        ahead = int(offset[2]) * 3600 + int(offset[3]) * 60
        seconds -= ahead if offset[1] == "+" else -ahead
    return seconds


def lines_of(state):
    """The lines of ssh-keys that count for this machine, by Google's rules."""
    instance = state.get("instance", {}).get("attributes", {})
    project = state.get("project", {}).get("attributes", {})
    login = instance.get("enable-oslogin", project.get("enable-oslogin", ""))
    if metadata.is_true(login):
        return []
    texts = [instance.get("ssh-keys", ""), instance.get("sshKeys", "")]
    blocked = metadata.is_true(instance.get("block-project-ssh-keys", ""))
    if not blocked and "sshKeys" not in instance:
        texts += [project.get("ssh-keys", ""), project.get("sshKeys", "")]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def wished(state, now):
    """{user: [key, …]}, and when the first of them ends."""
    users, next_end = {}, None
    for line in lines_of(state):
        user, colon, key = line.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9._][A-Za-z0-9._-]{0,31}", user) or not key.strip():
            continue
        end = expiry(line)
        if end is not None and end <= now:
            continue
        if end is not None:
            next_end = end if next_end is None else min(end, next_end)
        keys = users.setdefault(user, [])
        if key.strip() not in keys:
            keys.append(key.strip())
    return users, next_end


def merged(present, keys):
    """The lines of authorized_keys with exactly these of ours; the person's own stay."""
    kept, ours = [], False
    for line in present:
        if ours or line == MARK:
            ours = line == MARK
            continue
        kept.append(line)
    for key in keys:
        kept += [MARK, key]
    return kept


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"accounts: {' '.join(words[:1])}: {done.stderr.strip()}", flush=True)
    return done.returncode == 0


def as_user(account, work):
    """In a process of the user's: root must not follow links that users make in their homes."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            work()
            os._exit(0)
        except OSError as problem:
            print(f"accounts: keys of {account.pw_name}: {problem}", flush=True)
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def write_keys(account, keys):
    def work():
        os.umask(0o077)
        folder = os.path.join(account.pw_dir, ".ssh")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "authorized_keys")
        present = []
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                present = file.read().splitlines()
        with open(path + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(line + "\n" for line in merged(present, keys))
        os.replace(path + ".new", path)

    return as_user(account, work)


def account_of(user):
    try:
        return pwd.getpwnam(user)
    except KeyError:
        return None


def groups_here():
    names = {group.gr_name for group in grp.getgrall()}
    return ",".join([name for name in GROUPS if name in names] + [SUDOERS])


def let_in(user, keys):
    if account_of(user) is None and not run("useradd", "--create-home", "--shell", "/bin/bash", user):
        return False
    run("usermod", "--append", "--groups", groups_here(), user)
    return write_keys(account_of(user), keys)


def shut_out(user):
    account = account_of(user)
    if account is None:
        return
    write_keys(account, [])
    run("gpasswd", "--delete", user, SUDOERS)


def remembered():
    try:
        with open(MEMORY, encoding="utf-8") as file:
            return set(file.read().split())
    except FileNotFoundError:
        return set()


def remember(users):
    os.makedirs(os.path.dirname(MEMORY), exist_ok=True)
    with open(MEMORY + ".new", "w", encoding="utf-8") as file:
        file.writelines(user + "\n" for user in sorted(users))
    os.replace(MEMORY + ".new", MEMORY)


def prepare_sudo():
    run("groupadd", "--force", SUDOERS)
    path = "/etc/sudoers.d/google_sudoers"
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"%{SUDOERS} ALL=(ALL:ALL) NOPASSWD:ALL\n")
    os.chmod(path, 0o440)


def settle(users, before):
    """Makes the machine's users those; answers for whom it was done: the others are tried again next time."""
    gone = remembered() - set(users)
    for user in gone:
        print(f"accounts: {user} has no keys any more", flush=True)
        shut_out(user)
    remember(set(users))
    done = {}
    for user, keys in users.items():
        if before.get(user) == keys:
            done[user] = keys
        elif let_in(user, keys):
            print(f"accounts: {user} has {len(keys)} key(s)", flush=True)
            done[user] = keys
    return done


def main():
    prepare_sudo()
    before, next_end, said = {}, None, False
    for state in metadata.states(lambda: int(next_end - time.time()) + 1 if next_end else 60):
        users, next_end = wished(state, time.time())
        attributes = state.get("instance", {}).get("attributes", {})
        if metadata.is_true(attributes.get("enable-oslogin", "")) and not said:
            print("accounts: enable-oslogin is TRUE, so keys of the metadata do not count; the practice cloud has no "
                  "OS Login, so nobody can sign in", flush=True)
            said = True
        if users != before:
            before = settle(users, before)


if __name__ == "__main__":
    main()
