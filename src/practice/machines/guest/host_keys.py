"""The machine's SSH host keys: made when an instance boots for the first time, and told to whoever wants to check them."""

import glob
import os
import subprocess
import sys

import metadata

FOLDER = "/etc/ssh"
# As in Google's guest: what a disk has served once is remembered on it, so a copy for another instance gets new keys.
INSTANCE = "/var/lib/google/instance_id"
PUBLISHED = "/var/lib/google/host_keys_published"
KINDS = ("ecdsa", "ed25519", "rsa")


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def instance():
    return read("/run/aloft/guest/instance-id")


def make():
    if read(INSTANCE) != instance():
        for old in glob.glob(FOLDER + "/ssh_host_*_key*"):
            os.remove(old)
        for kind in KINDS:
            path = f"{FOLDER}/ssh_host_{kind}_key"
            subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path], check=True)
        write(INSTANCE, instance())


def public_keys():
    return [read(path).split() for path in sorted(glob.glob(FOLDER + "/ssh_host_*_key.pub"))]


def print_keys():
    lines = ["-----BEGIN SSH HOST KEY FINGERPRINTS-----"]
    for path in sorted(glob.glob(FOLDER + "/ssh_host_*_key.pub")):
        lines.append(subprocess.run(["ssh-keygen", "-l", "-f", path], capture_output=True, text=True,
                                    check=True).stdout.strip())
    lines += ["-----END SSH HOST KEY FINGERPRINTS-----", "-----BEGIN SSH HOST KEY KEYS-----"]
    lines += [" ".join(key) for key in public_keys()]
    lines.append("-----END SSH HOST KEY KEYS-----")
    # Straight to the serial port, as cloud-init does: whoever reads keys there wants no time stamps before them.
    with open("/dev/console", "w", encoding="utf-8") as console:
        console.writelines(line + "\n" for line in lines)


def publish():
    if read(PUBLISHED) == instance():
        return
    print_keys()
    if metadata.is_true(metadata.attribute("enable-guest-attributes", tries=60)):
        for kind, key, *_ in public_keys():
            metadata.put("instance/guest-attributes/hostkeys/" + kind, key)
    write(PUBLISHED, instance())


if __name__ == "__main__":
    {"make": make, "publish": publish}[sys.argv[1]]()
