#!/usr/bin/env python3
"""Asks `aloft gpus` for random wishes and reckons the answers once more, from the facts themselves and in another way.

  independent.py --aloft ALOFT --facts src/market/catalog            the built-in catalog, from its text
  independent.py … --skypilot aws=aws/vms.csv gcp=gcp/vms.csv        and catalogs in SkyPilot's form, imported first
"""

import argparse
import collections
import csv
import fnmatch
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal

HOURS = 730
MILLIONTH = Decimal("0.000001")
CEILINGS = {  # of Google's N1, for each number of GPUs: the most processors and GiB
    "P100": {1: (16, 104), 2: (32, 208), 4: (96, 624)},
    "P4": {1: (24, 156), 2: (48, 312), 4: (96, 624)},
    "T4": {1: (48, 312), 2: (48, 312), 4: (96, 624)},
    "V100": {1: (12, 78), 2: (24, 156), 4: (48, 312), 8: (96, 624)},
}

# Of Google's machines that boot from nothing but Hyperdisk; what that costs beside the disk of all others.
ON_HYPERDISK = ("a3-ultragpu-", "a4-", "a4x-", "c4-", "c4a-", "c4d-", "g4-", "n4-", "n4a-", "n4d-")
HYPERDISK_PRICE = Decimal("0.8")

Place = collections.namedtuple("Place", "cloud type gpu gpus region")


class Facts:
    """Prices by place and zone, and what else a bill is made of."""

    def __init__(self):
        self.gpu_memory = {}  # kind: MiB
        self.types = {}  # (cloud, type): processors, MiB
        self.regions = {}  # (cloud, region): dollars a GiB and month, dollars an hour for an address
        self.zones = collections.defaultdict(dict)  # Place: zone: (on demand, spot)

    def add(self, place, zone, on_demand, spot):
        if on_demand is None and spot is None:
            return
        if on_demand is not None and spot is not None and spot > on_demand:
            return
        if on_demand == 0 or spot == 0:
            return
        self.zones[place].setdefault(zone, (on_demand, spot))


def dollars(text):
    text = (text or "").lstrip("~")
    return Decimal(text).quantize(MILLIONTH, ROUND_HALF_UP) if text else None


def add_up(host, gpu, count):
    return None if host is None or gpu is None else host + gpu * count


def attach(facts, cloud, region, zone, gpu, on_demand, spot):
    """The GPU with each host in its zone that may have it."""
    for place, zones in list(facts.zones.items()):
        if place.cloud != cloud or place.gpus or not place.type.startswith("n1-") or zone not in zones:
            continue
        cpus, memory = facts.types[cloud, place.type]
        for count, (most_cpus, most_gib) in CEILINGS.get(gpu, {}).items():
            if cpus <= most_cpus and memory <= most_gib * 1024:
                host = zones[zone]
                facts.add(place._replace(gpu=gpu, gpus=count), zone, add_up(host[0], on_demand, count),
                          add_up(host[1], spot, count))


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def whole_zones(row):
    return [row["region"] + zone if zone.startswith("-") else zone for zone in row["zones"].split()]


def read_text(folder):
    facts = Facts()
    for row in rows_of(folder / "gpus.csv"):
        facts.gpu_memory[row["gpu"]] = int(row["memory_mib"] or 0)
    for file in sorted(folder.glob("types-*.csv")):
        for row in rows_of(file):
            facts.types[row["cloud"], row["type"]] = (Decimal(row["cpus"]), int(row["memory_mib"]))
    for file in sorted(folder.glob("regions-*.csv")):
        for row in rows_of(file):
            facts.regions[row["cloud"], row["region"]] = (dollars(row["disk_gb_month"]), dollars(row["address_hour"]))
    for file in sorted(folder.glob("offerings-*.csv")):
        for row in rows_of(file):
            place = Place(row["cloud"], row["type"], row["gpu"], int(row["gpus"] or 0), row["region"])
            for zone in whole_zones(row):
                facts.add(place, zone, dollars(row["on_demand"]), dollars(row["spot"]))
    for file in sorted(folder.glob("gpus-apart-*.csv")):
        for row in rows_of(file):
            for zone in whole_zones(row):
                attach(facts, row["cloud"], row["region"], zone, row["attached_gpu"], dollars(row["on_demand"]),
                       dollars(row["spot"]))
    return facts


def gpus_within(machine_type):
    """The GPUs that Google builds into a type: those of the N1 are wished beside it."""
    family, size, number = (machine_type.split("-") + ["", ""])[:3]
    if family == "a2":
        return {"highgpu": "A100", "megagpu": "A100", "ultragpu": "A100-80GB"}[size], int(number.rstrip("g"))
    if family == "a3":
        return {"highgpu": "H100", "edgegpu": "H100", "megagpu": "H100-MEGA"}[size], int(number.rstrip("g"))
    if family == "g2":
        return "L4", {"24": 2, "48": 4, "96": 8}.get(number, 1)
    return None


def number_of(text):
    return Decimal(text) if text else Decimal(0)


def read_skypilot(facts, cloud, path):
    rows = list(rows_of(path))
    alone = {}  # (zone, GPU, how many): prices
    for row in rows:
        row["zone"] = row.get("AvailabilityZone") or row["Region"]
        row["prices"] = (dollars(row["Price"]), dollars(row.get("SpotPrice")))
        if not row["InstanceType"]:
            alone[row["zone"], row["AcceleratorName"], int(number_of(row["AcceleratorCount"]))] = row["prices"]
    for row in rows:
        if not row["InstanceType"] or row["InstanceType"].endswith("-tpu") or row["prices"] == (None, None):
            continue
        memory = int((number_of(row["MemoryGiB"]) * 1024).to_integral_value(ROUND_HALF_UP))
        facts.types[cloud, row["InstanceType"]] = (number_of(row["vCPUs"]), memory)
        gpu, gpus, prices = row["AcceleratorName"], int(number_of(row["AcceleratorCount"])), row["prices"]
        within = gpus_within(row["InstanceType"]) if cloud == "gcp" and not gpu else None
        if within:
            gpu, gpus = within
            apart = alone.get((row["zone"], gpu, gpus)) or alone.get((row["zone"], gpu, 1), (None, None))
            times = 1 if (row["zone"], gpu, gpus) in alone else gpus
            prices = tuple(add_up(*pair, times) for pair in zip(prices, apart))
        gpu = gpu.replace(" ", "-")
        if gpu and gpu not in facts.gpu_memory:
            continue  # Inferentia, field-programmable arrays and the like
        place = Place(cloud, row["InstanceType"], gpu, gpus, row["Region"])
        facts.regions.setdefault((cloud, row["Region"]), (None, None))
        facts.add(place, row["zone"], *prices)
    regions = {row["zone"]: row["Region"] for row in rows}
    for (zone, gpu, count), prices in alone.items():
        if count == 1:
            attach(facts, cloud, regions[zone], zone, gpu, *prices)


def matches(pattern, place, zone):
    names = [place.region, zone]
    if "/" in pattern:
        names = [f"{place.cloud}/{name}" for name in names]
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)


class Wish:
    def __init__(self, draw, facts):
        kinds = sorted({place.gpu for place in facts.zones if place.gpu})
        self.gpus = draw.sample(kinds, draw.choice([0, 1, 1, 1, 2]))
        self.words = [",".join(self.gpus)] if self.gpus else []
        self.clouds = self.option(draw, 0.2, "--cloud", sorted({place.cloud for place in facts.zones}))
        self.region = self.option(draw, 0.3, "--region", ["us-*", "europe-*", "*-1", "gcp/*", "aws/us-*", "*central1-a"])
        self.count = self.option(draw, 0.3, "--count", [1, 2, 4, 8] + ([] if self.gpus else [0]))
        self.memory = self.option(draw, 0.2, "--memory", ["16GB", "24GB", ">=40GB"])
        self.disk = self.option(draw, 0.3, "--disk", ["10GB", "80GB", "1000GB"])
        self.most = self.option(draw, 0.3, "--max-price", ["0.50", "1.25", "5", "40"])
        self.sort = self.option(draw, 0.2, "--sort", ["price"])
        self.spot = draw.random() < 0.4
        if self.spot:
            self.words.append("--spot")

    def option(self, draw, chance, name, values):
        if draw.random() >= chance:
            return None
        value = draw.choice(values)
        self.words += [name, str(value)]
        return value

    def takes(self, facts, place):
        memory = facts.gpu_memory.get(place.gpu, 0)
        return ((not self.gpus or place.gpu in self.gpus)
                and (place.gpus > 0 or (self.count == 0 and not self.memory))
                and (self.clouds is None or place.cloud == self.clouds)
                and (self.count is None or place.gpus == self.count)
                and (self.memory is None or memory >= int(self.memory.strip(">=GB")) * 1024))

    def bill(self, facts, place, machine):
        """The whole hour; nothing when it is more than is wished."""
        if machine is None:
            return None
        month, address = facts.regions.get((place.cloud, place.region), (None, None))
        gigabytes = int(self.disk.strip("GB")) if self.disk else 100 if place.gpus else 50
        if month is not None and place.cloud == "gcp" and place.type.startswith(ON_HYPERDISK):
            month *= HYPERDISK_PRICE
        disk = (month * gigabytes / HOURS).quantize(MILLIONTH, ROUND_HALF_UP) if month is not None else 0
        hour = machine + disk + (address or 0)
        return None if self.most and hour > Decimal(self.most) else hour


def least(values):
    return min((value for value in values if value is not None), default=None)


def expected(facts, wish):
    """Place: its cheapest hour on demand and as spot."""
    found = {}
    for place, zones in facts.zones.items():
        if not wish.takes(facts, place):
            continue
        prices = [tuple(wish.bill(facts, place, price) for price in pair) for zone, pair in zones.items()
                  if wish.region is None or matches(wish.region, place, zone)]
        best = tuple(least(column) for column in zip(*prices)) if prices else (None, None)
        if best != (None, None) and not (wish.spot and best[1] is None):
            found[place] = best
    return found


def price_key(best, spot):
    first, second = (best[1], best[0]) if spot else best
    return (first is None, first if first is not None else second)


def is_large_enough(facts, place):
    cpus, memory = facts.types[place.cloud, place.type]
    whole = facts.gpu_memory[place.gpu] >= 8 * 1024
    return cpus >= place.gpus * (4 if whole else 2) and memory >= place.gpus * (12 if whole else 6) * 1024


def winners(facts, found, spot):
    """Of each kind the price of its best place: the cheapest that is large enough, else the cheapest."""
    kinds = collections.defaultdict(list)
    for place, best in found.items():
        kinds[place.gpu].append((price_key(best, spot), place))
    return {kind: min([one for one in places if is_large_enough(facts, one[1])] or places, key=lambda one: one[0])[0]
            for kind, places in kinds.items()}


def micros(bill):
    return None if bill is None else Decimal(bill["hour"]["micros"]) * MILLIONTH


def ask(options, home, wish, more):
    done = subprocess.run([options.aloft, "gpus", *wish.words, "--json", *more], capture_output=True, text=True,
                          env=dict(os.environ, ALOFT_HOME=home), check=False)
    answer = json.loads(done.stdout)
    if not answer["ok"] and answer["error"]["kind"] != "not_found":
        raise SystemExit(f"aloft gpus {wish.words}: {answer['error']}")
    return answer["offers"] or []


def differences(facts, wish, offers):
    found = expected(facts, wish)
    if wish.gpus or wish.count == 0:
        told = {Place(o["cloud"], o["machine_type"], o["gpu"], o["count"], o["region"]):
                (micros(o["on_demand"]), micros(o["spot"])) for o in offers}
        if told != found:
            return [f"{place}: told {told.get(place)}, reckoned {found.get(place)}"
                    for place in sorted(set(told) | set(found)) if told.get(place) != found.get(place)]
        ordered = [price_key((micros(o["on_demand"]), micros(o["spot"])), wish.spot) for o in offers]
        return [] if ordered == sorted(ordered) else ["the order is not that of prices"]
    told = {o["gpu"]: price_key((micros(o["on_demand"]), micros(o["spot"])), wish.spot) for o in offers}
    reckoned = winners(facts, found, wish.spot)
    return [f"best {kind}: told {told.get(kind)}, reckoned {reckoned.get(kind)}"
            for kind in sorted(set(told) | set(reckoned)) if told.get(kind) != reckoned.get(kind)]


def import_into(options, home, facts, cloud, file):
    subprocess.run([options.aloft, "catalog", "import", file, "--cloud", cloud], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, ALOFT_HOME=home))
    for place in [place for place in facts.zones if place.cloud == cloud]:
        del facts.zones[place]
    read_skypilot(facts, cloud, file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aloft", required=True)
    parser.add_argument("--facts", type=pathlib.Path, required=True)
    parser.add_argument("--wishes", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--skypilot", nargs="*", default=[], metavar="CLOUD=FILE")
    options = parser.parse_args()
    facts = read_text(options.facts)
    draw = random.Random(options.seed)
    wrong = offers_seen = 0
    with tempfile.TemporaryDirectory(prefix="aloft-independent-") as home:
        for cloud, file in (word.split("=", 1) for word in options.skypilot):
            import_into(options, home, facts, cloud, file)
        for _ in range(options.wishes):
            wish = Wish(draw, facts)
            offers = ask(options, home, wish, ["--all"] if wish.gpus or wish.count == 0 else [])
            offers_seen += len(offers)
            for difference in differences(facts, wish, offers)[:5]:
                wrong += 1
                print(f"aloft gpus {' '.join(wish.words)}: {difference}")
    print(f"{sum(map(len, facts.zones.values()))} offers reckoned, {options.wishes} wishes, {offers_seen} rows compared, "
          f"{wrong} differences")
    return 1 if wrong or offers_seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
