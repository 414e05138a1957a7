"""Who may come in: accounts, sessions, tokens, scopes, tries, the audit log; every route is asked by a stranger."""

from __future__ import annotations

import io
import re
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from served_samples import make_desk, make_holdings

from visavis.cli import main
from visavis.cli.serve import is_loopback
from visavis.errors import InputError
from visavis.web import application
from visavis.web.accounts import FILE_NAME, Accounts

PASSWORD = "four plain words do"
SUITE = {"a": "PRK", "b": "CHN", "identifier": "plain"}


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Accounts:
    folder = make_desk(tmp_path_factory.mktemp("locked") / "desk")
    made = Accounts(folder)
    made.add("ann", PASSWORD, "editor")
    made.add("bob", PASSWORD)
    return made


@pytest.fixture
def locked(accounts: Accounts) -> FastAPI:
    return application(make_holdings(accounts.path.parent), accounts=accounts)


@pytest.fixture
def stranger(locked: FastAPI) -> Iterator[TestClient]:
    with TestClient(locked, base_url="http://desk.example", follow_redirects=False) as made:
        yield made


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and address that the application answers, with something in the place of its parameters."""
    found = []
    for one in iter_route_contexts(app.routes):
        path = one.path or ""
        for method in sorted(one.methods or {"GET"}):
            found.append((method, re.sub(r"\{(\w+)\}", lambda name: SUITE.get(name[1], "x"), path)))
    return found


def log_in(client: TestClient, name: str = "ann", password: str = PASSWORD, **more: str) -> object:
    return client.post("/login", data={"name": name, "password": password, **more})


def test_every_route_says_401_to_a_stranger_but_the_way_in(locked: FastAPI, stranger: TestClient) -> None:
    asked = [(method, path) for method, path in routes(locked) if not path.startswith(("/login", "/static"))]
    assert len(asked) >= 25
    assert {"/", "/api/v1/rows", "/api/v1/openapi.json", "/document/plain/why"} <= {path for _, path in asked}
    for method, path in [*asked, ("GET", "/nowhere"), ("DELETE", "/api/v1/documents"), ("GET", "/api/v1/nowhere")]:
        found = stranger.request(method, path)
        assert found.status_code == 401, (method, path)
        if path.startswith("/api/") and method != "HEAD":
            assert found.json()["status"] == 401
        elif method != "HEAD":
            assert "password" in found.text


def test_every_route_refuses_what_another_site_sends(locked: FastAPI, stranger: TestClient) -> None:
    log_in(stranger)
    sent = [(method, path) for method, path in routes(locked) if method not in ("GET", "HEAD")]
    assert ("POST", "/login") in sent
    for method, path in sent:
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            assert stranger.request(method, path, headers=headers).status_code == 403, (method, path)


def test_a_login_opens_the_desk_and_a_logout_closes_it(stranger: TestClient) -> None:
    found = log_in(stranger, following="/dyad/PRK/CHN?by=month")
    assert (found.status_code, found.headers["location"]) == (303, "/dyad/PRK/CHN?by=month")
    told = found.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert stranger.get("/").status_code == 200
    assert "Log out ann" in stranger.get("/").text
    before = dict(stranger.cookies)
    assert stranger.post("/logout").status_code == 303
    stranger.cookies.update(before)
    assert stranger.get("/").status_code == 401, "the session ended on the server too"


def test_a_login_leads_to_no_other_site(stranger: TestClient) -> None:
    for following in ("https://evil.example", "//evil.example", "/\\evil.example"):
        assert log_in(stranger, following=following).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(stranger: TestClient) -> None:
    wrong, unknown = log_in(stranger, "bob", "wrong password"), log_in(stranger, "eve", "wrong password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text


def test_tries_are_limited(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.web.rates.monotonic", lambda: 0.0)
    app = application(make_holdings(accounts.path.parent), accounts=accounts)
    with TestClient(app, base_url="http://desk.example") as client:
        found = [log_in(client, "bob", "wrong password").status_code for _ in range(7)]
        assert found == [401] * 5 + [429] * 2
        assert int(log_in(client, "bob").headers["retry-after"]) > 0


def test_requests_are_limited(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.web.rates.monotonic", lambda: 0.0)
    monkeypatch.setattr("visavis.web.door.REQUESTS", (1.0, 10))
    app = application(make_holdings(accounts.path.parent), accounts=accounts)
    token = accounts.issue_token("bob", scopes=frozenset({"read"}), days=1)
    with TestClient(app, base_url="http://desk.example", headers={"authorization": f"Bearer {token}"}) as client:
        found = [client.get("/api/v1/outlets").status_code for _ in range(12)]
    assert found[0] == 200
    assert found[-1] == 429


def test_a_token_opens_what_its_scopes_allow_until_it_ends(locked: FastAPI, accounts: Accounts) -> None:
    reading = accounts.issue_token("ann", scopes=frozenset({"read"}), days=1)
    with TestClient(locked, base_url="http://desk.example") as client:
        def get(secret: str) -> int:
            return client.get("/api/v1/outlets", headers={"authorization": f"Bearer {secret}"}).status_code

        assert get(reading) == 200
        assert get(reading + "x") == 401
        assert client.post("/api/v1/anything", headers={"authorization": f"Bearer {reading}"}).status_code == 403
        accounts.end(reading)
        assert get(reading) == 401
    later = Accounts(accounts.path.parent, now=lambda: datetime.now(UTC) + timedelta(days=2))
    ending = accounts.issue_token("ann", scopes=frozenset({"read"}), days=1)
    assert accounts.of_token(ending) is not None
    assert later.of_token(ending) is None
    with pytest.raises(InputError, match="reader cannot have"):
        accounts.issue_token("bob", scopes=frozenset({"write"}), days=1)


def test_nothing_that_opens_the_door_is_kept_as_it_is(accounts: Accounts) -> None:
    token = accounts.issue_token("ann", scopes=frozenset({"read"}), days=1)
    session = accounts.log_in("ann", PASSWORD)
    assert session
    held = accounts.path.read_bytes()
    assert accounts.path.stat().st_mode & 0o077 == 0
    for secret in (token, session, PASSWORD):
        assert secret.encode() not in held
    assert b"$argon2id$" in held


def test_another_password_ends_all_sessions(tmp_path: Path) -> None:
    made = Accounts(tmp_path)
    made.add("ann", PASSWORD)
    session = made.log_in("ann", PASSWORD)
    assert session and made.of_session(session)
    made.change_password("ann", PASSWORD + " 2")
    assert made.of_session(session) is None
    assert made.log_in("ann", PASSWORD) is None
    made.remove("ann")
    assert made.roles() == {}


@pytest.mark.parametrize(("name", "password", "role"), [
    ("ann", "short", "reader"), ("", PASSWORD, "reader"), ("a b", PASSWORD, "reader"), ("ann", PASSWORD, "king")])
def test_an_account_that_cannot_be_is_refused(tmp_path: Path, name: str, password: str, role: str) -> None:
    with pytest.raises(InputError):
        Accounts(tmp_path).add(name, password, role)


def test_logins_and_edits_are_in_the_audit_log_which_cannot_be_changed(stranger: TestClient, accounts: Accounts) -> None:
    log_in(stranger)
    stranger.post("/api/v1/anything")
    stranger.cookies.clear()
    stranger.post("/api/v1/anything")
    told = [(one.account, one.action, one.target, one.outcome) for one in accounts.log(3)]
    assert told == [("", "POST", "/api/v1/anything", "401"), ("ann", "POST", "/api/v1/anything", "404"),
                    ("ann", "login", "", "done")]
    connection = sqlite3.connect(accounts.path)
    for statement in ("DELETE FROM audit", "UPDATE audit SET account = 'eve'"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            connection.execute(statement)
    connection.close()


def test_a_request_that_a_proxy_hands_on_needs_a_login(client: TestClient) -> None:
    found = client.get("/api/v1/outlets", headers={"x-forwarded-for": "203.0.113.9"})
    assert (found.status_code, found.json()["detail"]) == (403, "handed on by a proxy; start the server with --login for that")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "desk.example"])
def test_beyond_this_machine_it_does_not_start_without_accounts(host: str, tmp_path: Path,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_desk(tmp_path / "desk")
    assert not is_loopback(host)
    assert main(["serve", str(folder), "--host", host, "--port", "0"]) == 1
    assert "visavis user add" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # uvicorn drops the socket it could not bind
def test_an_address_that_cannot_be_had_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_desk(tmp_path / "desk")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = str(taken.getsockname()[1])
        assert main(["serve", str(folder), "--port", port]) == 1
    assert f"127.0.0.1:{port}: cannot be listened on" in capsys.readouterr().err


def test_accounts_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    desk = str(make_desk(tmp_path / "desk"))

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["user", *words, "--desk", desk])
        return code, capsys.readouterr().out.strip()

    assert run("add", "ann", "--role", "editor", typed=PASSWORD + "\n") == (0, "ann: editor")
    assert run("add", "ann", typed=PASSWORD + "\n")[0] == 1
    assert run("list") == (0, "ann  editor")
    code, token = run("token", "ann", "--scope", "write", "--scope", "read", "--days", "2")
    assert code == 0
    account = Accounts(Path(desk)).of_token(token)
    assert account is not None
    assert account.scopes == {"read", "write"}
    assert run("password", "ann", typed="another good password\n")[0] == 0
    assert run("remove", "ann")[0] == 0
    assert run("log") == (0, "")
    assert (Path(desk) / FILE_NAME).exists()
