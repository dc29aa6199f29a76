#!/usr/bin/env python3
"""What google-auth and PyJWT sign for themselves, taken by the practice cloud for a token; and what it must not take."""

import json
import os
import sys
import time
import urllib.error
import urllib.request

import google.auth.transport.requests
import google.oauth2.service_account
import jwt

ENDPOINT = os.environ["ALOFT_PRACTICE_ENDPOINT"]
PROJECT = os.environ["GOOGLE_CLOUD_PROJECT"]
KEY_FILE = os.environ["GOOGLE_APPLICATION_CREDENTIALS"]
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
NARROW = "https://www.googleapis.com/auth/devstorage.read_only"


def status_of(token):
    request = urllib.request.Request(f"{ENDPOINT}/compute/v1/projects/{PROJECT}")
    request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def by_google_auth(**how):
    credentials = google.oauth2.service_account.Credentials.from_service_account_file(KEY_FILE, **how)
    return credentials.with_always_use_jwt_access(True)


def main():
    with_scope = by_google_auth(scopes=[SCOPE])
    with_scope._create_self_signed_jwt(None)
    with_scope.refresh(None)
    assert status_of(with_scope.token) == 200

    for_one_service = by_google_auth()
    for_one_service._create_self_signed_jwt("https://compute.googleapis.com/")
    for_one_service.refresh(None)
    assert status_of(for_one_service.token) == 200

    # The long way: an assertion that the token endpoint changes for a token.
    changed = google.oauth2.service_account.Credentials.from_service_account_file(KEY_FILE, scopes=[SCOPE])
    changed.refresh(google.auth.transport.requests.Request())
    assert changed.token.startswith("ya29."), "it was changed for one"
    assert status_of(changed.token) == 200

    with open(KEY_FILE, encoding="utf-8") as file:
        key = json.load(file)
    now = int(time.time())
    email = key["client_email"]
    good = {"iss": email, "sub": email, "scope": SCOPE, "iat": now, "exp": now + 3600}

    def signed(algorithm="RS256", header=None, **changes):
        claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
        secret = key["private_key"] if algorithm == "RS256" else "x" * 64
        return jwt.encode(claims, secret, algorithm=algorithm, headers=header or {"kid": key["private_key_id"]})

    assert status_of(signed()) == 200
    bad = {
        "of yesterday": signed(iat=now - 90000, exp=now - 86400),
        "of tomorrow": signed(iat=now + 86400, exp=now + 90000),
        "for longer than an hour": signed(exp=now + 7200),
        "without an end": signed(exp=None),
        "for another service": signed(scope=None, aud="https://service.example/"),
        "for less": signed(scope=NARROW),
        "of somebody else": signed(iss="other@" + email.split("@")[1]),
        "as somebody else": signed(sub="other@" + email.split("@")[1]),
        "by a key that is none": signed(header={"kid": "0" * 40}),
        "by a shared secret": signed(algorithm="HS256"),
        "with another end": with_scope.token[:-8] + "AAAAAAAA",
    }
    for what, token in bad.items():
        assert status_of(token) == 401, what
    print("what google-auth and PyJWT sign is taken, and what is not as it should be is not")


if __name__ == "__main__":
    sys.exit(main())
