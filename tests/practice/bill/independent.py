#!/usr/bin/env python3
"""Makes up readings of the practice cloud's meter and reckons their bill once more, in fractions and in another way.

  independent.py --reckoner RECKON_BILL [--readings 10000] [--seed 1]

Exits 1 when one line, the total or the hourly sum differs by a millionth of a dollar.
"""

import argparse
import collections
import json
import random
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
HOUR = 3_600_000  # milliseconds
MICROS_IN_CENT = 10_000
STATES = ["RUNNING", "TERMINATED", "SUSPENDED"]
RATES = ["n1-standard-4", "n1-standard-4, spot", "1 nvidia-tesla-t4", "100 GB pd-balanced", "address in use"]


def made_up(count, seed):
    """In order of time; things begin, change and go, names are used again, some moments hold several readings."""
    rng = random.Random(seed)
    now = 1_790_000_000_000
    readings = []
    for _ in range(count):
        now += rng.choice([0, 1, rng.randrange(5_000), rng.randrange(HOUR), rng.randrange(40 * HOUR)])
        gone = rng.random() < 0.2
        rates = [] if gone else [
            [rng.choice(RATES), rng.choice([0, 1, rng.randrange(2_000_000), rng.randrange(200_000_000)])]
            for _ in range(rng.randrange(1, 4))
        ]
        readings.append({
            "at": now,
            "project": f"p{rng.randrange(2)}",
            "thing": f"zones/us-central1-a/instances/vm{rng.randrange(20)}",
            "id": str(rng.randrange(3)),
            "state": "" if gone else rng.choice(STATES),
            "rates": rates,
        })
    # Now and then the bill is asked for before the last reading.
    until = now - rng.randrange(100 * HOUR) if seed % 3 == 0 else now + rng.randrange(1000 * HOUR)
    return readings, until


def rounded(exact):
    """Half up, by decimals: a half is one exactly, and with sixty digits nothing else is taken for one."""
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def reckon(readings, until):
    """By thing: from each of its readings to the next one, looked for from behind."""
    by_thing = collections.defaultdict(list)
    for reading in readings:
        if reading["at"] <= until:
            by_thing[reading["project"], reading["thing"], reading["id"]].append(reading)
    lines, total, hourly = [], Fraction(0), 0
    for (project, thing, _), own in by_thing.items():
        end, last = until, True
        for reading in reversed(own):
            for what, hour in reading["rates"]:
                exact = Fraction(hour) * (end - reading["at"]) / HOUR
                total += exact
                hourly += hour if last else 0
                if end > reading["at"] or last:
                    lines.append((reading["at"], project, thing, what, end, reading["state"], last, hour, rounded(exact)))
            end, last = reading["at"], False
    return sorted(lines), rounded(total / MICROS_IN_CENT) * MICROS_IN_CENT, hourly


def asked(reckoner, readings, until):
    text = "".join(json.dumps(reading) + "\n" for reading in readings)
    answer = subprocess.run([reckoner, str(until)], input=text, capture_output=True, text=True, check=True, timeout=120)
    bill = json.loads(answer.stdout)
    lines = [
        (line["from"], line["project"], line["thing"], line["what"], line["until"], line["state"], line["still_on"],
         line["hour"], line["cost"]) for line in bill["lines"]
    ]
    return sorted(lines), bill["total"], bill["hourly_now"]


def difference(theirs, ours):
    """In words; nothing when there is none."""
    if len(theirs[0]) != len(ours[0]):
        return f"{len(theirs[0])} lines instead of {len(ours[0])}"
    for their_line, our_line in zip(theirs[0], ours[0]):
        if their_line != our_line:
            return f"{their_line} instead of {our_line}"
    return f"total and hourly {theirs[1:]} instead of {ours[1:]}" if theirs[1:] != ours[1:] else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reckoner", required=True)
    parser.add_argument("--readings", type=int, default=10_000)
    parser.add_argument("--bills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lines = 0
    for seed in range(options.seed, options.seed + options.bills):
        readings, until = made_up(max(options.readings // options.bills, 1), seed)
        ours = reckon(readings, until)
        wrong = difference(asked(options.reckoner, readings, until), ours)
        if wrong:
            print(f"bill of seed {seed}: {wrong}", file=sys.stderr)
            return 1
        lines += len(ours[0])
    print(f"{options.readings} readings in {options.bills} bills of {lines} lines: no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
