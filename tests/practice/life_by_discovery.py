#!/usr/bin/env python3
"""A machine's whole life through Google's google-api-python-client, unchanged.

Each request is built from Google's own discovery document, and each answer is held against that document's schemas
here, field by field, by code that has nothing to do with what the practice cloud checks itself with.
"""

import json
import os
import sys
import uuid

import google.auth
import googleapiclient.discovery
from googleapiclient.errors import HttpError

ENDPOINT = os.environ["ALOFT_PRACTICE_ENDPOINT"]
PROJECT = os.environ["GOOGLE_CLOUD_PROJECT"]
ZONE = "us-central1-a"
REGION = "us-central1"


class Judge:
    """Holds answers against a discovery document."""

    def __init__(self, document):
        self.schemas = document["schemas"]

    def value(self, described, value, at):
        if "$ref" in described:
            return self.object(self.schemas[described["$ref"]], value, at)
        kind = described.get("type")
        if kind == "object":
            return self.object(described, value, at)
        if kind == "array":
            assert isinstance(value, list), f"{at} is no list: {value!r}"
            for number, item in enumerate(value):
                self.value(described["items"], item, f"{at}[{number}]")
        elif kind == "string":
            assert isinstance(value, str), f"{at} is no string: {value!r}"
            if described.get("format") in ("int64", "uint64"):
                int(value)
            if "enum" in described:
                assert value in described["enum"], f"{at} is none of its words: {value}"
        elif kind == "integer":
            assert isinstance(value, int) and not isinstance(value, bool), f"{at} is no number: {value!r}"
        elif kind == "number":
            assert isinstance(value, (int, float)), f"{at} is no number: {value!r}"
        elif kind == "boolean":
            assert isinstance(value, bool), f"{at} is neither true nor false: {value!r}"

    def object(self, described, value, at):
        assert isinstance(value, dict), f"{at} is no object: {value!r}"
        fields = described.get("properties", {})
        for name, inner in value.items():
            known = fields.get(name, described.get("additionalProperties"))
            assert known is not None, f"{at}.{name} is no field of Google's"
            self.value(known, inner, f"{at}.{name}")


class Compute:
    def __init__(self):
        credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
        self.service = googleapiclient.discovery.build(
            "compute",
            "v1",
            credentials=credentials,
            static_discovery=True,
            client_options={"api_endpoint": ENDPOINT + "/compute/v1/"},
        )
        self.document = self.service._rootDesc
        self.judge = Judge(self.document)
        self.calls = 0

    def ask(self, kind, verb, **parameters):
        request = getattr(getattr(self.service, kind)(), verb)(**parameters)
        answer = request.execute(num_retries=0)
        method = self.document["resources"][kind]["methods"][verb]
        if "response" in method:
            self.judge.value(method["response"], answer, f"{kind}.{verb}")
        self.calls += 1
        return answer

    def wait(self, operation):
        kind, place = "globalOperations", {}
        if "zone" in operation:
            kind, place = "zoneOperations", {"zone": operation["zone"].rsplit("/", 1)[1]}
        elif "region" in operation:
            kind, place = "regionOperations", {"region": operation["region"].rsplit("/", 1)[1]}
        while operation["status"] != "DONE":
            operation = self.ask(kind, "wait", project=PROJECT, operation=operation["name"], **place)
        assert "error" not in operation, operation["error"]
        return operation

    def do(self, kind, verb, **parameters):
        return self.wait(self.ask(kind, verb, project=PROJECT, **parameters))

    def refused(self, status, reason, kind, verb, **parameters):
        try:
            self.ask(kind, verb, project=PROJECT, **parameters)
        except HttpError as refusal:
            error = json.loads(refusal.content)["error"]
            assert error["code"] == status == refusal.resp.status, error
            assert error["errors"][0]["reason"] == reason, error
            return error["message"]
        raise AssertionError(f"{kind}.{verb} was not refused")


def machine(name):
    return {
        "name": name,
        "machineType": f"zones/{ZONE}/machineTypes/n1-standard-4",
        "disks": [
            {
                "boot": True,
                "autoDelete": True,
                "initializeParams": {
                    "sourceImage": "projects/ubuntu-os-cloud/global/images/family/ubuntu-2204-lts",
                    "diskSizeGb": "50",
                    "diskType": f"zones/{ZONE}/diskTypes/pd-balanced",
                },
            }
        ],
        "networkInterfaces": [
            {"network": "global/networks/default", "accessConfigs": [{"type": "ONE_TO_ONE_NAT", "name": "External NAT"}]}
        ],
        "labels": {"owner": "discovery"},
        "metadata": {"items": [{"key": "enable-oslogin", "value": "FALSE"}]},
        "serviceAccounts": [{"email": "default", "scopes": ["https://www.googleapis.com/auth/cloud-platform"]}],
    }


def places(compute):
    regions = compute.ask("regions", "list", project=PROJECT)["items"]
    assert any(region["name"] == REGION for region in regions)
    quotas = {quota["metric"] for quota in compute.ask("regions", "get", project=PROJECT, region=REGION)["quotas"]}
    assert {"NVIDIA_T4_GPUS", "CPUS"} <= quotas, quotas
    compute.ask("projects", "get", project=PROJECT)
    compute.ask("zones", "get", project=PROJECT, zone=ZONE)
    compute.ask("zones", "list", project=PROJECT)
    for kind, one in (("machineTypes", "n1-standard-4"), ("acceleratorTypes", "nvidia-tesla-t4"), ("diskTypes", "pd-ssd")):
        compute.ask(kind, "get", project=PROJECT, zone=ZONE, **{kind[:-1]: one})
        compute.ask(kind, "list", project=PROJECT, zone=ZONE)
        found, token = 0, None
        while True:
            page = compute.ask(kind, "aggregatedList", project=PROJECT, maxResults=500, pageToken=token)
            found += sum(len(scope.get(kind, [])) for scope in page["items"].values())
            token = page.get("nextPageToken")
            if not token:
                break
        assert found > 1, kind
    for project in ("debian-cloud", "ubuntu-os-cloud", "deeplearning-platform-release"):
        image = compute.ask("images", "list", project=project)["items"][0]
        compute.ask("images", "get", project=project, image=image["name"])
        family = compute.ask("images", "getFromFamily", project=project, family=image["family"])
        assert family["name"] == image["name"]
    compute.ask("networks", "get", project=PROJECT, network="default")
    compute.ask("subnetworks", "aggregatedList", project=PROJECT)


def life(compute):
    at = {"zone": ZONE}
    one = dict(at, instance="discovery-vm")
    request = str(uuid.uuid4())
    first = compute.ask("instances", "insert", project=PROJECT, body=machine("discovery-vm"), requestId=request, **at)
    again = compute.ask("instances", "insert", project=PROJECT, body=machine("discovery-vm"), requestId=request, **at)
    assert first["name"] == again["name"], "a repeated request is the same operation"
    compute.refused(400, "invalid", "instances", "insert", body=machine("another"), requestId=request, **at)
    compute.refused(409, "alreadyExists", "instances", "insert", body=machine("discovery-vm"), **at)
    compute.wait(first)

    vm = compute.ask("instances", "get", project=PROJECT, **one)
    assert vm["status"] == "RUNNING"
    for filter_text in ('name = "discovery-*"', "labels.owner = discovery AND status = RUNNING", "name eq discovery-.*"):
        listed = compute.ask("instances", "list", project=PROJECT, filter=filter_text, **at)
        assert [item["name"] for item in listed["items"]] == ["discovery-vm"], filter_text
    compute.ask("instances", "getSerialPortOutput", project=PROJECT, port=1, **one)
    compute.do("instances", "reset", **one)

    metadata = {"fingerprint": vm["metadata"]["fingerprint"], "items": [{"key": "startup-script", "value": "true"}]}
    compute.do("instances", "setMetadata", body=metadata, **one)
    compute.refused(412, "conditionNotMet", "instances", "setMetadata", body=metadata, **one)
    labels = {"labelFingerprint": vm["labelFingerprint"], "labels": {"owner": "somebody"}}
    compute.do("instances", "setLabels", body=labels, **one)
    compute.do("instances", "setTags", body={"fingerprint": vm["tags"]["fingerprint"], "items": ["web"]}, **one)

    rule = {"name": "discovery-rule", "allowed": [{"IPProtocol": "tcp", "ports": ["8080"]}], "targetTags": ["web"]}
    compute.do("firewalls", "insert", body=rule)
    compute.do("firewalls", "patch", firewall="discovery-rule", body={"sourceRanges": ["192.0.2.0/24"]})
    assert compute.ask("firewalls", "get", project=PROJECT, firewall="discovery-rule")["sourceRanges"] == ["192.0.2.0/24"]

    compute.do("disks", "resize", disk="discovery-vm", body={"sizeGb": "80"}, **at)
    compute.refused(400, "invalid", "disks", "resize", disk="discovery-vm", body={"sizeGb": "20"}, **at)
    compute.do("disks", "createSnapshot", disk="discovery-vm", body={"name": "discovery-snapshot"}, **at)
    compute.do("disks", "insert", body={"name": "discovery-data", "sizeGb": "20"}, **at)
    compute.do("instances", "attachDisk", body={"source": f"zones/{ZONE}/disks/discovery-data", "deviceName": "data"}, **one)
    compute.refused(400, "resourceInUseByAnotherResource", "disks", "delete", disk="discovery-data", **at)
    compute.do("instances", "detachDisk", deviceName="data", **one)
    compute.do("disks", "delete", disk="discovery-data", **at)

    gpus = {"guestAccelerators": [{"acceleratorCount": 1, "acceleratorType": f"zones/{ZONE}/acceleratorTypes/nvidia-tesla-t4"}]}
    compute.refused(400, "resourceNotReady", "instances", "setMachineResources", body=gpus, **one)
    compute.do("instances", "stop", **one)
    compute.refused(400, "invalid", "instances", "setMachineResources", body=gpus, **one)
    compute.do("instances", "setScheduling", body={"onHostMaintenance": "TERMINATE", "automaticRestart": False}, **one)
    compute.do("instances", "setMachineResources", body=gpus, **one)
    compute.do("instances", "setMachineType", body={"machineType": f"zones/{ZONE}/machineTypes/n1-standard-8"}, **one)

    compute.do("addresses", "insert", region=REGION, body={"name": "discovery-address"})
    number = compute.ask("addresses", "get", project=PROJECT, region=REGION, address="discovery-address")["address"]
    nic = dict(one, networkInterface="nic0")
    compute.do("instances", "deleteAccessConfig", accessConfig="External NAT", **nic)
    compute.do("instances", "addAccessConfig", body={"name": "External NAT", "type": "ONE_TO_ONE_NAT", "natIP": number}, **nic)
    compute.do("instances", "start", **one)
    vm = compute.ask("instances", "get", project=PROJECT, **one)
    assert vm["networkInterfaces"][0]["accessConfigs"][0]["natIP"] == number
    assert vm["guestAccelerators"][0]["acceleratorCount"] == 1
    compute.refused(400, "unsupportedOperation", "instances", "suspend", **one)

    properties = {key: value for key, value in machine("none").items() if key != "name"}
    properties["machineType"] = "n1-standard-4"
    compute.do("instances", "bulkInsert", body={"count": "3", "namePattern": "bulk-#", "instanceProperties": properties}, **at)
    names, token = [], None
    while True:
        page = compute.ask("instances", "list", project=PROJECT, maxResults=2, pageToken=token, **at)
        names += [item["name"] for item in page["items"]]
        token = page.get("nextPageToken")
        if not token:
            break
    assert names == ["bulk-1", "bulk-2", "bulk-3", "discovery-vm"], names
    compute.ask("instances", "aggregatedList", project=PROJECT)
    for name in names:
        compute.do("instances", "delete", instance=name, zone=ZONE)
    compute.refused(404, "notFound", "instances", "get", **one)
    compute.do("snapshots", "delete", snapshot="discovery-snapshot")
    compute.do("addresses", "delete", region=REGION, address="discovery-address")
    compute.do("firewalls", "delete", firewall="discovery-rule")
    assert "items" not in compute.ask("disks", "list", project=PROJECT, zone=ZONE)
    for kind, place in (("zoneOperations", at), ("regionOperations", {"region": REGION}), ("globalOperations", {})):
        compute.ask(kind, "list", project=PROJECT, **place)
    compute.ask("globalOperations", "aggregatedList", project=PROJECT)


def main():
    compute = Compute()
    places(compute)
    life(compute)
    print(f"{compute.calls} calls, each answer as Google's document says")


if __name__ == "__main__":
    sys.exit(main())
