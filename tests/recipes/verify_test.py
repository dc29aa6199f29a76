#!/usr/bin/env python3
"""What aloft verify says of GPUs, with stand-ins for the frameworks: a fallback to the CPU is a failure, and of a machine
without a GPU it is said that nothing was proved. No GPU is proved by this."""
import importlib.util
import os
import pathlib
import tempfile
import unittest
from unittest import mock

PROJECT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("verify", PROJECT / "src/recipes/verify/verify.py")
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)

# As much of tensorflow as verify asks for.
TENSORFLOW = """
import contextlib
__version__ = "2.21.0"
SEEN = {seen}
class config: list_physical_devices = staticmethod(lambda kind: ["GPU"] * SEEN)
class sysconfig: get_build_info = staticmethod(lambda: {{"cuda_version": "12.5"}})
now = []
@contextlib.contextmanager
def device(name):
    now.append(name)
    yield
    now.pop()
class constant:
    def __init__(self, rows): self.rows, self.device = rows, now[-1]
    def numpy(self): return self
    def tolist(self): return self.rows
def matmul(a, b):
    product = constant([[float(len(a.rows)) if i == j else 0.0 for j in range(len(a.rows))] for i in range(len(a.rows))])
    product.device = "{where}" or product.device
    return product
"""


class Machine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.patch(mock.patch.dict(os.environ, PATH=f"{self.folder}:{os.environ['PATH']}"))

    def patch(self, patcher):
        patcher.start()
        self.addCleanup(patcher.stop)

    def program(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)

    def made_with(self, gpus):
        self.patch(mock.patch.object(verify.sys, "argv", ["-", gpus]))

    def cards(self, count):
        self.patch(mock.patch.object(verify, "gpus", lambda: ["Tesla T4"] * count))

    def says(self, finding, verdict, *words):
        self.assertEqual(finding[0], verdict, finding)
        for word in words:
            self.assertIn(word, finding[1])


class Hardware(Machine):
    def test_a_machine_without_gpu_gets_no_green_mark(self):
        self.cards(0)
        with mock.patch.object(verify.shutil, "which", lambda name: None):
            self.says(verify.hardware(), "warning", "nothing about a GPU was proved")

    def test_a_driver_that_names_none_is_bad(self):
        self.program("nvidia-smi", "#!/bin/sh\nexit 9\n")
        self.says(verify.hardware(), "bad", "names no GPU")

    def test_a_gpu_that_was_promised_and_is_not_there_is_bad(self):
        self.made_with("1")
        self.cards(0)
        for driver in (None, "/usr/bin/nvidia-smi"):
            with mock.patch.object(verify.shutil, "which", lambda name: driver):
                self.says(verify.hardware(), "bad", "made with 1 GPU, and the driver names none")
        self.made_with("4")
        self.cards(3)
        self.says(verify.hardware(), "bad", "made with 4 GPUs, and the driver names 3")

    def test_a_machine_whose_gpu_was_taken_off_has_its_driver_still(self):
        self.made_with("0")
        self.program("nvidia-smi", "#!/bin/sh\nexit 9\n")
        self.says(verify.hardware(), "warning", "this machine has none: nothing about a GPU was proved")

    def test_a_rehearsal_says_what_it_did_not_prove(self):
        self.made_with("rehearsed")
        self.cards(0)
        self.says(verify.hardware(), "warning", "machines of a rehearsal have none: nothing about a GPU was proved")

    def test_device_memory_driver_and_cuda_are_said(self):
        self.program("nvidia-smi", "#!/bin/sh\ncase \"$*\" in '') echo 'CUDA Version: 13.0 |' ;;"
                     "*memory*) echo 'Tesla T4, 15360 MiB, 580.159.04' ;; *) echo Tesla T4 ;; esac\n")
        self.says(verify.hardware(), "good", "Tesla T4, 15360 MiB, driver 580.159.04, which can CUDA up to 13.0")


class Notebook(Machine):
    def test_it_is_tried_only_where_one_is_asked_for(self):
        self.patch(mock.patch.object(verify, "installed", dict))
        self.patch(mock.patch.object(verify, "asked_for", dict))
        for words, is_tried in ((["-", "0"], True), (["-", "0", "no-notebook"], False)):
            with mock.patch.object(verify.sys, "argv", words):
                subjects = [trial[0] for trial in verify.trials()]
            self.assertIn("python", subjects)
            self.assertEqual(("notebook" in subjects, "kernel" in subjects), (is_tried, is_tried))


class TensorFlow(Machine):
    def tried(self, seen, where=""):
        packages = self.folder / "lib/python3.11/site-packages/tensorflow"
        packages.mkdir(parents=True, exist_ok=True)
        (packages / "__init__.py").write_text(TENSORFLOW.format(seen=seen, where=where))
        with mock.patch.object(verify, "TENSORFLOW", self.folder):
            return verify.judged(verify.tensorflow_apart)

    def test_it_is_tried_in_its_own_environment(self):
        self.cards(2)
        self.says(self.tried(seen=2), "good", "2.21.0 with CUDA 12.5", "2 x Tesla T4", " s, the first use included")

    def test_that_it_leaves_a_gpu_alone_is_bad(self):
        self.cards(2)
        self.says(self.tried(seen=0), "bad", "uses 0 of 2 GPUs")

    def test_that_it_computed_on_the_cpu_in_silence_is_bad(self):
        self.cards(1)
        self.says(self.tried(seen=1, where="/device:CPU:0"), "bad", "was told to compute on gpu:0 and did it on /device:CPU:0")

    def test_without_a_gpu_nothing_is_claimed(self):
        self.cards(0)
        for promise in ("0", "rehearsed"):
            self.made_with(promise)
            self.says(self.tried(seen=0), "good", "nothing about a GPU was proved")

    def test_where_one_was_promised_the_cpu_is_not_good_enough(self):
        self.made_with("1")
        self.cards(0)
        self.says(self.tried(seen=0), "bad", "uses 0 of 1 GPUs (which the driver does not name)")


class R(Machine):
    def tried(self, *lines):
        self.program("Rscript", "#!/bin/sh\ncat <<'END'\n" + "".join(line + "\n" for line in lines) + "END\n")
        return verify.r()

    def test_torch_for_r_on_every_gpu_is_good(self):
        self.cards(1)
        self.says(self.tried("r 4.2.2 TRUE", "torch 0.17.0 1", "product cpu cpu TRUE", "product cuda:0 cuda TRUE"), "good",
                  "on 1 x Tesla T4")

    def test_a_fallback_to_the_cpu_is_bad(self):
        self.cards(1)
        self.says(self.tried("r 4.2.2 TRUE", "torch 0.17.0 0", "product cpu cpu TRUE"), "bad", "uses 0 of 1 GPUs")
        self.says(self.tried("r 4.2.2 TRUE", "torch 0.17.0 1", "product cpu cpu TRUE", "product cuda:0 cpu TRUE"), "bad",
                  "was told to compute on cuda:0 and did it on cpu")

    def test_a_wrong_product_is_bad(self):
        self.cards(1)
        self.says(self.tried("r 4.2.2 FALSE"), "bad", "wrong")
        self.says(self.tried("r 4.2.2 TRUE", "torch 0.17.0 1", "product cuda:0 cuda FALSE"), "bad", "wrong on cuda:0")

    def test_without_a_gpu_nothing_is_claimed(self):
        self.cards(0)
        self.says(self.tried("r 4.2.2 TRUE", "torch 0.17.0 0", "product cpu cpu TRUE"), "good", "nothing about a GPU was proved")
        self.says(self.tried("r 4.2.2 TRUE"), "good", "computes a matrix product right")

    def test_where_one_was_promised_the_cpu_is_not_good_enough(self):
        self.made_with("1")
        self.cards(0)
        self.says(self.tried("r 4.2.2 TRUE", "torch 0.17.0 0", "product cpu cpu TRUE"), "bad", "uses 0 of 1 GPUs")

    def test_one_that_fails_says_why(self):
        self.program("Rscript", "#!/bin/sh\necho 'Error: no lantern' >&2\nexit 1\n")
        self.says(verify.r(), "bad", "Error: no lantern")


if __name__ == "__main__":
    unittest.main()
