"""Canned responses in the admin: by the action's rules, and nobody else's are there."""

from typing import Any

import pytest
from django.test import Client

from django_support_tickets.actions import save_canned_response
from django_support_tickets.admin import CannedResponseAdmin
from django_support_tickets.models import CannedResponse
from django_support_tickets.policies import actor_for
from tests.admin.conftest import CANNED, text_of
from tests.factories import user_of

pytestmark = pytest.mark.django_db
WRITTEN = {"title": "Refund", "body": "Dear {{customer.name}},\r\nyes.", "category": "billing"}


def change_page(response: CannedResponse) -> str:
    return f"{CANNED}{response.pk}/change/"


def write(person: Any, **fields: Any) -> CannedResponse:
    texts: dict[str, Any] = {"title": "Refund", "body": "Hello", **fields}
    return save_canned_response(by=actor_for(user_of(person)), **texts)


def test_one_is_written_found_changed_and_deleted(admin: Client, agent: Any) -> None:
    text_of(admin.get(f"{CANNED}add/"))
    text_of(admin.post(f"{CANNED}add/", {**WRITTEN, "tags": "Money, vip"}, follow=True))
    made = CannedResponse.objects.get()
    assert (made.body, made.tags) == ("Dear {{customer.name}},\nyes.", ["money", "vip"])
    assert (made.category, made.owner_id) == ("billing", agent.pk)
    for query in ("", "?q=refund", "?category=billing"):
        assert "Refund" in text_of(admin.get(CANNED + query))
    assert "money, vip" in text_of(admin.get(change_page(made)))
    text_of(admin.post(change_page(made), {**WRITTEN, "title": "New"}, follow=True))
    made.refresh_from_db()
    assert (made.title, made.tags, made.is_shared) == ("New", [], False)
    text_of(admin.post(f"{CANNED}{made.pk}/delete/", {"post": "yes"}, follow=True))
    assert not CannedResponse.objects.exists()


def test_sharing_is_said_by_a_box(admin: Client, other_agent: Any) -> None:
    shared = write(other_agent, is_shared=True)
    admin.post(change_page(shared), {**WRITTEN, "is_shared": "on"})
    shared.refresh_from_db()
    assert (shared.category, shared.is_shared) == ("billing", True)
    assert "checked" in text_of(admin.get(change_page(shared)))
    admin.post(f"{CANNED}add/", {**WRITTEN, "title": "For all", "is_shared": "on"})
    assert CannedResponse.objects.get(title="For all").is_shared


def test_a_personal_one_is_nobody_elses(admin: Client, other_agent: Any) -> None:
    theirs = write(other_agent, title="Secret")
    for query in ("", "?q=secret"):
        assert f"{theirs.pk}" not in text_of(admin.get(CANNED + query))
    for page in ("change/", "delete/", "history/"):
        url = f"{CANNED}{theirs.pk}/{page}"
        for answer in (admin.get(url), admin.post(url, {**WRITTEN, "post": "yes"})):
            assert answer.status_code in {302, 404}
            assert b"Secret" not in answer.content
    theirs.refresh_from_db()
    assert theirs.title == "Secret"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"body": "Hi {{ticket.customer.password}}"}, "There is no ticket.customer.password"),
        ({"body": " "}, "Write 1 to"),
        ({"title": "a\tb"}, "on one line"),
        ({"title": ""}, "required"),
        ({"category": "gone"}, "valid choice"),
        ({"tags": ",".join(map(str, range(21)))}, "At most 20 tags"),
        ({"tags": "x" * 51}, "1 to 50 characters"),
        ({"body": "\0"}, "Null characters"),
    ],
)
def test_what_the_action_would_refuse_is_said_on_the_form(
    wrong: dict[str, str], words: str, admin: Client, agent: Any
) -> None:
    kept = write(agent)
    for url in (f"{CANNED}add/", change_page(kept)):
        assert words in text_of(admin.post(url, {**WRITTEN, **wrong}))
    assert list(CannedResponse.objects.values_list("title", "body")) == [("Refund", "Hello")]


def test_what_is_gone_meanwhile_is_404(
    admin: Client, agent: Any, other_agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between Django's reading and our writing somebody made it their own."""
    mine, get_object = write(agent, is_shared=True), CannedResponseAdmin.get_object

    def taken(*args: Any) -> Any:
        found = get_object(*args)
        CannedResponse.objects.update(owner=other_agent)
        return found

    monkeypatch.setattr(CannedResponseAdmin, "get_object", taken)
    for page, body in (("change/", WRITTEN), ("delete/", {"post": "yes"})):
        CannedResponse.objects.update(owner=None)
        assert admin.post(f"{CANNED}{mine.pk}/{page}", body).status_code == 404
    assert CannedResponse.objects.get().body == "Hello"


def test_customers_have_none_of_it(customer: Any, agent: Any) -> None:
    client = Client()
    client.force_login(user_of(customer))
    for url in (CANNED, f"{CANNED}add/", change_page(write(agent, is_shared=True))):
        for answer in (client.get(url), client.post(url, WRITTEN)):
            assert (answer.status_code, answer["Location"][:13]) == (302, "/admin/login/")
    assert CannedResponse.objects.count() == 1


@pytest.mark.parametrize("query", ["q=" + "x+" * 3000, "body__regex=(", "title=x", "q=%00", "o=1"])
def test_a_wrong_address_is_no_failure(query: str, admin: Client) -> None:
    assert admin.get(f"{CANNED}?{query}", follow=True).status_code in {200, 400}
