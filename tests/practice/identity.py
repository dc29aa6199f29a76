#!/usr/bin/env python3
"""Identity tokens of the practice cloud, got and verified by google-auth and PyJWT with the keys that it shows."""

import json
import os
import sys
import urllib.request

import google.auth.transport.requests
import google.oauth2.id_token
import google.oauth2.service_account
import jwt

ENDPOINT = os.environ["ALOFT_PRACTICE_ENDPOINT"]
KEY_FILE = os.environ["GOOGLE_APPLICATION_CREDENTIALS"]
AUDIENCE = "https://service.example"


def refused(act):
    try:
        act()
    except (ValueError, jwt.InvalidTokenError, google.auth.exceptions.GoogleAuthError):
        return True
    return False


def main():
    with open(KEY_FILE, encoding="utf-8") as file:
        key = json.load(file)
    request = google.auth.transport.requests.Request()
    credentials = google.oauth2.service_account.IDTokenCredentials.from_service_account_file(
        KEY_FILE, target_audience=AUDIENCE
    )
    credentials.refresh(request)
    certificates = f"{ENDPOINT}/oauth2/v1/certs"
    claims = google.oauth2.id_token.verify_token(credentials.token, request, AUDIENCE, certificates)
    assert claims["iss"] == "https://accounts.google.com", claims
    assert claims["email"] == key["client_email"] and claims["sub"] == key["client_id"], claims
    assert refused(
        lambda: google.oauth2.id_token.verify_token(credentials.token, request, "https://other.example", certificates)
    )

    keys = jwt.PyJWKClient(f"{ENDPOINT}/oauth2/v3/certs")
    signer = keys.get_signing_key_from_jwt(credentials.token).key
    assert jwt.decode(credentials.token, signer, algorithms=["RS256"], audience=AUDIENCE) == claims
    head, body, signature = credentials.token.split(".")
    forged = ".".join([head, body, signature[::-1]])
    assert refused(lambda: jwt.decode(forged, signer, algorithms=["RS256"], audience=AUDIENCE))

    # The certificates of an account's own keys, by which others verify what it has signed.
    email = key["client_email"].replace("@", "%40")
    with urllib.request.urlopen(f"{ENDPOINT}/robot/v1/metadata/x509/{email}") as answer:
        own = json.load(answer)
    signed = google.oauth2.service_account.Credentials.from_service_account_file(KEY_FILE)
    assert google.auth.jwt.decode(google.auth.jwt.encode(signed.signer, {"iat": claims["iat"], "exp": claims["exp"]}), own)
    print("identity tokens verified by google-auth and PyJWT")


if __name__ == "__main__":
    sys.exit(main())
