#!/usr/bin/env python3
"""Holds every request that aloft's adapter sends against Google's discovery documents: adapter_requests.py SOURCES TEST_PROGRAM.

TEST_PROGRAM are the adapter's own tests, which write down what they would have sent: path, query, and the fields, types
and enumerations of bodies must be Google's. Every method of METHODS must have been seen and no other; and so must every
path and every word of a method that stands in SOURCES, the adapter's folder, so that nothing is left out by forgetting."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

import permissions
import schemas

DOCUMENTS = ("compute.v1", "serviceusage.v1", "cloudbilling.v1", "cloudresourcemanager.v3", "iam.v1", "iamcredentials.v1")
PAPER = "http://127.0.0.1:8470"
# What is no method of a document: tokens, which are asked for in forms, and who asks from where.
ELSEWHERE = ("/token", "/tokeninfo", "/checkip", "/computeMetadata/")
# By service and kind, the words of their methods.
CALLED = {
    "compute.instances": "insert get delete aggregatedList start stop setScheduling setMachineType setMachineResources "
    "getSerialPortOutput getGuestAttributes addAccessConfig deleteAccessConfig",
    "compute.disks": "insert get delete aggregatedList resize createSnapshot",
    "compute.snapshots": "get list delete",
    "compute.addresses": "insert get delete aggregatedList",
    "compute.firewalls": "insert get delete list patch",
    "compute.networks": "get insert",
    "compute.images": "getFromFamily",
    "compute.projects": "get",
    "compute.regions": "list",
    "compute.zoneOperations": "wait list",
    "compute.regionOperations": "wait list",
    "compute.globalOperations": "wait list",
    "cloudquotas.projects.locations.services.quotaInfos": "list get",
    "cloudquotas.projects.locations.quotaPreferences": "list create patch",
    "cloudbilling.billingAccounts": "list",
    "cloudbilling.projects": "getBillingInfo updateBillingInfo",
    "cloudbilling.services.skus": "list",
    "cloudresourcemanager.projects": "create getIamPolicy setIamPolicy testIamPermissions",
    "cloudresourcemanager.operations": "get",
    "iam.projects.roles": "create get patch",
    "iam.projects.serviceAccounts": "create get",
    "iam.projects.serviceAccounts.keys": "create",
    "iamcredentials.projects.serviceAccounts": "generateAccessToken",
    "serviceusage.services": "batchEnable batchGet",
    "serviceusage.operations": "get",
}
METHODS = {f"{kind}.{word}" for kind, words in CALLED.items() for word in words.split()}


class Document:
    def __init__(self, base, methods, known, common):
        self.base = base
        self.schemas = known
        self.common = common
        self.methods = [(method, re.compile(pattern_of(method))) for method in methods]


def pattern_of(method):
    """Of the path below the base, with each parameter's own pattern."""
    parameters = method.get("parameters", {})

    def one(found):
        described = parameters.get(found[1], {})
        return "(" + described.get("pattern", "[^/]+" if "+" not in found[0] else ".+").strip("^$") + ")"

    return re.sub(r"\{\+?(\w+)\}", one, method.get("flatPath", method["path"]) if "{+" not in method["path"] else method["path"])


def documents():
    import googleapiclient.discovery_cache

    folder = pathlib.Path(googleapiclient.discovery_cache.__file__).parent / "documents"
    for name in DOCUMENTS:
        text = json.loads((folder / f"{name}.json").read_text())
        yield Document(text["rootUrl"] + text["servicePath"], list(schemas.methods_of(text["resources"])), text["schemas"],
                       text["parameters"])
    methods, known = schemas.quota_document()
    yield Document("https://cloudquotas.googleapis.com/", methods, known, {})


def wrong_value(described, value, known, place):
    """What is wrong with a value of a body; nothing when it is as described. Null is what is to be nothing from now on."""
    if value is None:
        return None
    if "$ref" in described:
        return wrong_object(known[described["$ref"]], value, known, place)
    kind = described.get("type", "any")
    if kind == "object":
        return wrong_object(described, value, known, place)
    if kind == "array":
        if not isinstance(value, list):
            return f"{place} is no list"
        found = (wrong_value(described["items"], one, known, f"{place}[{at}]") for at, one in enumerate(value))
        return next((wrong for wrong in found if wrong), None)
    right = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "any": object}[kind]
    if not isinstance(value, right) or (kind in ("integer", "number") and isinstance(value, bool)):
        return f"{place} is no {kind}: {value!r}"
    if "enum" in described and value not in described["enum"]:
        return f"{place} is none of those that there are: {value!r}"
    if kind == "string" and described.get("format") in ("int64", "uint64") and not re.fullmatch(r"-?\d+", value):
        return f"{place} is no number in a text: {value!r}"
    if kind == "string" and "pattern" in described and not re.fullmatch(described["pattern"], value):
        return f"{place} is not as it has to be: {value!r}"
    return None


def wrong_object(described, value, known, place):
    if not isinstance(value, dict):
        return f"{place} is no object"
    for name, one in value.items():
        field = described.get("properties", {}).get(name, described.get("additionalProperties"))
        if field is None:
            return f"{place} has no {name}"
        if "[Output Only]" in field.get("description", "")[:15] or field.get("readOnly"):
            return f"{place}.{name} is Google's to say"
        if wrong := wrong_value(field, one, known, f"{place}.{name}"):
            return wrong
    return None


def wrong_text(described, text):
    kind = described.get("type")
    if kind == "integer" and not re.fullmatch(r"-?\d+", text):
        return "no number"
    if kind == "boolean" and text not in ("true", "false"):
        return "neither true nor false"
    if "enum" in described and text not in described["enum"]:
        return "none of those that there are"
    return None


def wrong_query(method, common, query):
    known = {name: one for name, one in method.get("parameters", {}).items() if one["location"] == "query"} | common
    for name, text in urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)):
        if name not in known:
            return f"there is no parameter {name}"
        if wrong := wrong_text(known[name], text):
            return f"{name} is {wrong}: {text!r}"
    given = dict(urllib.parse.parse_qsl(query))
    missing = [name for name, one in known.items() if one.get("required") and name not in given]
    return f"{missing} is missing" if missing else None


def judge(all_documents, sent):
    """(the method's id or nothing, what is wrong or nothing)"""
    url = urllib.parse.urlsplit(sent["url"])
    best = (None, "there is no such method")
    for document in all_documents:
        base = urllib.parse.urlsplit(document.base)
        if (sent["url"].startswith(PAPER) or url.netloc == base.netloc) and url.path.startswith(base.path):
            for method, pattern in document.methods:
                if method["httpMethod"] != sent["method"] or not pattern.fullmatch(url.path[len(base.path):]):
                    continue
                wrong = wrong_query(method, document.common, url.query) or wrong_body(method, document.schemas, sent["body"])
                if wrong is None:
                    return method["id"], None
                best = (method["id"], wrong)
    return best


def wrong_body(method, known, text):
    if "request" not in method:
        return "it takes no body" if text else None
    if not text:
        return "it needs a body"
    return wrong_value(method["request"], json.loads(text), known, "body")


def literals(sources):
    """Texts of the adapter that are paths of Google's, or words of its methods, and what follows; {} stands for anything."""
    for file in sorted(sources.glob("*.cpp")):
        code = re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.MULTILINE)
        for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', code):
            if re.fullmatch(r"(?:\{\d?\})?/?(?:compute/v1/|v[13]/)?(?:projects|zones|regions|global|billingAccounts)/[\w{}/.:-]*", text):
                yield file.name, text, ""
        for verb in re.findall(r'(?:tell\([^;]*?|\{\s*)"((?:set|create|add|delete|attach|detach)[A-Z]\w+|start|stop|resize|reset|suspend)"', code):
            yield file.name, "/" + verb, r"(\?|$)"


def unseen(sources, requests):
    everything = "\n".join(urllib.parse.unquote(sent["url"]) + "\n" + sent["body"] for sent in requests)
    for file, text, end in sorted(set(literals(sources))):
        pattern = "[^/\\s\"]*".join(re.escape(piece) for piece in re.split(r"\{\d?\}", text))
        if not re.search(pattern + end, everything, re.MULTILINE):
            yield f"{file}: no test sends {text!r}"


def planted(requests):
    """Requests that are wrong, each with a word that must be in the complaint."""
    def first(method, part):
        return next(dict(sent) for sent in requests if sent["method"] == method and part in sent["url"] and sent["body"])

    def with_body(sent, change):
        body = json.loads(sent["body"])
        change(body)
        return dict(sent, body=json.dumps(body))

    machine = first("POST", "/instances?")
    yield with_body(machine, lambda body: body.update(nam="x")), "has no nam"
    yield with_body(machine, lambda body: body["scheduling"].update(automaticRestart="yes")), "no boolean"
    yield with_body(machine, lambda body: body["scheduling"].update(onHostMaintenance="STAY")), "none of those"
    yield with_body(machine, lambda body: body.update(disks={})), "no list"
    yield with_body(machine, lambda body: body.update(status="RUNNING")), "none of those|Google's to say"
    yield with_body(first("POST", "/disks?"), lambda body: body.update(sizeGb=10)), "no string"
    yield dict(machine, url=machine["url"] + "&wait=yes"), "no parameter wait"
    yield dict(machine, url=machine["url"].replace("/instances", "/instance")), "no such method"
    yield dict(machine, method="PATCH"), "no such method"


def sent_by(program):
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "requests"
        subprocess.run([program, "--gtest_brief=1"], env=os.environ | {"ALOFT_REQUESTS": str(record)}, check=True,
                       stdout=subprocess.DEVNULL, timeout=300)
        lines = sorted(set(record.read_text().splitlines()))
    requests = [json.loads(line) for line in lines]
    return [sent for sent in requests if is_googles(sent["url"])]


def is_googles(text):
    url = urllib.parse.urlsplit(text)
    return (text.startswith(PAPER) or url.netloc.endswith(".googleapis.com")) and not url.path.startswith(ELSEWHERE)


def main(sources, program):
    all_documents = list(documents())
    requests = sent_by(program)
    complaints = []
    seen = set()
    called = []
    for sent in requests:
        method, wrong = judge(all_documents, sent)
        if wrong:
            complaints.append(f"{sent['method']} {sent['url']}: {wrong}; {sent['body'][:300]}")
        elif method:
            seen.add(method)
            called.append((method, sent["body"]))
    complaints += [f"{method} was never sent" for method in sorted(METHODS - seen)]
    complaints += [f"{method} was sent and is not in METHODS" for method in sorted(seen - METHODS)]
    complaints += unseen(pathlib.Path(sources), requests)
    asked = permissions.asked_about(pathlib.Path(sources))
    complaints += permissions.complaints(called, asked)
    for lacking in sorted(asked):
        if not any(lacking in one for one in permissions.complaints(called, asked - {lacking})):
            complaints.append(f"that the doctor does not ask about {lacking} was not found")
    for sent, word in planted(requests):
        _, wrong = judge(all_documents, sent)
        if not re.search(word, wrong or ""):
            complaints.append(f"a planted mistake was not found ({word}), but: {wrong}")
    if not list(unseen(pathlib.Path(sources), requests[:1])):
        complaints.append("that nothing was sent was not found")
    print("\n".join(complaints), end="\n" if complaints else "")
    print(f"{len(requests)} requests of {len(seen)} methods held against Google's documents, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
