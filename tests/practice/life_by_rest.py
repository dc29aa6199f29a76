#!/usr/bin/env python3
"""The same life through Google's google-cloud-compute over REST, whose operations are waited for by Google's own code."""

import os
import sys

import google.auth
from google.api_core.exceptions import Conflict, GoogleAPICallError, NotFound
from google.cloud import compute_v1

ENDPOINT = os.environ["ALOFT_PRACTICE_ENDPOINT"]
PROJECT = os.environ["GOOGLE_CLOUD_PROJECT"]
ZONE = "us-central1-a"
REGION = "us-central1"
CREDENTIALS, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])


OPERATIONS = {
    "zone_operations": compute_v1.ZoneOperationsClient,
    "region_operations": compute_v1.RegionOperationsClient,
    "global_operations": compute_v1.GlobalOperationsClient,
}


def transport(kind):
    scheme, host = ENDPOINT.split("://", 1)
    return kind.get_transport_class("rest")(credentials=CREDENTIALS, host=host, url_scheme=scheme)


def client(kind):
    """The client as it is, told only where the cloud is: itself, and the clients that it asks about operations."""
    made = transport(kind)
    made._extended_operations_services = {name: each(transport=transport(each)) for name, each in OPERATIONS.items()}
    return kind(transport=made)


def machine(name, gpus=0):
    instance = compute_v1.Instance(name=name, machine_type=f"zones/{ZONE}/machineTypes/n1-standard-4")
    disk = compute_v1.AttachedDisk(boot=True, auto_delete=True)
    disk.initialize_params = compute_v1.AttachedDiskInitializeParams(
        source_image="projects/debian-cloud/global/images/family/debian-12", disk_size_gb=20
    )
    instance.disks = [disk]
    access = compute_v1.AccessConfig(name="External NAT", type_="ONE_TO_ONE_NAT")
    instance.network_interfaces = [compute_v1.NetworkInterface(network="global/networks/default", access_configs=[access])]
    if gpus:
        kind = f"zones/{ZONE}/acceleratorTypes/nvidia-tesla-t4"
        instance.guest_accelerators = [compute_v1.AcceleratorConfig(accelerator_count=gpus, accelerator_type=kind)]
        instance.scheduling = compute_v1.Scheduling(
            on_host_maintenance="TERMINATE", provisioning_model="SPOT", max_run_duration=compute_v1.Duration(seconds=3600)
        )
    return instance


def main():
    instances = client(compute_v1.InstancesClient)
    place = {"project": PROJECT, "zone": ZONE}
    one = dict(place, instance="rest-vm")
    instances.insert(instance_resource=machine("rest-vm", gpus=1), **place).result(timeout=120)
    vm = instances.get(**one)
    assert vm.status == "RUNNING" and vm.guest_accelerators[0].accelerator_count == 1, vm
    assert vm.scheduling.max_run_duration.seconds == 3600
    try:
        instances.insert(instance_resource=machine("rest-vm"), **place)
        raise AssertionError("a name was given twice")
    except Conflict:
        pass

    request = compute_v1.ListInstancesRequest(project=PROJECT, zone=ZONE, filter="name = rest-*", max_results=1)
    assert [item.name for item in instances.list(request=request)] == ["rest-vm"]
    scopes = {scope: found for scope, found in instances.aggregated_list(project=PROJECT) if found.instances}
    assert list(scopes) == [f"zones/{ZONE}"], scopes

    instances.stop(**one).result(timeout=120)
    assert instances.get(**one).status == "TERMINATED"
    kind = compute_v1.InstancesSetMachineTypeRequest(machine_type=f"zones/{ZONE}/machineTypes/n1-standard-8")
    instances.set_machine_type(instances_set_machine_type_request_resource=kind, **one).result(timeout=120)
    client(compute_v1.DisksClient).resize(
        disk="rest-vm", disks_resize_request_resource=compute_v1.DisksResizeRequest(size_gb=40), **place
    ).result(timeout=120)

    addresses = client(compute_v1.AddressesClient)
    at = {"project": PROJECT, "region": REGION}
    addresses.insert(address_resource=compute_v1.Address(name="rest-address"), **at).result(timeout=120)
    number = addresses.get(address="rest-address", **at).address
    instances.delete_access_config(access_config="External NAT", network_interface="nic0", **one).result(timeout=120)
    access = compute_v1.AccessConfig(name="External NAT", type_="ONE_TO_ONE_NAT", nat_i_p=number)
    instances.add_access_config(network_interface="nic0", access_config_resource=access, **one).result(timeout=120)
    instances.start(**one).result(timeout=120)
    assert instances.get(**one).network_interfaces[0].access_configs[0].nat_i_p == number

    firewalls = client(compute_v1.FirewallsClient)
    allowed = compute_v1.Allowed(I_p_protocol="tcp", ports=["8888"])
    firewalls.insert(
        project=PROJECT, firewall_resource=compute_v1.Firewall(name="rest-rule", allowed=[allowed])
    ).result(timeout=120)
    firewalls.delete(project=PROJECT, firewall="rest-rule").result(timeout=120)

    # What fails at its end fails for the client too, with Google's code.
    elsewhere = machine("rest-lost", gpus=1)
    elsewhere.guest_accelerators[0].accelerator_type = f"zones/{ZONE}/acceleratorTypes/nvidia-b200"
    try:
        instances.insert(instance_resource=elsewhere, **place).result(timeout=120)
        raise AssertionError("GPUs that the zone does not have")
    except GoogleAPICallError as refusal:
        assert "was not found" in str(refusal), refusal

    instances.delete(**one).result(timeout=120)
    try:
        instances.get(**one)
        raise AssertionError("it is still there")
    except NotFound:
        pass
    addresses.delete(address="rest-address", **at).result(timeout=120)
    print("a life through google-cloud-compute")


if __name__ == "__main__":
    sys.exit(main())
