"""Who may ask: a token of another audience, an old one, a forged one, and every trick of RFC 8725 get nothing."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from notifier.model.errors import UsageProblem
from notifier.web.tokens import AppKeys, parse_token_keys
from tests.notifier.clients import APP_KEY, NOTICE, SECRET, Client, client, publish
from tests.notifier.world import World


@pytest.fixture
def inbox(sqlite_world: World) -> Client:
    publish(sqlite_world)
    return client(sqlite_world)


def refused(made: Client, token: str) -> str:
    answer = made.get("/v1/inbox", None, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert token not in answer.text
    return str(answer.json["detail"])


def part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_of_another_audience_is_refused(inbox: Client) -> None:
    assert "aud" in refused(inbox, inbox.token("u0001", aud="billing"))
    assert "aud" in refused(inbox, inbox.token("u0001", aud=None))
    assert "aud" in refused(inbox, inbox.token("u0001", aud=["billing", "other"]))


def test_a_token_for_several_audiences_is_good_where_the_notifier_is_one(inbox: Client) -> None:
    token = inbox.token("u0001", aud=["billing", "notifier"])
    assert inbox.get("/v1/inbox", None, headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_an_expired_token_is_refused_even_after_it_was_good(inbox: Client) -> None:
    token = inbox.token("u0001", 60)
    headers = {"Authorization": f"Bearer {token}"}
    assert inbox.get("/v1/inbox", None, headers=headers).status_code == 200
    inbox.world.clock.turn(seconds=61)
    assert "expired" in refused(inbox, token)


def test_a_token_that_never_ends_or_lasts_for_days_is_refused(inbox: Client) -> None:
    assert "exp" in refused(inbox, inbox.token("u0001", exp=None))
    assert "day" in refused(inbox, inbox.token("u0001", 86401 + 60))


@pytest.mark.parametrize("who", [None, "", "x" * 256, 7, "a\0b"])
def test_a_token_without_a_user_is_refused(inbox: Client, who: object) -> None:
    made = {"sub": who, "aud": "notifier", "exp": inbox.world.clock().timestamp() + 60}
    header, body = part({"alg": "HS256", "typ": "JWT"}), part({k: v for k, v in made.items() if v is not None})
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{header}.{body}".encode(), SECRET
    )
    refused(inbox, f"{header}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}")


def test_the_algorithm_is_the_keys_and_never_the_tokens(inbox: Client) -> None:
    claims = {"sub": "u0001", "aud": "notifier", "exp": inbox.world.clock().timestamp() + 60}
    refused(inbox, jwt.encode(claims, None, algorithm="none"))
    refused(inbox, jwt.encode(claims, SECRET * 2, algorithm="HS512"))
    refused(inbox, jwt.encode(claims, b"another secret of thirty-two byte", algorithm="HS256"))
    refused(inbox, jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "other"}))
    refused(inbox, jwt.encode(claims, SECRET, algorithm="HS256", headers={"typ": "age-attestation+jwt"}))
    refused(inbox, "not.a.jwt")


def test_a_public_key_of_the_app_checks_eddsa_and_cannot_be_used_as_a_shared_secret(sqlite_world: World) -> None:
    publish(sqlite_world)
    key = Ed25519PrivateKey.generate()
    public = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode()
    made = client(sqlite_world)
    sqlite_world.set(NOTIFIER_TOKEN_KEYS=f"ed:EdDSA:{public}")
    made.context.tokens.__init__(parse_token_keys(f"ed:EdDSA:{public}"))  # type: ignore[misc]
    claims = {"sub": "u0001", "aud": "notifier", "exp": sqlite_world.clock().timestamp() + 60}
    good = jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": "ed"})
    assert made.get("/v1/inbox", None, headers={"Authorization": f"Bearer {good}"}).json["total"] == 1
    refused(made, jwt.encode(claims, key.public_key().public_bytes_raw(), algorithm="HS256", headers={"kid": "ed"}))


@pytest.mark.parametrize("header", [None, "", "Basic dTpw", "Bearer", "Bearer  "])
def test_without_a_bearer_token_nothing_is_shown(inbox: Client, header: str | None) -> None:
    headers = {"Authorization": header} if header is not None else {}
    for method, path in (("GET", "/v1/inbox"), ("POST", f"/v1/inbox/{NOTICE}/read"), ("GET", "/v1/consents")):
        assert inbox.call(method, path, None, headers=headers).status_code == 401


def test_guesses_are_limited_by_network(sqlite_world: World) -> None:
    client(sqlite_world)
    sqlite_world.set(NOTIFIER_NETWORK_LIMIT="2")
    made = client(sqlite_world)
    statuses = [made.get("/v1/inbox", None).status_code for _ in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert made.get("/v1/inbox", "u0001").status_code == 200


def test_a_users_token_does_not_open_the_apps_door_nor_the_other_way_round(inbox: Client) -> None:
    assert inbox.get("/v1/recipients/u0001/consents", "u0001").status_code == 401
    assert inbox.app("/v1/recipients/u0001/consents", "x" * 40).status_code == 401
    assert inbox.app("/v1/recipients/u0001/consents").status_code == 200
    assert inbox.app("/v1/inbox").status_code == 401


@pytest.mark.parametrize("text", ["app", "app:HS256:c2hvcnQ=", "app:none:" + "A" * 44, "a b:HS256:" + "A" * 43])
def test_a_bad_key_is_named_by_its_place_and_not_shown(text: str) -> None:
    with pytest.raises(UsageProblem, match="key 1") as problem:
        parse_token_keys(text)
    assert "A" * 40 not in str(problem.value)


def test_a_short_key_of_the_app_is_refused() -> None:
    with pytest.raises(UsageProblem, match="32 characters"):
        AppKeys("server:short")
    assert AppKeys(f"a:{'x' * 32}, b:{APP_KEY}").caller(APP_KEY) == "b"
