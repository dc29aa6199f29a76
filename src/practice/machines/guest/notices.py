"""Says on the console, and to whoever is signed in, what the metadata announces: maintenance, and being taken back."""

import subprocess

import metadata


def notices(state):
    instance = state.get("instance", {})
    found = []
    if metadata.is_true(str(instance.get("preempted", ""))):
        found.append("this spot machine is being taken back; it is switched off in 30 seconds")
    event = instance.get("maintenanceEvent", "NONE")
    if event not in ("", "NONE"):
        found.append(f"host maintenance: {event}")
    return found


def main():
    before = []
    for state in metadata.states():
        now = notices(state)
        for notice in now:
            if notice not in before:
                print(f"notice: {notice}", flush=True)
                subprocess.run(["wall", notice], check=False, stderr=subprocess.DEVNULL)
        before = now


if __name__ == "__main__":
    main()
