#!/usr/bin/env python3
"""assertions.py SIGN_ASSERTION: what aloft signs, verified by google-auth and PyJWT; and held against what google-auth
itself signs with the same key for the same scope."""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

import google.auth.jwt
import google.oauth2.service_account
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

EMAIL = "robot@some-project.iam.gserviceaccount.com"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
SIZES = (2048, 3072, 4096)


def certificate_of(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "robot")])
    today = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def key_file(folder, key, form):
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path = pathlib.Path(folder) / "key.json"
    said = {
        "type": "service_account",
        "project_id": "some-project",
        "private_key_id": "key-1",
        "private_key": pem.decode(),
        "client_email": EMAIL,
        "client_id": "1",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    path.write_text(json.dumps(said))
    return path


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def refused(act):
    try:
        act()
    except (ValueError, jwt.InvalidTokenError):
        return True
    return False


def check(program, folder, bits, form):
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    path = key_file(folder, key, form)
    done = subprocess.run([program, str(path), SCOPE], capture_output=True, text=True, timeout=60, check=True)
    ours = done.stdout.strip()
    certificate = certificate_of(key)

    claims = dict(google.auth.jwt.decode(ours, certs={"key-1": certificate}))
    assert claims["exp"] - claims["iat"] == 3600, claims
    public = key.public_key()
    assert jwt.decode(ours, public, algorithms=["RS256"], options={"require": ["exp", "iat", "iss", "sub"]}) == claims
    other = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    assert refused(lambda: google.auth.jwt.decode(ours, certs={"key-1": certificate_of(other)}))
    assert refused(lambda: jwt.decode(ours, other.public_key(), algorithms=["RS256"]))

    theirs = google.oauth2.service_account.Credentials.from_service_account_file(str(path), scopes=[SCOPE])
    theirs = theirs.with_always_use_jwt_access(True)
    theirs._create_self_signed_jwt(None)  # what refresh() does, without asking anybody
    theirs.refresh(None)
    assert jwt.get_unverified_header(ours) == jwt.get_unverified_header(theirs.token)
    moments = ("iat", "exp")
    same = {name: value for name, value in claims_of(theirs.token).items() if name not in moments}
    assert {name: value for name, value in claims.items() if name not in moments} == same, (claims, same)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        for bits in SIZES:
            for form in (serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL):
                check(program, folder, bits, form)
    print("assertions of aloft verified by google-auth and PyJWT")


if __name__ == "__main__":
    sys.exit(main())
