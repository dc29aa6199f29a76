"""What the guest asks the machine's metadata server."""

import json
import time
import urllib.error
import urllib.request

ROOT = "http://169.254.169.254/computeMetadata/v1/"
# A proxy that is set for the machine must not get to see this.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _call(path, method="GET", body=None, patience=10):
    request = urllib.request.Request(
        ROOT + path, data=body, method=method, headers={"Metadata-Flavor": "Google"}
    )
    return DIRECT.open(request, timeout=patience)


def value(path, tries=3):
    """The text there; None where there is none."""
    for left in reversed(range(tries)):
        try:
            with _call(path) as answer:
                return answer.read().decode(errors="replace")
        except urllib.error.HTTPError as refusal:
            if refusal.code == 404:
                return None
            problem = refusal
        except OSError as unreachable:  # the practice cloud may be starting anew
            problem = unreachable
        if left:
            time.sleep(1)
    raise problem


def put(path, text):
    with _call(path, "PUT", text.encode()):
        pass


def attribute(name, tries=3):
    """An attribute of the instance, or else of the project."""
    own = value("instance/attributes/" + name, tries)
    return own if own is not None else value("project/attributes/" + name, tries)


def is_true(text):
    return (text or "").strip().lower() in ("true", "yes", "y", "1")


def states(seconds=lambda: 60):
    """Everything that the server says, at once and then whenever it changes or so many seconds have passed."""
    etag = "0"
    while True:
        limit = max(1, min(60, seconds()))
        path = f"?recursive=true&alt=json&wait_for_change=true&last_etag={etag}&timeout_sec={limit}"
        try:
            with _call(path, patience=limit + 30) as answer:
                etag = answer.headers.get("ETag", "0")
                state = json.loads(answer.read())
        except (OSError, ValueError):
            time.sleep(2)
            continue
        yield state
