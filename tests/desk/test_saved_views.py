"""Named views of the queue: whose they are and what may be kept in them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import delete_view, save_view
from django_support_tickets.exceptions import InvalidInput, NotAllowed, NothingFound
from django_support_tickets.models import SavedView
from django_support_tickets.policies import actor_for
from django_support_tickets.selectors import saved_views
from tests.calls import TICKETS
from tests.desk.calls import VIEW, VIEWS, brief, change, keep, post
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db
BUILT_IN = ["unassigned", "mine", "waiting", "escalated"]


@pytest.fixture
def client(client_for: Callable[[Any], APIClient], agent: Any) -> APIClient:
    return client_for(agent)


@pytest.fixture
def other(client_for: Callable[[Any], APIClient], other_agent: Any) -> APIClient:
    return client_for(other_agent)


def listed(client: APIClient) -> list[Any]:
    answer = client.get(VIEWS)
    assert answer.status_code == 200, answer.content
    rows: list[Any] = answer.json()["results"]
    return rows


def test_a_view_is_kept_read_changed_and_deleted(client: APIClient, customer: Any) -> None:
    TicketFactory(customer=customer, priority="urgent")
    url = keep(client, VIEWS, VIEW)
    assert client.get(url).json() == {
        "key": url.split("/")[-2],
        **VIEW,
        "is_shared": False,
        "is_built_in": False,
        "count": 1,
    }
    assert change(client, url, parameters={"ordering": "-created_at"}).json()["name"] == "Urgent"
    assert client.put(url, {"name": "New"}, format="json").json()["name"] == "New"
    assert listed(client)[-1]["parameters"] == {"ordering": "-created_at"}
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_the_built_in_views_are_there_from_the_start_and_stay(client: APIClient) -> None:
    assert [row["key"] for row in listed(client) if row["is_built_in"]] == BUILT_IN
    for key in BUILT_IN:
        url = f"{VIEWS}{key}/"
        assert client.get(url).json()["key"] == key
        assert change(client, url, name="Mine").status_code == 404
        assert client.delete(url).status_code == 404


def test_a_personal_view_is_nobody_elses(client: APIClient, other: APIClient) -> None:
    url = keep(client, VIEWS, VIEW)
    assert [row["key"] for row in listed(other)] == BUILT_IN
    calls = [other.get(url), change(other, url, name="Mine"), other.delete(url)]
    calls.append(other.get(f"{TICKETS}?view={url.split('/')[-2]}"))
    assert [(a.status_code, a.json()["error"]) for a in calls] == [(404, "not_found")] * 4


def test_a_shared_view_is_everybodys_and_outlives_its_author(
    client: APIClient, other: APIClient, agent: Any
) -> None:
    shared, personal = keep(client, VIEWS, VIEW, is_shared=True), keep(client, VIEWS, VIEW)
    assert change(other, shared, name="Ours").json()["is_shared"]
    assert change(client, personal, is_shared=True).json()["is_shared"]
    assert len(listed(other)) == 6
    assert not change(client, personal, is_shared=False).json()["is_shared"]
    agent.delete()
    assert [row["name"] for row in listed(other)[4:]] == ["Ours"]
    assert SavedView.objects.count() == 1


def test_each_agent_has_room_for_fifty(
    client: APIClient, other: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the shared ones of one agent take none of another's."""
    for module in ("selectors.saved_views", "actions.saved_views"):
        monkeypatch.setattr(f"django_support_tickets.{module}.MOST_VIEWS", 2)
    urls = [keep(client, VIEWS, VIEW) for _ in range(2)]
    assert post(client, VIEWS, VIEW).status_code == 400
    assert change(client, urls[0], name="Still changed").status_code == 200
    for _ in range(2):
        keep(other, VIEWS, VIEW, is_shared=True)
    assert change(client, urls[0], is_shared=True).status_code == 400
    assert len(listed(client)) == 4 + 4


def test_host_code_is_held_to_the_same_rules(agent: Any, other_agent: Any, customer: Any) -> None:
    mine, theirs = actor_for(user_of(agent)), actor_for(user_of(other_agent))
    view = save_view(by=mine, **VIEW)
    for call in (save_view, delete_view):
        with pytest.raises(NothingFound):
            call(view, by=theirs)
    with pytest.raises(NotAllowed):
        save_view(by=actor_for(user_of(customer)), **VIEW)
    with pytest.raises(InvalidInput):
        save_view(by=mine, name="A", parameters={"ordering": ["created_at"]})
    SavedView.objects.all().delete()
    with pytest.raises(NothingFound):
        saved_views.pick_saved_view(mine, str(view.pk))


def test_what_was_deleted_meanwhile_does_not_come_back(
    agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = actor_for(user_of(agent))
    view = save_view(by=actor, **VIEW)

    def deleted_on_the_way(*_args: Any, **_kwargs: Any) -> str:
        SavedView.objects.all().delete()
        return "Again"

    monkeypatch.setattr("django_support_tickets.actions.inputs.clean_title", deleted_on_the_way)
    with pytest.raises(NothingFound):
        save_view(view, by=actor, name="Again")
    assert not SavedView.objects.exists()


def test_a_new_name_leaves_what_changed_meanwhile(
    agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = actor_for(user_of(agent))
    view = save_view(by=actor, is_shared=True, **VIEW)

    def changed_on_the_way(name: str, **_kwargs: Any) -> str:
        SavedView.objects.update(parameters={"tag": "vip"}, owner=agent)
        return name

    monkeypatch.setattr("django_support_tickets.actions.inputs.clean_title", changed_on_the_way)
    save_view(view, by=actor, name="New")
    kept = SavedView.objects.get()
    assert (kept.name, kept.parameters, kept.is_shared) == ("New", {"tag": "vip"}, False)


def test_no_change_is_none(client: APIClient) -> None:
    url = keep(client, VIEWS, VIEW)
    assert change(client, url).json()["name"] == VIEW["name"]


REFUSED = [
    {"status": "gone"}, {"priority": "7"}, {"category": "gone"}, {"created_after": "x"},
    {"ordering": "title"}, {"ordering": "--created_at"}, {"ordering": "-"},
    {"assigned_agent": "x" * 40 + "\x00"},
    {"assigned_agent": "no one"}, {"customer": "me"}, {"unknown": "x"}, {"view": "mine"},
    {"page": "2"}, {"status": ["open"]}, {"status": None}, {"status": {}}, {"waiting": True},
    {"waiting": "on"}, {"search": "x" * 501}, [], "status=open", None, 1,
]  # fmt: skip


@pytest.mark.parametrize("parameters", REFUSED, ids=brief)
def test_what_the_list_would_refuse_is_refused(client: APIClient, parameters: Any) -> None:
    assert post(client, VIEWS, {"name": "A", "parameters": parameters}).status_code == 400
    assert change(client, keep(client, VIEWS, VIEW), parameters=parameters).status_code == 400
    assert len(listed(client)) == 5


@pytest.mark.parametrize("name", [None, [], {}, " ", "a\nb", "x" * 256], ids=brief)
def test_hostile_names_are_refused(client: APIClient, name: Any) -> None:
    assert post(client, VIEWS, {**VIEW, "name": name}).status_code == 400
    bodies: list[Any] = [[], "x", {}, {"name": "A"}]
    for body in bodies:
        assert post(client, VIEWS, body).status_code == 400


def test_customers_have_none_of_it(
    client: APIClient, client_for: Callable[[Any], APIClient], customer: Any
) -> None:
    url = keep(client, VIEWS, VIEW, is_shared=True)
    theirs = client_for(customer)
    for link in (VIEWS, url, f"{VIEWS}mine/", f"{VIEWS}{uuid4()}/"):
        for method in ("get", "post", "put", "patch", "delete"):
            answer = getattr(theirs, method)(link, VIEW, format="json")
            assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    for key in ("mine", url.split("/")[-2], "gone"):
        assert theirs.get(f"{TICKETS}?view={key}").status_code == 404
