"""Who calls the API during the walk, and what stops it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from demo.people import GITA, PASSWORD, RAM, SITA, Person

SUPPORT = "/api/support/"


class WalkError(Exception):
    """An answer is not what the contract says."""


def expect(what: str, got: Any, *, wanted: Any) -> None:
    if got != wanted:
        raise WalkError(f"{what}\n  expected: {wanted!r}\n  got:      {got!r}")


@dataclass(frozen=True)
class Caller:
    """One person at the API, or nobody if there is no token."""

    http: httpx.Client
    token: str | None = None

    def send(self, method: str, path: str, **content: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.request(method, SUPPORT + path, headers=headers, **content)

    def call(self, method: str, path: str, *, wants: int = 200, **content: Any) -> Any:
        """Send, insist on the status, and return the JSON of the answer."""
        response = self.send(method, path, **content)
        if response.status_code != wants:
            answer = f"{response.status_code} {response.text[:500]}"
            raise WalkError(f"{method} {path}\n  expected: {wants}\n  got:      {answer}")
        return response.json()


def log_in(http: httpx.Client, person: Person) -> Caller:
    login = {"email": person.email, "password": PASSWORD}
    response = http.post("/api/auth/token/", json=login)
    expect(f"login of {person.email}", response.status_code, wanted=200)
    return Caller(http, response.json()["access"])


class Cast:
    """The people of the walk: a customer and an agent, and two who must get nowhere."""

    def __init__(self, http: httpx.Client) -> None:
        self.customer = log_in(http, SITA)
        self.agent = log_in(http, GITA)
        self.stranger = log_in(http, RAM)
        self.anonymous = Caller(http)

    def call(
        self, caller: Caller, method: str, path: str, *, wants: int = 200, **content: Any
    ) -> Any:
        """Let a caller without a token and another customer try the very same call first.

        They come first so that the right caller's answer also proves that nothing of theirs
        was written.
        """
        refused = self.anonymous.call(method, path, wants=401, **content)
        expect(f"{method} {path} without a token", refused["error"], wanted="not_authenticated")
        refused = self.stranger.call(method, path, wants=404, **content)
        expect(
            f"{method} {path} by another customer",
            set(refused),
            wanted={"error", "message", "detail", "details"},
        )
        return caller.call(method, path, wants=wants, **content)
