"""Doing what people do behind one address."""

import json

from django.test import Client

from tests.api.conftest import PASSWORD

OFFICE, HOME, ELSEWHERE = "203.0.113.7", "203.0.113.8", "203.0.113.9"


def by_page(email, password=PASSWORD, peer=OFFICE, client=None, **headers):
    typed = {"login": email, "password": password}
    answer = (client or Client(REMOTE_ADDR=peer)).post("/account/login/", typed, headers=headers)
    return {302: 200, 200: 401}.get(answer.status_code, answer.status_code), answer


def by_api(email, password=PASSWORD, peer=OFFICE, client=None, **headers):
    body = json.dumps({"email": email, "password": password})
    answer = (client or Client(REMOTE_ADDR=peer)).post(
        "/api/v1/users/login/", body, "application/json", headers=headers
    )
    return answer.status_code, answer
