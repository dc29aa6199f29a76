#!/usr/bin/env python3
"""gpus.py ALOFT QUERY_CATALOG PYTHON [AWS_CSV GCP_CSV]: `aloft gpus` against `sky show-gpus` and pandas, on the same
catalogs in SkyPilot's form. Without files the built-in catalog is written in that form. PYTHON has pandas and SkyPilot."""
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from side_by_side import in_turns, ratio

HERE = pathlib.Path(__file__).parent
ROUNDS, QUERIES = 10, 500
sys.path.insert(0, str(HERE.parent / "tests" / "catalog"))


def write_builtin(folder):
    """The built-in catalog in SkyPilot's form, Google's GPUs in rows of their own."""
    from independent import read_text
    facts = read_text(HERE.parent / "src" / "market" / "catalog")
    columns = ["InstanceType", "AcceleratorName", "AcceleratorCount", "vCPUs", "MemoryGiB", "GpuInfo", "Price", "SpotPrice",
               "Region", "AvailabilityZone"]
    files = []
    for cloud in ("aws", "gcp"):
        files.append(folder / f"{cloud}.csv")
        with open(files[-1], "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(columns)
            for place, zones in facts.zones.items():
                if place.cloud != cloud or (place.gpus and place.type.startswith("n1-")):
                    continue
                cpus, memory = facts.types[cloud, place.type]
                for zone, (price, spot) in zones.items():
                    rows.writerow([place.type, place.gpu, place.gpus or "", cpus, memory / 1024, "", price or "", spot or "",
                                   place.region, zone])
            apart = csv.DictReader(open(HERE.parent / "src/market/catalog/gpus-apart-gcp.csv", encoding="utf-8"))
            for row in apart if cloud == "gcp" else []:
                for zone in row["zones"].split():
                    for count in (1, 2, 4):
                        prices = [float(row[name]) * count if row[name] else "" for name in ("on_demand", "spot")]
                        rows.writerow(["", row["attached_gpu"], count, "", "", "", *prices, row["region"], row["region"] + zone])
    return files


def sky_home(folder, python, files):
    """A home of SkyPilot's that holds the catalogs already, so that it fetches nothing."""
    version = subprocess.run([python, "-c", "from sky.clouds.service_catalog import constants as c; print(c.CATALOG_SCHEMA_VERSION)"],
                             capture_output=True, text=True, check=True).stdout.strip()
    for cloud, file in zip(("aws", "gcp"), files):
        place = folder / ".sky" / "catalogs" / version / cloud
        place.mkdir(parents=True)
        shutil.copyfile(file, place / "vms.csv")
        # What else it would fetch, and does not need for this.
        (place / "images.csv").write_text("Tag,Region,OS,OSVersion,ImageId,CreationDate\n")
        for mapping in ("accelerator_quota_mapping.csv", "instance_quota_mapping.csv"):
            (place / mapping).write_text("Accelerator,InstanceType,OnDemandInstanceCode,SpotInstanceCode\n")
    return dict(os.environ, HOME=str(folder))


def quiet(command, environment=None):
    return lambda: subprocess.run([str(word) for word in command], env=environment, check=True, stdout=subprocess.DEVNULL)


def numbers(command):
    told = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout
    return [float(line) for line in told.split()]


def main(aloft, query_catalog, python, *files):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = files or write_builtin(folder)
        ours = dict(os.environ, ALOFT_HOME=str(folder / "home"))
        for cloud, file in zip(("aws", "gcp"), files):
            quiet([aloft, "catalog", "import", file, "--cloud", cloud], ours)()
        rows = sum(sum(1 for _ in open(file, encoding="utf-8")) - 1 for file in files)
        theirs = sky_home(folder / "sky", python, files)
        sky = pathlib.Path(python).parent / "sky"
        took = in_turns({
            "aloft": quiet([aloft, "gpus", "T4"], ours),
            "sky": quiet([sky, "show-gpus", "T4", "--cloud", "gcp"], theirs),
            "pandas": quiet([python, HERE / "ask_pandas.py", 1, *files]),
        }, ROUNDS)
        catalog = next((folder / "home" / "catalog").glob("catalog-*"))
        query = numbers([query_catalog, catalog, QUERIES])
        pandas = numbers([python, HERE / "ask_pandas.py", QUERIES, *files])

    print(f"{rows} rows of AWS and Google in SkyPilot's form.\n")
    print(f"| | takes as long as aloft | middle half of {ROUNDS} rounds |")
    print("|---|---|---|")
    for name, what in (("sky", "`sky show-gpus T4 --cloud gcp`, the process"), ("pandas", "pandas reading and asking, the process")):
        median, low, high = ratio(took["aloft"], took[name])
        print(f"| {what}, against `aloft gpus T4` of all clouds | {median:.0f} times | {low:.0f} to {high:.0f} |")
    print(f"| pandas, reading and one question, against opening the catalog and the same | {pandas[0] / query[0]:.0f} times | |")
    print(f"| pandas, one question of {QUERIES}, against the same with ranking | {pandas[1] / query[1]:.0f} times | |")
    print(f"| memory of pandas against ours | {pandas[2] / query[2]:.0f} times | |")
    print(f"\nOne question with ranking takes {query[1] * 1e6:.0f} millionths of a second here.")


if __name__ == "__main__":
    main(*sys.argv[1:])
