#!/usr/bin/env python3
"""Writes what the practice cloud knows of Google's methods: which there are, and what they take and answer.

  schemas.py FOLDER           writes FOLDER/*.txt anew
  schemas.py --compare FOLDER says whether they are what Google's documents say now; 1 where they are not

Read from PyPI: google-api-python-client carries the discovery documents, google-cloud-quotas the one API that is
missing among them. The form of the texts is told in src/practice/google/schemas/README.md.
"""

import argparse
import difflib
import json
import pathlib
import re
import sys

# What we serve. A method that is not here is one that the practice cloud does not have.
LISTED = ("get", "list", "aggregatedList")
COMPUTE = {
    "projects": ("get", "setCommonInstanceMetadata"),
    "regions": ("get", "list"),
    "zones": ("get", "list"),
    "machineTypes": LISTED,
    "acceleratorTypes": LISTED,
    "diskTypes": LISTED,
    "images": ("get", "list", "getFromFamily"),
    "instances": LISTED
    + tuple(
        "insert bulkInsert start stop suspend resume reset delete setMachineResources setMachineType setScheduling "
        "setMetadata setLabels setTags setServiceAccount setDiskAutoDelete attachDisk detachDisk addAccessConfig "
        "deleteAccessConfig getSerialPortOutput getGuestAttributes simulateMaintenanceEvent".split()
    ),
    "disks": LISTED + ("insert", "delete", "resize", "createSnapshot", "setLabels"),
    "snapshots": ("get", "list", "delete", "setLabels"),
    "addresses": LISTED + ("insert", "delete", "setLabels"),
    "firewalls": ("get", "list", "insert", "patch", "update", "delete"),
    "networks": ("get", "list", "insert", "delete"),
    "subnetworks": LISTED + ("insert", "delete"),
    "zoneOperations": ("get", "list", "wait", "delete"),
    "regionOperations": ("get", "list", "wait", "delete"),
    "globalOperations": ("get", "list", "wait", "delete", "aggregatedList"),
}
IAM_POLICY = ("getIamPolicy", "setIamPolicy", "testIamPermissions")
SERVED = {
    "compute.v1": [f"compute.{kind}.{verb}" for kind, verbs in COMPUTE.items() for verb in verbs],
    "serviceusage.v1": [f"serviceusage.services.{v}" for v in "batchEnable batchGet disable enable get list".split()]
    + ["serviceusage.operations.get", "serviceusage.operations.list"],
    "cloudbilling.v1": [
        "cloudbilling.billingAccounts.get",
        "cloudbilling.billingAccounts.list",
        "cloudbilling.billingAccounts.projects.list",
        "cloudbilling.projects.getBillingInfo",
        "cloudbilling.projects.updateBillingInfo",
        "cloudbilling.services.list",
        "cloudbilling.services.skus.list",
    ],
    "cloudresourcemanager.v3": [
        f"cloudresourcemanager.projects.{v}"
        for v in ("create", "delete", "undelete", "patch", "get", "list", "search") + IAM_POLICY
    ]
    + ["cloudresourcemanager.operations.get"],
    "iam.v1": [
        f"iam.projects.serviceAccounts.{v}"
        for v in ("create", "delete", "disable", "enable", "get", "list", "patch", "update") + IAM_POLICY
    ]
    + [f"iam.projects.serviceAccounts.keys.{v}" for v in ("create", "delete", "get", "list")]
    + [f"iam.projects.roles.{v}" for v in ("create", "get", "list", "patch")],
}
QUOTA_INFOS = "v1/{parent=projects/*/locations/*/services/*}/quotaInfos"
QUOTA_PREFERENCES = "v1/{parent=projects/*/locations/*}/quotaPreferences"
QUOTA_METHODS = {  # the client keeps its paths in code, and its messages as data
    "services.quotaInfos.list": ("GET", QUOTA_INFOS, "ListQuotaInfos"),
    "services.quotaInfos.get": ("GET", "v1/{name=projects/*/locations/*/services/*/quotaInfos/*}", "GetQuotaInfo"),
    "quotaPreferences.list": ("GET", QUOTA_PREFERENCES, "ListQuotaPreferences"),
    "quotaPreferences.get": ("GET", "v1/{name=projects/*/locations/*/quotaPreferences/*}", "GetQuotaPreference"),
    "quotaPreferences.create": ("POST", QUOTA_PREFERENCES, "CreateQuotaPreference"),
    "quotaPreferences.patch": (
        "PATCH",
        "v1/{quotaPreference.name=projects/*/locations/*/quotaPreferences/*}",
        "UpdateQuotaPreference",
    ),
}


def methods_of(resources):
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from methods_of(resource.get("resources", {}))


def hoisted(schemas):
    """Objects that are described inside of others get a name of their own: "MetadataItems"."""
    waiting = list(schemas)
    while waiting:
        owner = waiting.pop()
        for field, described in schemas[owner].get("properties", {}).items():
            inner = described.get("items", described)
            if inner.get("type") == "object" and "properties" in inner:
                name = owner + field[0].upper() + field[1:]
                schemas[name] = dict(inner)
                inner.clear()
                inner["$ref"] = name
                waiting.append(name)
    return schemas


def type_word(described):
    """"string", "int64", "[Instance]", "{string}", "A|B", "Instance"."""
    if "$ref" in described:
        return described["$ref"]
    kind = described.get("type", "any")
    if kind == "array":
        return f"[{type_word(described['items'])}]"
    if kind == "object":
        if "additionalProperties" in described:
            return "{" + type_word(described["additionalProperties"]) + "}"
        return "any"
    if "enum" in described:
        return "|".join(described["enum"])
    if kind == "integer":
        return described.get("format", "int32")
    if kind == "number":
        return "double"
    if kind == "string" and described.get("format") in ("int64", "uint64", "byte"):
        return described["format"]
    return kind


class Written:
    """Methods and, after them, each schema that one of them needs."""

    def __init__(self, schemas):
        self.schemas = schemas
        self.lines = []
        self.needed = []

    def need(self, word):
        for name in re.findall(r"\b[A-Z]\w+", word):
            if name in self.schemas and name not in self.needed:
                self.needed.append(name)

    def method(self, described, service_path):
        parameters = described.get("parameters", {})
        path = service_path + described["path"]
        for name, parameter in parameters.items():
            if parameter["location"] == "path" and "{+" + name + "}" in path:
                pattern = re.sub(r"\[\^/\]\+|\.\*", "*", parameter["pattern"].strip("^$"))
                path = path.replace("{+" + name + "}", "{" + name + "=" + pattern + "}")
        words = [described["id"], described["httpMethod"], path]
        words.append(described.get("request", {}).get("$ref", "-"))
        words.append(described.get("response", {}).get("$ref", "-"))
        self.lines.append("method " + " ".join(words))
        for name, parameter in sorted(parameters.items()):
            if parameter["location"] != "query":
                continue
            word = type_word({k: v for k, v in parameter.items() if k != "repeated"})
            if parameter.get("repeated"):
                word = f"[{word}]"
            self.lines.append(f"  {name}{'!' if parameter.get('required') else ''} {word}")
        for reference in words[3:]:
            self.need(reference)

    def text(self):
        for name in self.needed:  # grows while it is read
            for described in self.schemas[name].get("properties", {}).values():
                self.need(type_word(described))
        for name in sorted(self.needed):
            self.lines.append(f"schema {name}")
            for field, described in sorted(self.schemas[name].get("properties", {}).items()):
                self.lines.append(f"  {field} {type_word(described)}")
            extra = self.schemas[name].get("additionalProperties")
            if extra is not None:
                self.lines.append(f"  * {type_word(extra)}")
        return "\n".join(self.lines) + "\n"


def documents():
    import googleapiclient.discovery_cache

    folder = pathlib.Path(googleapiclient.discovery_cache.__file__).parent / "documents"
    return {name: json.loads((folder / f"{name}.json").read_text()) for name in SERVED}


def text_of(document, served):
    written = Written(hoisted(document["schemas"]))
    described = {method["id"]: method for method in methods_of(document["resources"])}
    for method in served:
        parameters = described[method].get("parameters", {})
        if document["name"] == "compute" and "filter" in parameters:
            # Told of in every description, and left out of the parameters by some revisions of the document.
            parameters.setdefault("returnPartialSuccess", {"type": "boolean", "location": "query"})
        written.method(described[method], document["servicePath"])
    return written.text()


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def quota_schema(message, schemas):
    """A message of protocol buffers as a discovery document would say it."""
    well_known = {
        "google.protobuf.Timestamp": {"type": "string"},
        "google.protobuf.FieldMask": {"type": "string"},
        "google.protobuf.Int64Value": {"type": "string", "format": "int64"},
    }
    kinds = {3: "int64", 4: "uint64", 5: "int32", 13: "uint32"}
    if message.name in schemas:
        return
    properties = {}
    schemas[message.name] = {"properties": properties}
    for field in message.fields:
        described = {"type": "string"}
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            described = {"type": "object", "additionalProperties": {"type": "string"}}
        elif field.message_type is not None:
            described = well_known.get(field.message_type.full_name)
            if described is None:
                quota_schema(field.message_type, schemas)
                described = {"$ref": field.message_type.name}
        elif field.enum_type is not None:
            described = {"type": "string", "enum": [value.name for value in field.enum_type.values]}
        elif field.type in (3, 4):
            described = {"type": "string", "format": kinds[field.type]}
        elif field.type in (5, 13):
            described = {"type": "integer", "format": kinds[field.type]}
        elif field.type == 8:
            described = {"type": "boolean"}
        elif field.type in (1, 2):
            described = {"type": "number"}
        repeated = field.is_repeated if isinstance(getattr(field, "is_repeated", None), bool) else field.label == 3
        if repeated and described.get("type") != "object":
            described = {"type": "array", "items": described}
        properties[camel(field.name)] = described


def quota_document():
    """Cloud Quotas as a discovery document would have it, from the messages of its Python client: methods and schemas."""
    from google.cloud.cloudquotas_v1.types import cloudquotas

    schemas = {}
    described = []
    for method, (verb, path, call) in QUOTA_METHODS.items():
        asked = getattr(cloudquotas, call + "Request").pb().DESCRIPTOR
        answered = getattr(cloudquotas, call + "Response", None)
        answer = answered.pb().DESCRIPTOR if answered else cloudquotas_resource(call)
        quota_schema(answer, schemas)
        known = {}
        quota_schema(asked, known)
        ((_, in_path, pattern),) = re.findall(r"({([\w.]+)=([^}]*)})", path)
        in_path = in_path.split(".")[-1]
        parameters = {in_path: {"location": "path", "type": "string", "pattern": pattern.replace("*", "[^/]+")}}
        for field, described_field in known[asked.name]["properties"].items():
            if field not in (in_path, "quotaPreference"):
                parameters[field] = dict(described_field, location="query")
        entry = {
            "id": "cloudquotas.projects.locations." + method,
            "httpMethod": verb,
            "path": re.sub(r"{[^}]*}", "{+" + in_path + "}", path),
            "parameters": parameters,
            "response": {"$ref": answer.name},
        }
        if "quotaPreference" in known[asked.name]["properties"]:
            entry["request"] = {"$ref": "QuotaPreference"}
        described.append(entry)
    return described, schemas


def quota_text():
    described, schemas = quota_document()
    written = Written(schemas)
    for method in described:
        written.method(method, "")
    return written.text()


def cloudquotas_resource(call):
    from google.cloud.cloudquotas_v1.types import resources

    return getattr(resources, "QuotaInfo" if "Info" in call else "QuotaPreference").pb().DESCRIPTOR


def texts():
    made = {name.split(".")[0] + ".txt": text_of(document, SERVED[name]) for name, document in documents().items()}
    made["cloudquotas.txt"] = quota_text()
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("folder", type=pathlib.Path)
    given = parser.parse_args()
    differ = False
    for name, text in texts().items():
        file = given.folder / name
        if not given.compare:
            file.write_text(text)
            continue
        kept = file.read_text() if file.exists() else ""
        changes = list(difflib.unified_diff(kept.splitlines(), text.splitlines(), str(file), "Google", n=0, lineterm=""))
        differ = differ or bool(changes)
        print("\n".join(changes[:40]), end="\n" if changes else "")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
