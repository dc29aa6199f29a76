#!/usr/bin/env python3
"""Recipes of the rarer machines against stand-ins; see README.md."""
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
RECIPES = PROJECT / "src/recipes"
STAND_INS = pathlib.Path(__file__).resolve().parent / "stand_ins"
ALWAYS = ["uname", "systemd-detect-virt", "modprobe", "systemctl", "apt-cache", "apt-get", "dpkg", "dpkg-query", "curl",
          "gpg", "id", "usermod", "journalctl", "dmesg", "sleep", "sync", "update-initramfs", "nvidia-smi"]
KEYRING = b"what NVIDIA's keyring package would be"
KEY = "C95B321B61E88C1809C4F759DDCAE044F796ECB0"
DEBIAN, UBUNTU = ("debian", "12", "6.1.0-30-cloud-amd64"), ("ubuntu", "24.04", "6.8.0-1020-gcp")
HEADERS = ["linux-headers-6.1.0-30-cloud-amd64", "linux-headers-cloud-amd64"]
SIGNED = ["linux-modules-nvidia-580-server-open-gcp", "nvidia-headless-no-dkms-580-server-open", "nvidia-utils-580-server"]


class World:
    """A machine that is a folder."""

    def __init__(self, system=DEBIAN, card=True, offered=(), of_nvidia=("nvidia-open-580", "cuda-drivers-580")):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aloft-recipes-"))
        self.under, self.state, self.programs = self.folder / "under", self.folder / "world", self.folder / "bin"
        for folder in ["etc/systemd/system", "etc/modprobe.d", "etc/apt/sources.list.d", "etc/docker", "var/lib/apt/lists",
                       "proc/sys/kernel/random", "sys/bus/pci/devices/0", "sys/firmware/efi/efivars",
                       "usr/local/lib/R/site-library"]:
            (self.under / folder).mkdir(parents=True)
        self.state.mkdir()
        self.programs.mkdir()
        for name in ALWAYS:
            self.program(name)
        name, version, kernel = system
        (self.under / "etc/os-release").write_text(f'ID={name}\nVERSION_ID="{version}"\n')
        (self.under / "var/lib/apt/lists/some_Packages").write_text("")
        (self.under / "proc/modules").write_text("")
        (self.under / "sys/bus/pci/devices/0/vendor").write_text("0x10de\n" if card else "0x8086\n")
        (self.under / "sys/bus/pci/devices/0/class").write_text("0x030200\n")
        self.say(kernel=kernel + "\n", download=KEYRING.decode(), offered="\n".join(offered) + "\n", key=f"pub:::\nfpr:::::::::{KEY}:\n")
        self.say(**{"offered-by-nvidia": "\n".join(of_nvidia) + "\n", "next-kernel": "6.1.0-99-cloud-amd64\n"})
        self.boot(1)
        self.settings = {"ALOFT_NVIDIA_BRANCH": "580", "ALOFT_NVIDIA_MODULES": "open", "ALOFT_NVIDIA_OLDEST": "525",
                         "ALOFT_NVIDIA_KEYRINGS": f"other 00\ndebian12 {hashlib.sha256(KEYRING).hexdigest()}\n",
                         "ALOFT_NVIDIA_CONTAINER_KEY": KEY, "ALOFT_R_TORCH": "cu126", "ALOFT_PERSON": "aloft"}

    def program(self, name):
        link = self.programs / name
        if not link.exists():
            link.symlink_to(STAND_INS)

    def say(self, **files):
        for name, text in files.items():
            (self.state / name).write_text(text)

    def forget(self, *names):
        for name in names:
            (self.state / name).unlink(missing_ok=True)

    def boot(self, number):
        """The machine comes up: with the kernel that was installed last, and what is in memory gone."""
        (self.under / "proc/sys/kernel/random/boot_id").write_text(f"boot-{number}\n")
        if (self.state / "boots").exists():
            shutil.copy(self.state / "boots", self.state / "kernel")
        self.forget("loaded")

    def lines(self, name):
        file = self.state / name
        return file.read_text().split("\n")[:-1] if file.exists() else []

    def run(self, recipe, what, deadly=0):
        """Exit code (-9 for killed) and what it said."""
        text = (RECIPES / recipe / f"{what}.sh").read_text()
        if "install_packages" in text:
            text = (RECIPES / "base/packages.sh").read_text() + text
        script = self.folder / what
        script.write_text(text)
        self.say(deadly=f"{deadly}\n", count="0\n")
        environment = {"PATH": f"{self.programs}:/usr/bin:/bin", "WORLD": str(self.state), "ALOFT_UNDER": str(self.under),
                       **self.settings}
        with open(self.folder / "output", "wb") as output:
            process = subprocess.Popen(["/bin/bash", "-c", 'echo $$ >"$WORLD/group"; exec /bin/bash "$0"', script],
                                       env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
            code = process.wait(timeout=60)
        return code, (self.folder / "output").read_text()

    def check(self, recipe):
        return self.run(recipe, "check")[0]

    def apply(self, recipe, **more):
        return self.run(recipe, "apply", **more)

    def gone(self):
        shutil.rmtree(self.folder)


class Recipe(unittest.TestCase):
    def world(self, *arguments, **named):
        world = World(*arguments, **named)
        self.addCleanup(world.gone)
        return world

    def done(self, world, recipe):
        """Is applied, and a second time does nothing."""
        self.assertEqual(world.check(recipe), 1)
        code, said = world.apply(recipe)
        self.assertEqual(code, 0, said)
        self.assertEqual(world.check(recipe), 0, said)
        before = [call for call in world.lines("calls") if "install" in call]
        code, said = world.apply(recipe)
        self.assertEqual((code, world.check(recipe)), (0, 0), said)
        return before

    def refused(self, world, recipe, *words):
        code, said = world.apply(recipe)
        self.assertGreater(code, 0, said)
        for word in words:
            self.assertIn(word, said)
        self.assertEqual(world.check(recipe), 1)

    def survives_every_kill(self, make, recipe):
        """Killed at each call of a program in turn, it is done the next time; returns how often."""
        for deadly in range(1, 200):
            world = make()
            code, said = world.apply(recipe, deadly=deadly)
            if code == 0:
                world.gone()
                return deadly
            self.assertEqual(code, -signal.SIGKILL, said)
            code, said = world.apply(recipe)
            self.assertEqual(code, 0, f"after a kill at call {deadly}:\n{said}")
            self.assertEqual(world.check(recipe), 0, f"after a kill at call {deadly}:\n{said}")
            world.gone()
        return self.fail("it never came to its end")


class Driver(Recipe):
    def installed(self, world):
        return [name for name in world.lines("installed") if name != "cuda-keyring"]

    def test_debian_gets_it_from_nvidia_with_headers_for_this_kernel_and_those_to_come(self):
        world = self.world(offered=HEADERS)
        self.done(world, "nvidia")
        self.assertEqual(self.installed(world), [*HEADERS, "nvidia-open-580"])
        self.assertIn("aloft-nvidia-persistence.service", world.lines("enabled"))
        self.assertTrue((world.under / "etc/modprobe.d/aloft-nouveau.conf").exists())

    def test_done_it_installs_nothing_again(self):
        world = self.world(offered=HEADERS)
        self.done(world, "nvidia")
        self.assertEqual(len([call for call in world.lines("calls") if " install " in call]), 2, world.lines("calls"))

    def test_an_old_card_gets_the_proprietary_modules_and_never_the_open_ones(self):
        world = self.world(offered=HEADERS)
        world.settings["ALOFT_NVIDIA_MODULES"] = "proprietary"
        self.done(world, "nvidia")
        self.assertEqual(self.installed(world), [*HEADERS, "cuda-drivers-580"])

    def test_another_card_gets_its_own_modules_and_the_others_go(self):
        proprietary = [name.replace("-open", "") for name in SIGNED]
        for system, offered, open_ones, old_ones in (
                (DEBIAN, HEADERS, [*HEADERS, "nvidia-open-580"], [*HEADERS, "cuda-drivers-580"]),
                (UBUNTU, [*SIGNED, *proprietary], SIGNED, proprietary)):
            world = self.world(system, offered=offered)
            self.done(world, "nvidia")
            self.assertEqual(sorted(self.installed(world)), sorted(open_ones))
            world.settings["ALOFT_NVIDIA_MODULES"] = "proprietary"
            world.say(**{"old-card": ""})
            self.done(world, "nvidia")
            self.assertEqual(sorted(self.installed(world)), sorted(old_ones))
            world.settings["ALOFT_NVIDIA_MODULES"] = "open"
            world.forget("old-card", "loaded", "driver")
            self.done(world, "nvidia")
            self.assertEqual(sorted(self.installed(world)), sorted(open_ones))

    def test_where_the_branch_is_no_part_of_the_name_it_is_pinned_first(self):
        world = self.world(offered=HEADERS, of_nvidia=["nvidia-driver-pinning-580", "nvidia-open"])
        self.done(world, "nvidia")
        self.assertEqual(self.installed(world), [*HEADERS, "nvidia-driver-pinning-580", "nvidia-open"])

    def test_a_repository_without_the_branch_is_said(self):
        self.refused(self.world(offered=HEADERS, of_nvidia=["nvidia-open-999"]), "nvidia", "has no driver 580 with open modules")

    def test_ubuntu_has_signed_modules_that_secure_boot_takes(self):
        world = self.world(UBUNTU, offered=[*SIGNED, "linux-modules-nvidia-580-server-open-6.8.0-1020-gcp"])
        (world.under / "sys/firmware/efi/efivars/SecureBoot-1").write_bytes(b"\6\0\0\0\1")
        self.done(world, "nvidia")
        self.assertEqual(self.installed(world), [*SIGNED, "linux-modules-nvidia-580-server-open-6.8.0-1020-gcp"])
        self.assertFalse([call for call in world.lines("calls") if call.startswith("curl")])

    def test_ubuntu_has_proprietary_ones_too(self):
        names = [name.replace("-open", "") for name in SIGNED]
        world = self.world(UBUNTU, offered=[*SIGNED, *names])
        world.settings["ALOFT_NVIDIA_MODULES"] = "proprietary"
        self.done(world, "nvidia")
        self.assertEqual(self.installed(world), names)

    def test_secure_boot_without_signed_modules_is_refused_plainly(self):
        world = self.world(offered=HEADERS)
        (world.under / "sys/firmware/efi/efivars/SecureBoot-1").write_bytes(b"\6\0\0\0\1")
        self.refused(world, "nvidia", "Secure Boot is on", "without Secure Boot")
        self.assertEqual(world.lines("installed"), [])

    def test_a_keyring_with_another_checksum_is_not_installed(self):
        world = self.world(offered=HEADERS)
        world.say(download="something else")
        self.refused(world, "nvidia", "another checksum", "nothing of it was installed")
        self.assertEqual(world.lines("installed"), [])

    def test_a_distribution_without_a_known_keyring_is_named(self):
        self.refused(self.world(("debian", "11", "5.10.0-1-amd64")), "nvidia", "no repository of NVIDIA's for debian11")

    def test_what_the_image_brought_is_kept_and_kept_awake(self):
        world = self.world()
        world.say(driver="570.1\n", loaded="")
        self.done(world, "nvidia")
        self.assertEqual(world.lines("installed"), [])
        self.assertTrue((world.state / "awake").exists())

    def test_an_image_whose_driver_is_too_old_is_refused(self):
        world = self.world(offered=HEADERS)
        world.settings["ALOFT_NVIDIA_OLDEST"] = "580"
        world.say(driver="570.1\n", loaded="", unowned="")
        self.refused(world, "nvidia", "driver 570.1, which no package owns", "580 or later")

    def test_an_older_driver_of_a_package_is_replaced(self):
        world = self.world(offered=HEADERS)
        world.settings["ALOFT_NVIDIA_OLDEST"] = "580"
        world.say(driver="570.1\n", loaded="")
        self.done(world, "nvidia")

    def test_a_container_has_its_hosts_driver_or_says_so(self):
        world = self.world(card=False)
        world.say(container="")
        self.refused(world, "nvidia", "This is a container", "found: none")
        world.say(driver="570.1\n", loaded="")
        self.assertEqual(world.check("nvidia"), 0, "though nothing keeps it awake here")
        self.assertEqual(world.apply("nvidia")[0], 0)
        self.assertEqual(world.lines("enabled"), [])

    def test_without_a_card_nothing_is_installed(self):
        world = self.world(card=False, offered=HEADERS)
        self.refused(world, "nvidia", "no NVIDIA GPU on this machine's PCI bus")
        self.assertEqual(world.lines("installed"), [])

    def test_nouveau_is_got_rid_of_by_a_restart_and_only_one(self):
        world = self.world(offered=HEADERS)
        world.say(nouveau="")
        (world.under / "proc/modules").write_text("nouveau 1 0 - Live 0x0\n")
        self.assertEqual(world.apply("nvidia")[0], -signal.SIGKILL, "the machine goes down under it")
        self.assertIn("systemctl reboot", world.lines("calls"))
        world.boot(2)
        self.refused(world, "nvidia", "nouveau holds the card", "was restarted for this already")
        self.assertEqual(world.lines("calls").count("systemctl reboot"), 1)
        world.forget("nouveau")
        (world.under / "proc/modules").write_text("")
        self.assertEqual(world.apply("nvidia")[0], 0)
        self.assertEqual(world.check("nvidia"), 0)

    def test_killed_before_the_restart_it_restarts_once_more(self):
        world = self.world(offered=HEADERS)
        world.say(nouveau="")
        (world.under / "proc/modules").write_text("nouveau 1 0 - Live 0x0\n")
        for _ in range(2):  # in the same boot
            self.assertEqual(world.apply("nvidia")[0], -signal.SIGKILL)
        self.assertEqual(world.lines("calls").count("systemctl reboot"), 2)

    def test_a_kernel_that_the_archive_has_left_behind_is_replaced_first(self):
        new = ["linux-image-cloud-amd64", "linux-headers-cloud-amd64", "linux-headers-6.1.0-99-cloud-amd64"]
        world = self.world(offered=new)
        code, said = world.apply("nvidia")
        self.assertEqual(code, -signal.SIGKILL, said)
        self.assertIn("no headers for kernel 6.1.0-30-cloud-amd64", said)
        world.boot(2)
        self.done(world, "nvidia")
        self.assertIn("linux-headers-6.1.0-99-cloud-amd64", world.lines("installed"))

    def test_it_comes_back_after_a_kernel_for_which_no_module_was_built(self):
        world = self.world(offered=[*HEADERS, "linux-headers-6.1.0-99-cloud-amd64"])
        self.done(world, "nvidia")
        world.say(boots="6.1.0-99-cloud-amd64\n")
        world.boot(2)
        self.done(world, "nvidia")

    def test_a_held_package_lock_is_waited_for(self):
        world = self.world(offered=HEADERS)
        world.say(lock="")
        code, said = world.apply("nvidia")
        self.assertEqual(code, 0, said)
        self.assertIn("waiting until it has ended", said)

    def test_a_failure_of_the_packages_is_told_in_its_own_words(self):
        world = self.world(offered=HEADERS)
        world.say(broken="")
        self.refused(world, "nvidia", "E: the disk is full")

    def test_killed_anywhere_it_is_finished_the_next_time(self):
        self.assertGreater(self.survives_every_kill(lambda: World(offered=HEADERS), "nvidia"), 10)
        self.assertGreater(self.survives_every_kill(lambda: World(UBUNTU, offered=SIGNED), "nvidia"), 5)


class Docker(Recipe):
    PACKAGES = ["docker" + ".io", "nvidia-container-toolkit", "gpg"]

    def with_a_gpu(self):
        world = World(offered=self.PACKAGES)
        world.say(driver="580.1\n", loaded="")
        return world

    def test_without_a_gpu_it_is_docker_alone(self):
        world = self.world(offered=self.PACKAGES)
        self.done(world, "docker")
        self.assertEqual(world.lines("installed"), self.PACKAGES[:1])
        self.assertEqual(world.lines("groups"), ["docker"])

    def test_with_one_containers_get_it(self):
        world = self.with_a_gpu()
        self.addCleanup(world.gone)
        self.done(world, "docker")
        self.assertIn("nvidia-container-toolkit", world.lines("installed"))
        self.assertIn("nvidia", (world.under / "etc/docker/daemon.json").read_text())
        self.assertTrue((world.under / "etc/cdi/nvidia.yaml").read_text())
        self.assertIn("signed-by", (world.under / "etc/apt/sources.list.d/nvidia-container-toolkit.list").read_text())

    def test_another_key_is_not_trusted(self):
        world = self.with_a_gpu()
        self.addCleanup(world.gone)
        world.say(key="pub:::\nfpr:::::::::ABCDEF:\n")
        self.refused(world, "docker", "another than the one that aloft knows")
        self.assertEqual(list((world.under / "etc/apt/sources.list.d").iterdir()), [])

    def test_one_that_does_not_start_says_why(self):
        world = self.world(offered=self.PACKAGES)
        world.program("docker")
        world.program("dockerd")
        world.say(broken="")
        self.refused(world, "docker", "Docker does not start", "the reason why")

    def test_killed_anywhere_it_is_finished_the_next_time(self):
        self.assertGreater(self.survives_every_kill(self.with_a_gpu, "docker"), 8)


class TorchForR(Recipe):
    NEEDS = ("rcpp r6 withr rlang bit64 magrittr callr cli glue desc jsonlite ellipsis").split()

    def make(self):
        world = World(offered=[f"r-cran-{name}" for name in self.NEEDS])
        world.program("Rscript")
        return world

    def test_it_is_of_the_kind_that_serves_the_card_and_changes_with_it(self):
        world = self.make()
        self.addCleanup(world.gone)
        self.done(world, "r-torch")
        world.settings["ALOFT_R_TORCH"] = "cu128"
        self.assertEqual(world.check("r-torch"), 1)
        self.assertEqual(world.apply("r-torch")[0], 0)
        self.assertEqual(world.check("r-torch"), 0)

    def test_a_failure_is_told_and_not_taken_for_done(self):
        world = self.make()
        self.addCleanup(world.gone)
        self.done(world, "r-torch")
        world.settings["ALOFT_R_TORCH"] = "cu128"
        world.say(**{"no-cran": ""})
        self.refused(world, "r-torch", "CRAN does not answer", "torch for R (cu128) could not be installed")

    def test_killed_anywhere_it_is_finished_the_next_time(self):
        self.assertGreater(self.survives_every_kill(self.make, "r-torch"), 2)


class NoNotebook(Recipe):
    UNIT = "aloft-notebook.service"

    def with_one(self):
        world = World()
        (world.under / "etc/systemd/system" / self.UNIT).write_text("")
        world.say(enabled=self.UNIT + "\n", active=self.UNIT + "\n")
        return world

    def test_one_of_before_is_ended_and_comes_back_at_no_boot(self):
        world = self.with_one()
        self.addCleanup(world.gone)
        self.assertEqual(world.check("no-notebook"), 1)
        self.assertEqual(world.apply("no-notebook")[0], 0)
        self.assertEqual((world.lines("enabled"), world.lines("active")), ([], []))
        self.assertEqual(world.check("no-notebook"), 0)

    def test_where_there_was_none_there_is_nothing_to_do(self):
        world = self.world()
        self.assertEqual(world.check("no-notebook"), 0)

    def test_killed_anywhere_it_is_finished_the_next_time(self):
        world = self.with_one()
        self.addCleanup(world.gone)
        self.assertEqual(world.apply("no-notebook", deadly=1)[0], -signal.SIGKILL)
        self.assertEqual(world.check("no-notebook"), 1)
        self.assertEqual(world.apply("no-notebook")[0], 0)
        self.assertEqual((world.lines("enabled"), world.check("no-notebook")), ([], 0))


class Python(Recipe):
    def make(self):
        world = World()
        programs = world.under / "opt/aloft/bin"
        programs.mkdir(parents=True)
        (programs / "uv").symlink_to(STAND_INS)
        (world.under / "opt/aloft/env").mkdir()
        world.settings["ALOFT_WORK"] = str(world.folder / "work")
        return world

    def test_a_cut_off_installation_is_laid_out_anew(self):
        for why, code in (("terminated", -signal.SIGTERM), ("full", 2)):
            world = self.make()
            self.addCleanup(world.gone)
            world.say(**{why: ""})
            self.assertEqual(world.apply("python")[0], code)
            self.assertTrue((world.state / "half").exists())
            world.forget(why)
            self.done(world, "python")
            self.assertFalse((world.state / "half").exists(), f"after it was cut off: {why}")

    def test_what_came_to_its_end_is_not_laid_out_again(self):
        world = self.make()
        self.addCleanup(world.gone)
        self.done(world, "python")
        self.assertFalse([call for call in world.lines("calls") if "--reinstall" in call])

    def test_killed_anywhere_it_is_finished_the_next_time(self):
        self.assertGreater(self.survives_every_kill(self.make, "python"), 2)


if __name__ == "__main__":
    unittest.main()
