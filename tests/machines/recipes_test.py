#!/usr/bin/env python3
"""The built-in recipes on a real container machine, run as the agent runs them.

recipes_test.py ALOFT [TESTS...]: makes one machine, tries every recipe on it, takes it away. Ends with 77 where this
computer cannot make machines.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
RECIPES = PROJECT / "src/recipes"
ORDER = ["base", "uv", "python", "notebook"]
MACHINE = f"recipes-{os.getpid()}"
PASSWORD = "right"
HASH = "argon2:$argon2id$v=19$m=10240,t=10,p=8$Q4zSNEmg4UizZDgBwWfYDw$MWp5f6B3gXV8LwaBsDMpETXb0Ph+joqdibG1/F8cvtg"
TOKEN = "a-token"
NUMPY = {"ALOFT_PYTHON_PACKAGES": "numpy"}
PERSON = "aloft"  # whom every machine of this computer has
HOME_OF_PERSON = f"/home/{PERSON}"
WORK = f"{HOME_OF_PERSON}/work"
PATIENCE = 600  # seconds after which a command hangs, however slow the computer

ALOFT = ""
HOME = None


def aloft(*words, **more):
    environment = {**os.environ, "ALOFT_HOME": str(HOME)}
    return subprocess.run([ALOFT, *words], env=environment, capture_output=True, text=True, timeout=PATIENCE, **more)


def on_machine(script, stdin=None):
    """A bash script of root on the machine: its exit code and all that it said."""
    words = f"sudo bash -c {shlex.quote(script)}"
    done = aloft("ssh", MACHINE, "--", words, input=stdin or "")
    return done.returncode, done.stdout + done.stderr


def root(script, stdin=None):
    status, output = on_machine(script, stdin)
    if status != 0:
        raise AssertionError(f"{script}\nended with {status}:\n{output}")
    return output.strip()


def command_for(recipe, what, settings):
    """The command line on the machine that runs one script as the agent does."""
    as_root = re.search(r"^as: root$", (RECIPES / recipe / "recipe.yaml").read_text(), re.MULTILINE)
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                   "HOME": "/root" if as_root else HOME_OF_PERSON, "DEBIAN_FRONTEND": "noninteractive",
                   "ALOFT_PERSON": PERSON, "ALOFT_HOME_OF_PERSON": HOME_OF_PERSON, "ALOFT_WORK": WORK,
                   "ALOFT_SECRETS": "/run/recipes-test/secrets", "ALOFT_PYTHON_VERSION": "", "ALOFT_PYTHON_PACKAGES": "",
                   "ALOFT_PYTHON_FILE": "", "ALOFT_PYTHON_FILE_HASH": "", **settings}
    words = ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), "bash",
             f"/run/recipes-test/{recipe}/{what}.sh"]
    return shlex.join(words if as_root else ["runuser", "-u", PERSON, "--", *words])


def check(recipe, **settings):
    return on_machine(command_for(recipe, "check", settings))[0]


def apply(recipe, **settings):
    return on_machine(command_for(recipe, "apply", settings))


def secret(password_hash=HASH):
    config = {"PasswordIdentityProvider": {"hashed_password": password_hash}, "IdentityProvider": {"token": TOKEN}}
    root("mkdir -p /run/recipes-test/secrets; cat > /run/recipes-test/secrets/notebook.json", json.dumps(config))


def asked_of_notebook(*curl):
    """HTTP status of a request by way of the socket."""
    line = shlex.join(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--unix-socket",
                       "/run/aloft-notebook/lab.sock", *curl])
    return int(on_machine(line)[1].strip() or 0)


def log_in(password):
    """Whether the login page takes it: it answers with a redirection, and otherwise with itself."""
    script = f"""
        jar=$(mktemp); ask="curl --silent --unix-socket /run/aloft-notebook/lab.sock --cookie $jar --cookie-jar $jar"
        $ask --output /dev/null http://localhost/login
        xsrf=$(awk '$6 == "_xsrf" {{ print $7 }}' $jar)
        $ask --output /dev/null --write-out '%{{http_code}}' --data-urlencode "_xsrf=$xsrf" \
            --data-urlencode {shlex.quote('password=' + password)} http://localhost/login
        rm $jar"""
    return int(root(script)) == 302


def verified():
    _, said = on_machine(f"sudo -u {PERSON} -i /opt/aloft/env/bin/python - 2>/dev/null",
                         (RECIPES / "verify/verify.py").read_text())
    findings = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return {finding["subject"]: finding for finding in findings}


def not_good(findings):
    """What is wrong with the machine; that it has no GPU is not."""
    return {subject for subject, finding in findings.items() if finding["verdict"] != "good"} - {"gpu"}


class Recipes(unittest.TestCase):
    def everything_stands(self):
        for recipe in ORDER:
            if check(recipe, **NUMPY) != 0:
                status, output = apply(recipe, **NUMPY)
                self.assertEqual(status, 0, output)
            self.assertEqual(check(recipe, **NUMPY), 0, recipe)

    def setUp(self):
        secret()
        self.everything_stands()

    def test_a_fresh_machine_had_everything_to_do_and_a_second_run_nothing(self):
        self.assertEqual(FRESH, {recipe: (1, 0, 0) for recipe in ORDER})
        everything = ("systemctl show --property=MainPID aloft-notebook; cd /opt/aloft; find bin env/lib notebook uv /etc/aloft "
                      "-type f -not -name '*.pyc' -print0 | sort --zero-terminated | xargs -0 md5sum | md5sum")
        before = root(everything)
        for recipe in ORDER:
            self.assertEqual(apply(recipe, **NUMPY)[0], 0)
            self.assertEqual(check(recipe, **NUMPY), 0)
        self.assertEqual(root(everything), before, "applied again it changes nothing")

    def killed_in_the_middle(self, recipe, undo, midst):
        root(undo)
        self.assertEqual(check(recipe, **NUMPY), 1, "undone")
        line = command_for(recipe, "apply", NUMPY)
        said = root(f"""
            setsid bash -c {shlex.quote(line)} >/run/recipes-test/output 2>&1 & group=$!
            until {midst}; do kill -0 $group 2>/dev/null || {{ cat /run/recipes-test/output; exit 1; }}; done
            kill -9 -- -$group; wait; echo killed""")
        self.assertIn("killed", said.splitlines())
        self.assertEqual(check(recipe, **NUMPY), 1, "cut off is not done")
        status, output = apply(recipe, **NUMPY)
        self.assertEqual(status, 0, output)
        self.assertEqual(check(recipe, **NUMPY), 0, output)

    def test_base_is_finished_after_a_kill(self):
        self.killed_in_the_middle("base", REMOVE_VENV, "[ -e /var/lib/dpkg/info/python3.11-venv.list ]")
        self.assertEqual(root("dpkg --audit"), "")

    def test_uv_is_finished_after_a_kill(self):
        self.killed_in_the_middle("uv", "rm -rf /opt/aloft/uv", "[ -e /opt/aloft/uv/bin/python ]")

    def test_the_environment_is_finished_after_a_kill(self):
        self.killed_in_the_middle("python", "find /opt/aloft/env -mindepth 1 -delete",
                                  "ls /opt/aloft/env/lib/python3*/site-packages/*/ >/dev/null 2>&1")
        self.assertEqual(verified()["numpy"]["verdict"], "good")

    def test_the_notebook_is_finished_after_a_kill(self):
        self.killed_in_the_middle("notebook", "rm -rf /opt/aloft/notebook",
                                  "[ -d /opt/aloft/notebook/lib/python3*/site-packages/jupyterlab ]")
        self.assertEqual(verified()["kernel"]["verdict"], "good")

    def test_a_change_that_a_kill_kept_from_the_service_is_made_up_for(self):
        root("touch /etc/aloft/notebook/restart")
        before = root("systemctl show --property=MainPID aloft-notebook")
        self.assertEqual(check("notebook"), 1)
        self.assertEqual(apply("notebook")[0], 0)
        self.assertNotEqual(root("systemctl show --property=MainPID aloft-notebook"), before)
        self.assertEqual(check("notebook"), 0)

    def test_a_wrong_requirement_is_said_in_the_last_lines_and_takes_nothing_away(self):
        for wrong, says, code in [("no-such-package-of-ours", "no-such-package-of-ours was not found", 1),
                                  ("numpy==99", "numpy==99", 1), ("num py", "num py", 2)]:
            status, output = apply("python", ALOFT_PYTHON_PACKAGES=f"numpy\n{wrong}")
            self.assertEqual(status, code, output)
            self.assertIn(says, " ".join("\n".join(output.splitlines()[-12:]).split()))
            self.assertEqual(check("python", ALOFT_PYTHON_PACKAGES=f"numpy\n{wrong}"), 1)
            self.assertEqual("at-work" in root("ls -A /opt/aloft/env/.aloft"), code != 1, "then all is laid out anew")
        root(f"runuser -u {PERSON} -- /opt/aloft/env/bin/python -c 'import numpy'")

    def test_what_root_left_in_the_environment_is_given_back(self):
        root("find /opt/aloft/env -name __pycache__ -prune -exec rm -r {} +; /opt/aloft/env/bin/python -c 'import numpy'")
        self.assertEqual(check("uv"), 1)
        self.assertEqual(apply("uv")[0], 0)
        self.assertEqual(check("uv"), 0)
        status, output = apply("python", ALOFT_PYTHON_PACKAGES="numpy<2.1")
        self.assertEqual(status, 0, output)

    def test_a_file_that_did_not_come_along_is_named(self):
        status, output = apply("python", ALOFT_PYTHON_FILE="absent.txt")
        self.assertEqual(status, 1)
        self.assertIn(f"absent.txt is not in {WORK}", output)

    def test_files_of_all_kinds_are_installed_and_then_satisfied(self):
        project = '[project]\nname = "ours"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["attrs<25"]\n'
        root(f"sudo -u {PERSON} mkdir -p {WORK}/project; sudo -u {PERSON} tee {WORK}/project/pyproject.toml", project)
        root(f"""sudo -u {PERSON} env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt bash -ec '
            cd {WORK}/project; uv=/opt/aloft/bin/uv
            echo attrs >requirements.txt; $uv lock --quiet; $uv export --quiet --output-file hashed.txt
            $uv export --quiet --format pylock.toml --output-file pylock.toml'""")
        for name in ["requirements.txt", "uv.lock", "hashed.txt", "pylock.toml", "pyproject.toml"]:
            with self.subTest(name):
                root("/opt/aloft/bin/uv pip uninstall --quiet --python /opt/aloft/env attrs")
                file = {"ALOFT_PYTHON_FILE": f"project/{name}", "ALOFT_PYTHON_FILE_HASH": "1"}
                self.assertEqual(check("python", **file), 1)
                status, output = apply("python", **file)
                self.assertEqual(status, 0, output)
                self.assertEqual(check("python", **file), 0)
                self.assertEqual(check("python", **{**file, "ALOFT_PYTHON_FILE_HASH": "2"}), 1, "the file is another")
                self.assertIn("attrs", root("/opt/aloft/bin/uv pip list --python /opt/aloft/env"))
                self.assertEqual(not_good(verified()), set())

    def held_lock(self, lock, undo):
        """Applies base while someone holds the lock; answers what it said. The holder lets go only when it was said."""
        root(undo)
        self.assertEqual(check("base"), 1)
        line = command_for("base", "apply", {})
        return root(f"""
            cd /run/recipes-test; rm -f held let-go output
            python3 -c 'import fcntl, os, time
file = open("{lock}", "w")
fcntl.lockf(file, fcntl.LOCK_EX)
open("held", "w")
while not os.path.exists("let-go"): time.sleep(0.05)
os.rename("let-go", "lived-on")' & holder=$!
            until [ -e held ]; do :; done
            {line} >output 2>&1 & applying=$!
            until grep -qi 'waiting' output; do kill -0 $applying || {{ cat output; exit 1; }}; done
            kill -0 $holder || exit 1
            touch let-go; wait $holder || exit 1
            wait $applying || {{ cat output; exit 1; }}
            [ -e lived-on ] && rm lived-on; cat output""")

    def test_the_holder_of_a_package_lock_is_waited_for(self):
        self.held_lock("/var/lib/dpkg/lock-frontend", REMOVE_VENV)
        self.assertEqual(check("base"), 0)

    def test_so_is_whoever_reads_the_package_lists(self):
        said = self.held_lock("/var/lib/apt/lists/lock",
                              REMOVE_VENV + "; find /var/lib/apt/lists -type f ! -name lock -delete; apt-get clean")
        self.assertIn("Another program is installing packages", said)
        self.assertEqual(check("base"), 0)

    def test_an_interrupted_dpkg_is_finished_first(self):
        root(REMOVE_VENV + "; apt-get install -qq --yes --download-only python3.11-venv; "
             "dpkg --unpack /var/cache/apt/archives/python3.11-venv_*.deb")
        self.assertNotEqual(root("dpkg --audit"), "")
        status, output = apply("base")
        self.assertEqual(status, 0, output)
        self.assertEqual(root("dpkg --audit"), "")
        self.assertEqual(check("base"), 0)

    def test_the_notebook_answers_on_its_socket_only(self):
        self.assertEqual(asked_of_notebook("http://localhost/api"), 200)
        listening = root("ss --listening --tcp --numeric --no-header --processes | grep -v '^LISTEN.*:22 ' || true")
        self.assertEqual(listening, "")
        self.assertEqual(root("stat -c '%U %a' /run/aloft-notebook /run/aloft-notebook/lab.sock"), "aloft 700\naloft 600")
        self.assertEqual(root("stat -c '%U %a' /etc/aloft/notebook/jupyter_server_config.json"), "aloft 600")

    def test_the_notebook_lets_in_who_knows_the_password_or_the_token(self):
        self.assertTrue(log_in(PASSWORD))
        self.assertFalse(log_in("wrong"))
        self.assertFalse(log_in(""))
        kernels = "http://localhost/api/kernels"
        self.assertEqual(asked_of_notebook(kernels), 403)
        self.assertEqual(asked_of_notebook("--header", "Authorization: token wrong", kernels), 403)
        self.assertEqual(asked_of_notebook("--header", f"Authorization: token {TOKEN}", kernels), 200)
        # A page from elsewhere that made its name mean this computer.
        self.assertEqual(asked_of_notebook("--header", "Host: elsewhere.example", "http://localhost/login"), 403)

    def test_another_password_is_taken_over(self):
        secret(root("/opt/aloft/notebook/bin/python -c 'from jupyter_server.auth import passwd; print(passwd(\"new\"))'"))
        self.assertEqual(check("notebook"), 1)
        status, output = apply("notebook")
        self.assertEqual(status, 0, output)
        self.assertNotIn("argon2", output)
        self.assertTrue(log_in("new"))
        self.assertFalse(log_in(PASSWORD))

    def test_settings_of_another_jupyter_open_no_port_and_no_door(self):
        theirs = json.dumps({"ServerApp": {"ip": "0.0.0.0", "port": 7777}, "IdentityProvider": {"token": "theirs"}})
        root(f"cd {HOME_OF_PERSON}; mkdir -p .jupyter; cat > .jupyter/jupyter_config.json; for other in server lab notebook; do "
             f"cp .jupyter/jupyter_config.json .jupyter/jupyter_${{other}}_config.json; done; chown -R {PERSON}: .jupyter;"
             "systemctl restart aloft-notebook", theirs)
        self.assertEqual(apply("notebook")[0], 0)
        self.test_the_notebook_answers_on_its_socket_only()
        kernels = "http://localhost/api/kernels"
        self.assertEqual(asked_of_notebook("--header", "Authorization: token theirs", kernels), 403)
        self.assertEqual(asked_of_notebook("--header", f"Authorization: token {TOKEN}", kernels), 200)
        root(f"rm -r {HOME_OF_PERSON}/.jupyter")

    def test_the_notebook_is_the_persons_and_cannot_become_root(self):
        status = root("cat /proc/$(systemctl show --property=MainPID --value aloft-notebook)/status")
        self.assertRegex(status, rf"Uid:\s+{root('id -u aloft')}\s")
        self.assertRegex(status, r"NoNewPrivs:\s+1\b")

    def test_the_notebook_comes_back(self):
        root("kill -9 $(systemctl show --property=MainPID --value aloft-notebook)")
        self.assertEqual(apply("notebook")[0], 0)
        self.assertEqual(check("notebook"), 0)
        self.assertEqual(aloft("stop", MACHINE).returncode, 0)
        self.assertEqual(aloft("start", MACHINE).returncode, 0)
        root("ask='curl --silent --fail --output /dev/null --unix-socket /run/aloft-notebook/lab.sock http://localhost/api';"
             "for try in $(seq 300); do $ask && exit 0; sleep 0.2; done; exit 1")
        carry()  # what was there before lay in memory

    def test_a_notebook_that_cannot_start_says_why_and_is_made_anew_the_next_time(self):
        root("rm -r /opt/aloft/notebook/lib/python3*/site-packages/tornado; systemctl stop aloft-notebook")
        self.assertEqual(check("notebook"), 1)
        status, output = apply("notebook")
        self.assertEqual(status, 1)
        self.assertIn("No module named 'tornado'", output)
        status, output = apply("notebook")
        self.assertEqual(status, 0, output)
        self.assertEqual(check("notebook"), 0)

    def test_logins_begin_in_the_environment(self):
        self.assertEqual(root(f"sudo -u {PERSON} -i python -c 'import sys; print(sys.prefix)'"), "/opt/aloft/env")
        self.assertTrue(root(f"sudo -u {PERSON} -i uv --version").startswith("uv "))
        for installer in ["pip", "uv pip"]:
            root(f"sudo -u {PERSON} -i {installer} install --quiet tinycss2==1.4.0")
            self.assertIn("tinycss2", root("ls /opt/aloft/env/lib/python3*/site-packages"))
            root("/opt/aloft/bin/uv pip uninstall --quiet --python /opt/aloft/env tinycss2")

    def test_the_systems_python_is_untouched(self):
        self.assertEqual(root("dpkg --verify $(dpkg-query --show --showformat='${Package} ' 'python3*' | tr ' ' '\\n' |"
                              " grep -vx 'python3-.*-doc') 2>/dev/null | grep -v ' c ' |"
                              # The base has none of these, by a rule of dpkg's own that --verify does not know.
                              " grep -vE ' /usr/share/(doc|man|locale)/' || true"), "")
        self.assertEqual(root("find /usr/local/lib/python3* -type f 2>/dev/null || true"), "")
        self.assertNotEqual(on_machine("/usr/bin/python3 -c 'import numpy'")[0], 0)

    def test_verify_proves_what_there_is(self):
        findings = verified()
        self.assertEqual(not_good(findings), set())
        self.assertEqual(findings["gpu"]["verdict"], "warning")
        self.assertIn("nothing about a GPU was proved", findings["gpu"]["detail"])
        self.assertLessEqual({"python", "gpu", "numpy", "ipykernel", "notebook", "kernel"}, set(findings))
        self.assertIn("42", findings["kernel"]["detail"])

    def test_r_is_installed_with_its_kernel_and_verified(self):
        self.assertEqual(check("r"), 1)
        status, output = apply("r")
        self.assertEqual(status, 0, output)
        self.assertEqual(check("r"), 0)
        findings = verified()
        self.assertEqual(not_good(findings), set())
        self.assertLessEqual({"r", "kernel of R"}, set(findings))
        self.assertEqual(apply("r")[0], 0)

    def test_verify_and_check_notice_what_was_taken_away(self):
        root("/opt/aloft/bin/uv pip uninstall --quiet --python /opt/aloft/env numpy")
        self.assertEqual(verified()["numpy"]["verdict"], "bad")
        self.assertEqual(check("python", **NUMPY), 1)

    def test_verify_says_of_a_gpu_only_what_it_proved(self):
        packages = root("echo /opt/aloft/env/lib/python3*/site-packages")
        torch, smi = f"{packages}/torch", "/usr/local/bin/nvidia-smi"
        root(f"mkdir {torch} {packages}/torch-0.dist-info; cat > {torch}/__init__.py; echo 0 > {torch}/seen;"
             f"printf 'Metadata-Version: 2.1\nName: torch\nVersion: 0\n' > {packages}/torch-0.dist-info/METADATA",
             STAND_IN_FOR_TORCH)
        try:
            found = verified()
            self.assertEqual((found["gpu"]["verdict"], found["torch"]["verdict"]), ("warning", "good"))
            self.assertIn("nothing about a GPU was proved", found["torch"]["detail"])

            root(f"cat > {smi}; chmod +x {smi}", STAND_IN_FOR_NVIDIA_SMI)
            found = verified()
            self.assertEqual(found["gpu"]["detail"], "; ".join(2 * ["Tesla T4, 15360 MiB, driver 580.159.04, which can CUDA up to 13.0"]))
            self.assertEqual(found["torch"]["verdict"], "bad")
            self.assertIn("uses 0 of 2 GPUs", found["torch"]["detail"])
            self.assertTrue(found["torch"]["hint"])

            root(f"echo 1 > {torch}/seen")
            self.assertIn("uses 1 of 2 GPUs", verified()["torch"]["detail"])
            root(f"echo 2 > {torch}/seen")
            found = verified()
            self.assertEqual(found["torch"]["verdict"], "good")
            self.assertIn("2 x Tesla T4", found["torch"]["detail"])
            root(f"touch {torch}/wrong-on-cuda:1")
            self.assertIn("wrong on cuda:1", verified()["torch"]["detail"])
            root(f"rm {torch}/wrong-on-cuda:1; touch {torch}/secretly-on-cpu")
            found = verified()["torch"]
            self.assertEqual(found["verdict"], "bad")
            self.assertIn("was told to compute on cuda:0 and did it on cpu", found["detail"])

            root(f"printf '#!/bin/sh\nexit 9\n' > {smi}")
            self.assertEqual(verified()["gpu"]["verdict"], "bad")
        finally:
            root(f"rm -rf {torch} {packages}/torch-0.dist-info {smi}")

    def test_verify_notices_what_does_not_work(self):
        root("echo 'raise ImportError(\"broken on purpose\")' >> /opt/aloft/env/lib/python3*/site-packages/numpy/__init__.py;"
             "systemctl stop aloft-notebook")
        findings = verified()
        root(f"sudo -u {PERSON} -i uv pip install --quiet --reinstall numpy")
        self.assertEqual(findings["numpy"]["verdict"], "bad")
        self.assertIn("broken on purpose", findings["numpy"]["detail"])
        self.assertEqual(findings["notebook"]["verdict"], "bad")
        self.assertTrue(findings["notebook"]["hint"])


STAND_IN_FOR_NVIDIA_SMI = """#!/bin/sh
case "$*" in
    '') echo '| NVIDIA-SMI 580.159.04    CUDA Version: 13.0 |' ;;
    *memory*) for card in 1 2; do echo 'Tesla T4, 15360 MiB, 580.159.04'; done ;;
    *) echo Tesla T4; echo Tesla T4 ;;
esac
"""

# As much of torch as verify asks for, on machines without a GPU: how many GPUs it sees stands in a file.
STAND_IN_FOR_TORCH = """
import pathlib
__version__ = "0.stand-in"
class version: cuda = "12"
class cuda:
    device_count = staticmethod(lambda: int((pathlib.Path(__file__).parent / "seen").read_text()))
    is_available = staticmethod(lambda: cuda.device_count() > 0)
class tensor:
    def __init__(self, rows, device): self.rows, self.device = rows, device
    def __matmul__(self, other):
        wrong = 1 if (pathlib.Path(__file__).parent / ("wrong-on-" + self.device)).exists() else 0
        columns = list(zip(*other.rows))
        secretly = (pathlib.Path(__file__).parent / "secretly-on-cpu").exists()
        return tensor([[sum(map(float.__mul__, row, column)) + wrong for column in columns] for row in self.rows],
                      "cpu" if secretly else self.device)
    def cpu(self): return self
    def tolist(self): return self.rows
"""


REMOVE_VENV = "DEBIAN_FRONTEND=noninteractive apt-get purge -qq --yes python3-venv python3.11-venv >/dev/null"
FRESH = {}


def script(recipe, what):
    """As the program puts it together (src/recipes/built_in.cpp)."""
    text = (RECIPES / recipe / f"{what}.sh").read_text()
    before = (RECIPES / "base/packages.sh").read_text() if "install_packages" in text else ""
    return before + text


def carry():
    for recipe in [*ORDER, "r"]:
        for what in ["check", "apply"]:
            root(f"mkdir -p /run/recipes-test/{recipe}; chmod 755 /run/recipes-test; "
                 f"cat > /run/recipes-test/{recipe}/{what}.sh", script(recipe, what))


def set_up_the_first_time():
    carry()
    secret()
    root(REMOVE_VENV)  # which the base of local machines has already
    for recipe in ORDER:
        before = check(recipe, **NUMPY)
        status, output = apply(recipe, **NUMPY)
        if status != 0:
            raise AssertionError(f"{recipe} on a fresh machine ended with {status}:\n{output}")
        FRESH[recipe] = (before, status, check(recipe, **NUMPY))


def main():
    global ALOFT, HOME
    ALOFT = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="aloft-recipes-") as folder:
        HOME = pathlib.Path(folder) / "home"
        HOME.mkdir()
        if os.environ.get("ALOFT_TEST_CACHE"):
            (HOME / "cache").symlink_to(os.environ["ALOFT_TEST_CACHE"])
        spec = pathlib.Path(folder) / "aloft.yaml"
        spec.write_text("machine: {kind: container, cpus: 2, memory: 2GB}\nsetup: bare\n")
        made = aloft("up", str(spec), "--name", MACHINE, "--yes")
        try:
            if made.returncode != 0:
                print(f"no machine can be made here: {made.stdout}{made.stderr}", file=sys.stderr)
                return 77
            set_up_the_first_time()
            return 0 if unittest.main(argv=[sys.argv[0], *sys.argv[2:]], exit=False, verbosity=2).result.wasSuccessful() else 1
        finally:
            aloft("down", MACHINE, "--yes", *([] if os.environ.get("ALOFT_TEST_CACHE") else ["--purge"]))


if __name__ == "__main__":
    sys.exit(main())
