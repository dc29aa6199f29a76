"""Tries out what was installed, by running it. Each finding is one JSON object on a line of its own.

Run by the person, with the Python of /opt/aloft/env, and told how many GPUs the machine was made with: a number, or
"rehearsed" for one that was to have some and has none, being a rehearsal. Every trial is a process of its own, so that a library that
crashes is a finding too. Ends with 1 when something is bad.
"""
import importlib
import importlib.metadata
import json
import multiprocessing
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

ENVIRONMENT = pathlib.Path("/opt/aloft/env")
NOTEBOOK = pathlib.Path("/opt/aloft/notebook")
TENSORFLOW = pathlib.Path("/opt/aloft/tensorflow")
R_KERNEL = pathlib.Path("/usr/share/jupyter/kernels/ir/kernel.json")
SOCKET = "/run/aloft-notebook/lab.sock"
REHEARSED = "rehearsed"
NO_NOTEBOOK = "no-notebook"
PATIENCE = 180  # seconds for one trial; the first import of a large framework reads gigabytes
AGAIN = "aloft up sets it up again"


def good(detail):
    return ("good", detail, "")


def bad(detail, hint):
    return ("bad", detail, hint)


def promised():
    """How many GPUs the machine was made with; nothing when nobody said."""
    told = sys.argv[1] if len(sys.argv) > 1 else ""
    return int(told) if told.isdigit() else 0 if told == REHEARSED else None


def one_line(error):
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]


# A matrix whose product with itself is known without computing it: Sylvester's, of 1 and -1, gives its size times the
# identity. All numbers in between are whole and small, so every kind of float has to hit them exactly.
def known_matrix(size):
    return [[1.0 - 2.0 * (bin(row & column).count("1") % 2) for column in range(size)] for row in range(size)]


def is_right(product, size):
    return all(product[row][column] == (size if row == column else 0) for row in range(size) for column in range(size))


def python():
    size = 32
    matrix = known_matrix(size)
    product = [[sum(map(float.__mul__, row, column)) for column in matrix] for row in matrix]  # it is symmetric
    if not is_right(product, size):
        return bad(f"{sys.version.split()[0]} computes a matrix product wrong", "the machine itself may be broken")
    if pathlib.Path(sys.prefix) != ENVIRONMENT:
        return bad(f"{sys.executable} is not the Python of {ENVIRONMENT}", AGAIN)
    return good(f"{sys.version.split()[0]} in {sys.prefix}, computes a matrix product right")


def numpy():
    import numpy

    matrix = numpy.array(known_matrix(256), dtype=numpy.float32)
    if not is_right((matrix @ matrix).tolist(), 256):
        return bad(f"numpy {numpy.__version__} computes a matrix product wrong", "try another version of numpy")
    return good(f"{numpy.__version__}, a product of matrices of 256 x 256 is right")


UNNAMED = "which the driver does not name"


def gpus():
    """Names of the GPUs that the driver knows; empty when there is no driver."""
    if not shutil.which("nvidia-smi"):
        return []
    listed = subprocess.run(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True)
    return [line.strip() for line in listed.stdout.splitlines() if line.strip()] if listed.returncode == 0 else []


def framework(name, version, devices, product_on, why_none, cuda=None):
    """CPU first, then every GPU that the framework sees; a GPU that it leaves alone is a failure. `product_on` answers
    the product and the device on which the framework itself says that it lies."""
    took = {}
    for device in ["cpu", *devices]:
        began = time.monotonic()
        product, where = product_on(device)
        took[device] = time.monotonic() - began
        if not is_right(product, 256):
            return bad(f"{name} {version} computes a matrix product wrong on {device}", f"try another version of {name}")
        if device != "cpu" and not is_on_gpu(where):
            return bad(f"{name} {version} was told to compute on {device} and did it on {where}", why_none)
    there = gpus()
    expected = max(len(there), promised() or 0)
    if len(devices) < expected:
        return bad(f"{name} {version} uses {len(devices)} of {expected} GPUs ({', '.join(sorted(set(there))) or UNNAMED})", why_none)
    if not devices:
        return good(f"{version}, a matrix product is right on the CPU; nothing about a GPU was proved, there is none")
    times = ", ".join(f"{took[device]:.2f}" for device in devices)
    made_for = f" with CUDA {cuda}" if cuda else ""
    return good(f"{version}{made_for}, a matrix product is right on the CPU and on {len(devices)} x "
                f"{there[0] if there else 'GPU'} ({times} s, the first use included)")


def is_on_gpu(device):
    return "cuda" in str(device).lower() or "gpu" in str(device).lower()


def torch():
    import torch

    devices = [f"cuda:{number}" for number in range(torch.cuda.device_count())] if torch.cuda.is_available() else []

    def product_on(device):
        matrix = torch.tensor(known_matrix(256), device=device)
        product = matrix @ matrix
        return product.cpu().tolist(), product.device

    built = torch.version.cuda
    why_none = (f"it is made for CUDA {built}: compare with the driver's, which nvidia-smi shows" if built
                else "this build of torch has no CUDA: ask for one that has")
    return framework("torch", torch.__version__, devices, product_on, why_none, built)


def tensorflow():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow

    seen = tensorflow.config.list_physical_devices("GPU")

    def product_on(device):
        with tensorflow.device(device):
            matrix = tensorflow.constant(known_matrix(256))
            product = tensorflow.matmul(matrix, matrix)
            return product.numpy().tolist(), product.device

    cuda = tensorflow.sysconfig.get_build_info().get("cuda_version")
    return framework("tensorflow", tensorflow.__version__, [f"gpu:{number}" for number in range(len(seen))], product_on,
                     "ask for tensorflow[and-cuda], which brings the libraries that it needs", cuda)


def jax():
    import jax

    seen = [device for device in jax.devices() if device.platform == "gpu"]
    by_name = {"cpu": jax.devices("cpu")[0], **{f"gpu:{number}": device for number, device in enumerate(seen)}}

    def product_on(device):
        matrix = jax.device_put(jax.numpy.array(known_matrix(256)), by_name[device])
        product = matrix @ matrix
        return product.tolist(), next(iter(product.devices())).platform

    return framework("jax", jax.__version__, list(by_name)[1:], product_on, "ask for jax[cuda12], which brings CUDA along")


def modules_of(distribution):
    """What one would import of it: the module of its own name if it has one, otherwise all that do not begin with _."""
    tops = set()
    for file in distribution.files or []:
        top = re.match(r"([A-Za-z]\w*)(/__init__\.py$|/.*\.py$|(\.[-\w]+)?\.so$|\.py$)", str(file))
        if top and ".dist-info/" not in str(file):
            tops.add(top.group(1))
    same = [top for top in tops if plain(top) == plain(distribution.metadata["Name"])]
    return same or sorted(tops - {"test", "tests", "doc", "docs", "examples"})


def importable(name):
    modules = modules_of(importlib.metadata.distribution(name))
    if not modules:
        return good("installed; there is nothing in it to import")
    errors = []
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:  # whatever a library throws is what we are here to tell
            errors.append(f"import {module}: {one_line(error)}")
    version = importlib.metadata.version(name)
    if len(errors) == len(modules):
        return bad(f"{version}, {errors[0]}", "try another version of it, or of what it needs")
    if errors:
        return ("warning", f"{version}, {errors[0]}", "the rest of it can be imported")
    return good(f"{version}, can be imported")


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def installed():
    return {plain(found.metadata["Name"]): found for found in importlib.metadata.distributions()}


def asked_for():
    """Names that were asked for one by one, mapped to whether they must be there: a marker may have left them out."""
    try:
        lines = (ENVIRONMENT / ".aloft/asked").read_text().splitlines()
    except OSError:
        lines = ["ipykernel"]
    names = ((re.match(r"[A-Za-z0-9][-\w.]*", line), ";" not in line) for line in lines)
    return {plain(match.group()): must for match, must in names if match}


def needed_by_none():
    """What nothing else needs: the heads of whatever a lock file brought in."""
    there = installed()
    needed = {plain(re.match(r"[-\w.]+", need).group()) for found in there.values() for need in found.requires or []}
    return set(there) - needed


def absent(name):
    return bad(f"{name} was asked for and is not installed", AGAIN)


def server():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    try:
        connection.connect(SOCKET)
        connection.sendall(b"GET /api HTTP/1.0\r\nHost: localhost\r\n\r\n")
        answer = connection.makefile("rb").read().decode()
    except OSError as error:
        return bad(f"does not answer: {one_line(error)}", "sudo systemctl status aloft-notebook, on the machine; " + AGAIN)
    version = re.search(r'"version": *"([^"]+)"', answer)
    if not version:
        return bad(f"answers strangely: {answer.splitlines()[0] if answer else 'nothing'}", AGAIN)
    return good(f"Jupyter Server {version.group(1)} answers on {SOCKET}")


ASK_A_KERNEL = """
import json, sys, jupyter_client
manager, client = jupyter_client.manager.start_new_kernel(kernel_name=sys.argv[1], startup_timeout=90)
try:
    said = []
    reply = client.execute_interactive(sys.argv[2], timeout=60, output_hook=said.append)
    printed = "".join(each["content"].get("text", "") for each in said if each["msg_type"] == "stream")
    print(json.dumps({"printed": printed, "status": reply["content"]["status"]}))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""


def kernel(name, question, answer, where):
    asked = subprocess.run([NOTEBOOK / "bin/python", "-c", ASK_A_KERNEL, name, question], capture_output=True, text=True,
                           timeout=PATIENCE)
    if asked.returncode != 0:
        last = (asked.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return bad(f"no kernel came to life: {last[:300]}", AGAIN)
    printed = json.loads(asked.stdout.splitlines()[-1])["printed"].strip()
    if printed != answer:
        return bad(f"the kernel was asked for 6 * 7 in {where} and said {printed!r}", AGAIN)
    return good(f"a kernel in {where} was asked for 6 * 7 and said 42")


def python_kernel(name, environment):
    return kernel(name, "import sys; print(sys.prefix, 6 * 7)", f"{environment} 42", environment)


def hardware():
    there, expected = gpus(), promised()
    if len(there) < (expected or 0):
        return bad(f"the machine was made with {expected} GPU{'s'[:expected != 1]}, and the driver names {len(there) or 'none'}",
                   "run nvidia-smi on the machine: it says what is wrong; " + AGAIN)
    if there:
        return good("; ".join(readings()) or ", ".join(f"{there.count(name)} x {name}" for name in sorted(set(there))))
    if REHEARSED in sys.argv[1:]:
        return ("warning", "machines of a rehearsal have none: nothing about a GPU was proved", "")
    # A machine whose GPU was taken off has its driver still.
    if expected is None and shutil.which("nvidia-smi"):
        return bad("nvidia-smi is there and names no GPU", "run nvidia-smi on the machine: it says what is wrong")
    return ("warning", "this machine has none: nothing about a GPU was proved", "")


def readings():
    """Of each GPU its name, memory and driver, and the newest CUDA that the driver can."""
    asked = subprocess.run(["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"],
                           capture_output=True, text=True)
    plain_words = subprocess.run(["nvidia-smi"], capture_output=True, text=True)
    cuda = re.search(r"CUDA Version: *([0-9.]+)", plain_words.stdout)
    lines = [[part.strip() for part in line.split(",")] for line in asked.stdout.splitlines()]
    return [f"{line[0]}, {line[1]}, driver {line[2]}" + (f", which can CUDA up to {cuda.group(1)}" if cuda else "")
            for line in lines if len(line) == 3]


def tensorflow_apart():
    """The same trial with what TensorFlow has to itself, in a process of its own like every trial."""
    packages = [str(folder) for folder in TENSORFLOW.glob("lib/python3*/site-packages")]
    sys.path[:] = packages + [folder for folder in sys.path if not folder.startswith(str(ENVIRONMENT))]
    return tensorflow()


# R knows the product of a matrix with itself as well; torch for R says itself where it computed.
ASK_R = """
size <- 256; bits <- function(n) sum(bitwAnd(n, 2^(0:7)) > 0)
matrix <- outer(0:255, 0:255, Vectorize(function(row, column) 1 - 2 * (bits(bitwAnd(row, column)) %% 2)))
right <- function(product) all(product == size * diag(size))
cat("r", as.character(getRversion()), right(matrix %*% matrix), "\n")
if (nzchar(system.file(package = "torch"))) {
  count <- if (torch::cuda_is_available()) torch::cuda_device_count() else 0
  cat("torch", as.character(packageVersion("torch")), count, "\n")
  for (device in c("cpu", if (count > 0) paste0("cuda:", seq_len(count) - 1))) {
    tensor <- torch::torch_tensor(matrix, device = device)
    product <- torch::torch_matmul(tensor, tensor)
    cat("product", device, product$device$type, right(torch::as_array(product$cpu())), "\n")
  }
}
"""


def r():
    asked = subprocess.run(["Rscript", "--vanilla", "-e", ASK_R], capture_output=True, text=True, timeout=PATIENCE)
    said = [line.split() for line in asked.stdout.splitlines()]
    if asked.returncode != 0 or not said:
        return bad((asked.stderr.strip().splitlines() or ["it said nothing"])[-1][:300], AGAIN)
    version = said[0][1]
    if said[0][2] != "TRUE":
        return bad(f"{version} computes a matrix product wrong", "the machine itself may be broken")
    if len(said) == 1:
        return good(f"{version}, computes a matrix product right")
    there, torch_version, used = gpus(), said[1][1], int(said[1][2])
    for _, device, where, is_fine in said[2:]:
        if is_fine != "TRUE":
            return bad(f"torch {torch_version} for R computes a matrix product wrong on {device}", AGAIN)
        if not device.startswith(where):
            return bad(f"torch {torch_version} for R was told to compute on {device} and did it on {where}", AGAIN)
    expected = max(len(there), promised() or 0)
    if used < expected:
        return bad(f"torch {torch_version} for R uses {used} of {expected} GPUs", AGAIN)
    if not used:
        return good(f"{version} with torch {torch_version}, right on the CPU; nothing about a GPU was proved, there is none")
    return good(f"{version} with torch {torch_version}, right on the CPU and on {used} x {there[0] if there else 'GPU'}")


def trials():
    """(subject, what to run, with what)"""
    yield ("python", python)
    yield ("gpu", hardware)
    there, asked = installed(), asked_for()
    proven = {"numpy": numpy, "torch": torch, "tensorflow": tensorflow, "jax": jax}
    for name in sorted((set(asked) & set(there) | needed_by_none() | set(proven) & set(there)) - {"pip"}):
        if name in proven:
            yield (name, proven[name])
        else:
            yield (name, importable, name)
    for name in sorted(name for name, must in asked.items() if must and name not in there):
        yield (name, absent, name)
    if (TENSORFLOW / "bin/python").exists():
        yield ("tensorflow apart", tensorflow_apart)
    if shutil.which("Rscript"):
        yield ("r", r)
    if NO_NOTEBOOK in sys.argv[1:]:
        return
    yield ("notebook", server)
    yield ("kernel", python_kernel, "python3", ENVIRONMENT)
    if (TENSORFLOW / "bin/python").exists() and NOTEBOOK.exists():
        yield ("kernel of tensorflow", python_kernel, "tensorflow", TENSORFLOW)
    if R_KERNEL.exists() and NOTEBOOK.exists():
        yield ("kernel of R", kernel, "ir", "cat(6 * 7)", "42", "R")


def attempt(answer, trial, *arguments):
    # What libraries print of their own goes to stderr, so that stdout has findings alone.
    os.dup2(2, 1)
    try:
        answer.send(trial(*arguments))
    except Exception as error:
        answer.send(bad(one_line(error), "try another version of it, or of what it needs"))


def judged(trial, *arguments):
    # Forked: our source may have come in by stdin, and then no new Python could find it.
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=attempt, args=(theirs, trial, *arguments))
    process.start()
    theirs.close()
    try:
        if ours.poll(PATIENCE):
            return ours.recv()
        return bad(f"not done after {PATIENCE} seconds", "try it by hand on the machine")
    except EOFError:
        process.join()
        return bad(f"crashed: its process ended with {process.exitcode}", "try another version of it, or of what it needs")
    finally:
        process.kill()
        process.join()


def main():
    result = 0
    for subject, trial, *arguments in trials():
        verdict, detail, hint = judged(trial, *arguments)
        print(json.dumps({"subject": subject, "verdict": verdict, "detail": detail, "hint": hint}), flush=True)
        result |= verdict == "bad"
    return result


if __name__ == "__main__":
    sys.exit(main())
