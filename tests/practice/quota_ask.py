#!/usr/bin/env python3
"""More quota, asked for through Google's google-cloud-quotas over REST, and the refusal that goes away by it."""

import os
import sys

import google.auth
from google.cloud import cloudquotas_v1

ENDPOINT = os.environ["ALOFT_PRACTICE_ENDPOINT"]
PROJECT = os.environ["GOOGLE_CLOUD_PROJECT"]
QUOTA = "NVIDIA-T4-GPUS-per-project-region"


def client():
    scheme, host = ENDPOINT.split("://", 1)
    credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    transport = cloudquotas_v1.CloudQuotasClient.get_transport_class("rest")
    return cloudquotas_v1.CloudQuotasClient(transport=transport(credentials=credentials, host=host, url_scheme=scheme))


def main():
    quotas = client()
    parent = f"projects/{PROJECT}/locations/global"
    service = f"{parent}/services/compute.googleapis.com"
    infos = list(quotas.list_quota_infos(request={"parent": service, "page_size": 20}))
    assert any(info.quota_id == QUOTA for info in infos), len(infos)
    info = quotas.get_quota_info(name=f"{service}/quotaInfos/{QUOTA}")
    assert info.quota_id == QUOTA and info.dimensions_infos, info
    wish = cloudquotas_v1.QuotaPreference(
        service="compute.googleapis.com",
        quota_id=QUOTA,
        dimensions={"region": "us-central1"},
        quota_config=cloudquotas_v1.QuotaConfig(preferred_value=20),
        contact_email="me@example.com",
        justification="to learn",
    )
    made = quotas.create_quota_preference(parent=parent, quota_preference=wish, quota_preference_id="t4-more")
    assert made.quota_config.preferred_value == 20, made
    kept = quotas.get_quota_preference(name=f"{parent}/quotaPreferences/t4-more")
    assert kept.quota_config.granted_value == 20, kept
    assert [each.name for each in quotas.list_quota_preferences(parent=parent)] == [kept.name]
    print("quota asked for through google-cloud-quotas")


if __name__ == "__main__":
    sys.exit(main())
