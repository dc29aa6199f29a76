"""ask_pandas.py ROUNDS AWS_CSV GCP_CSV: the cheapest machine with a T4, with pandas, from catalogs in SkyPilot's form.
Prints seconds of loading with a first question, of one question in ROUNDS, and the most memory in KiB."""
import resource
import sys
import time

import pandas


def load(files):
    aws, gcp = (pandas.read_csv(file) for file in files)
    gpus = gcp[gcp["InstanceType"].isna() & gcp["AcceleratorName"].notna()]
    hosts = gcp[gcp["InstanceType"].str.startswith("n1-", na=False)]
    # Google's hosts and GPUs are rows apart: each pair in a zone, as long as the GPU allows so large a host.
    pairs = hosts.drop(columns=["AcceleratorName", "AcceleratorCount"]).merge(
        gpus[["AvailabilityZone", "AcceleratorName", "AcceleratorCount", "Price", "SpotPrice"]], on="AvailabilityZone",
        suffixes=("", "Gpu"))
    pairs = pairs[pairs["vCPUs"] <= 48 * pairs["AcceleratorCount"]]
    pairs["Price"] += pairs["PriceGpu"]
    pairs["SpotPrice"] += pairs["SpotPriceGpu"]
    return pandas.concat([aws, gcp[gcp["InstanceType"].notna()], pairs], ignore_index=True)


def cheapest(catalog, gpu):
    found = catalog[(catalog["AcceleratorName"] == gpu) & (catalog["AcceleratorCount"] == 1)]
    return found.assign(least=found[["Price", "SpotPrice"]].min(axis=1)).sort_values("least").head(20)


def main(rounds, *files):
    began = time.perf_counter()
    catalog = load(files)
    cheapest(catalog, "T4")
    print(time.perf_counter() - began)
    began = time.perf_counter()
    for number in range(rounds):
        cheapest(catalog, ["T4", "V100", "A100", "L4", "K80"][number % 5])
    print((time.perf_counter() - began) / rounds)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
