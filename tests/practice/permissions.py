"""What Google wants of whoever calls a method, as its reference says; held against what aloft's doctor asks about."""

import re

# Methods of Compute Engine want "compute.KIND.WORD"; these words are other ones there.
WORDS = {"insert": "create", "aggregatedList": "list", "wait": "get", "patch": "update"}
# What a method wants besides, and where it says so in its body ("" is always).
BESIDES = {
    "compute.instances.insert": {
        "compute.instances.setLabels": '"labels"',
        "compute.instances.setMetadata": '"metadata"',
        "compute.instances.setTags": '"tags"',
        "compute.disks.create": '"initializeParams"',
        "compute.disks.use": '"source"',
        "compute.subnetworks.use": "",
        "compute.subnetworks.useExternalIp": '"accessConfigs"',
        "compute.addresses.use": '"natIP"',
        "iam.serviceAccounts.actAs": '"serviceAccounts"',
    },
    "compute.instances.addAccessConfig": {"compute.subnetworks.useExternalIp": "", "compute.addresses.use": '"natIP"'},
    "compute.instances.attachDisk": {"compute.disks.use": ""},
    "compute.disks.insert": {"compute.disks.setLabels": '"labels"', "compute.snapshots.useReadOnly": '"sourceSnapshot"'},
    "compute.disks.createSnapshot": {"compute.snapshots.create": "", "compute.snapshots.setLabels": '"labels"'},
    "compute.addresses.insert": {"compute.addresses.setLabels": '"labels"'},
    "compute.firewalls.insert": {"compute.networks.updatePolicy": ""},
    "compute.firewalls.patch": {"compute.firewalls.get": "", "compute.networks.updatePolicy": ""},
    "compute.firewalls.delete": {"compute.networks.updatePolicy": ""},
}
# Of the other services; those that `aloft init` alone calls are its own to be refused, and want nothing of a project in use.
ELSEWHERE = {
    "cloudquotas.projects.locations.services.quotaInfos": "cloudquotas.quotas.get",
    "cloudquotas.projects.locations.quotaPreferences.list": "cloudquotas.quotas.get",
    "cloudquotas.projects.locations.quotaPreferences": "cloudquotas.quotas.update",
    "cloudbilling.projects.getBillingInfo": "resourcemanager.projects.get",
    "serviceusage.services.batchGet": "serviceusage.services.get",
    "serviceusage.": "",
    "cloudbilling.": "",
    "cloudresourcemanager.": "",
    "iam.": "",
    "iamcredentials.": "",
}
# Every call is counted against a project, which wants this of who calls.
ALWAYS = {"serviceusage.services.use"}
# Images are Google's own, which anybody may look for.
OPEN = {"compute.images.getFromFamily"}


def wanted_by(method, body):
    if method in OPEN:
        return set()
    if not method.startswith("compute."):
        return {next(one for start, one in ELSEWHERE.items() if method.startswith(start))} - {""}
    kind, word = method.rsplit(".", 1)
    besides = {one for one, where in BESIDES.get(method, {}).items() if where in (body or "")}
    return {f"{kind}.{WORDS.get(word, word)}"} | besides


def asked_about(sources):
    """The table of the adapter in that folder."""
    return set(re.findall(r'NeededPermission\{"([\w.]+)"', (sources / "needs.cpp").read_text()))


def complaints(called, asked):
    """`called`: (method, body) of each request that was sent."""
    wanted = {one: "every call" for one in ALWAYS}
    for method, body in called:
        for one in wanted_by(method, body):
            wanted.setdefault(one, method)
    yield from (f"{wanted[one]} wants {one}, and the doctor does not ask about it" for one in sorted(wanted.keys() - asked))
    yield from (f"the doctor asks about {one}, which no call wants" for one in sorted(asked - wanted.keys()))
